import {
  Arg,
  Ctx,
  Directive,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { fromStroops } from '../../kernel/amount.js';
import { assetCode } from '../../kernel/assets.js';
import { streamHead } from '../../platform/events/events.js';
import type { Connection } from '../../platform/graphql/connection.js';
import { actorOf, type FollowedEvent, type RequestContext } from '../../platform/graphql/context.js';
import { AmountScalar, DateTimeScalar, XdrScalar } from '../../platform/graphql/scalars/scalars.js';
import { MemoType, memoTypeIn } from '../../rulebook/facts/memo.js';
import { IN_FLIGHT } from '../../rulebook/life.js';
import { signerNotes } from '../../rulebook/warnings/approval-warnings.js';
import { claimMismatches } from '../../rulebook/warnings/claim-mismatch.js';
import { AccountType } from '../accounts/account.type.js';
import { Account } from '../accounts/records/account.entity.js';
import type { IntentReadings } from '../drafts/intent-readings.js';
import { PolicyVerdict } from '../policy/policy.types.js';
import { Provenance, toProvenance } from '../proposals/provenance.type.js';
import { Transaction } from '../proposals/transaction.entity.js';
import {
  EvaluatePolicyInput,
  PaymentInput,
  RawTransactionInput,
  TransactionFilter,
  TrustlineInput,
} from '../proposals/transaction.inputs.js';
import type { TransactionService } from '../proposals/transaction.service.js';
import {
  BalanceChangeType,
  ClaimMismatchType,
  OutflowType,
  TransactionConnection,
  TransactionType,
} from '../proposals/transaction.type.js';
import { saidOf } from '../proposals/warning-facts-of.js';
import type { SignService } from '../signing/sign.service.js';
import { SIGNING, type Signing } from '../signing/signing.js';

/** Proposing, reading and following transactions, and the one field that signs. */
@Resolver(() => TransactionType)
export class TransactionResolver {
  constructor(
    private readonly service: TransactionService,
    private readonly signer: SignService,
    private readonly readings: IntentReadings,
  ) {}

  @Directive('@auth(scope: READ)')
  @Directive('@owner(of: ACCOUNT, by: "filter.accountId")')
  @Query(() => TransactionConnection, { description: 'My transactions, newest first.' })
  transactions(
    @Ctx() context: RequestContext,
    @Arg('filter', () => TransactionFilter, { nullable: true }) filter: TransactionFilter | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<Connection<Transaction>> {
    return this.service.list(context.em, actorOf(context).userId, filter, { first, after });
  }

  @Directive('@auth(scope: READ)')
  @Directive('@owner(of: TRANSACTION)')
  @Query(() => TransactionType, { description: 'One transaction of mine.' })
  transaction(@Ctx() { em }: RequestContext, @Arg('id', () => ID) id: string): Promise<Transaction> {
    return em.findOneOrFail(Transaction, { id });
  }

  @Directive('@auth(scope: READ)')
  @Directive('@owner(of: ACCOUNT, by: "input.payment.accountId")')
  @Directive('@owner(of: TRANSACTION, by: "input.payment.replaces")')
  @Directive('@owner(of: ACCOUNT, by: "input.trustline.accountId")')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Directive('@network')
  @Directive('@cost(weight: 100)')
  @Query(() => PolicyVerdict, { description: 'What the policy would say now. Stores and reserves nothing.' })
  evaluatePolicy(
    @Ctx() context: RequestContext,
    @Arg('input', () => EvaluatePolicyInput) input: EvaluatePolicyInput,
  ): Promise<PolicyVerdict> {
    return this.service.evaluate(actorOf(context), input);
  }

  @Directive('@auth(scope: PROPOSE)')
  @Directive('@owner(of: ACCOUNT, by: "input.accountId")')
  @Directive('@owner(of: TRANSACTION, by: "input.replaces")')
  @Directive('@rateLimit(max: 30, window: "1m")')
  @Directive('@network')
  @Directive('@cost(weight: 100)')
  @Mutation(() => TransactionType, {
    description:
      'Proposes a payment. The policy decides: it is signed at once (APPROVED), waits for its owner (AWAITING_APPROVAL), or is refused (DENIED).',
  })
  proposePayment(
    @Ctx() context: RequestContext,
    @Arg('input', () => PaymentInput) input: PaymentInput,
  ): Promise<Transaction> {
    return this.service.proposePayment(actorOf(context), input);
  }

  @Directive('@auth(scope: PROPOSE)')
  @Directive('@owner(of: ACCOUNT, by: "input.accountId")')
  @Directive('@rateLimit(max: 30, window: "1m")')
  @Directive('@network')
  @Directive('@cost(weight: 100)')
  @Mutation(() => TransactionType, {
    description: 'Proposes to hold an asset, to change the limit, or to stop holding it.',
  })
  proposeTrustline(
    @Ctx() context: RequestContext,
    @Arg('input', () => TrustlineInput) input: TrustlineInput,
  ): Promise<Transaction> {
    return this.service.proposeTrustline(actorOf(context), input);
  }

  @Directive('@auth(scope: PROPOSE)')
  @Directive('@owner(of: ACCOUNT, by: "input.accountId")')
  @Directive('@rateLimit(max: 30, window: "1m")')
  @Directive('@network')
  @Directive('@cost(weight: 100)')
  @Mutation(() => TransactionType, {
    description:
      'Proposes a transaction that was built elsewhere. Every operation is sized, or a person is asked and anybody else refused. Sequence number and time bounds are replaced when it is signed; other preconditions, signatures, a fee bump and a resource fee above 1 XLM are refused; the policy limits the rest of the fee (`feeMax`).',
  })
  proposeTransaction(
    @Ctx() context: RequestContext,
    @Arg('input', () => RawTransactionInput) input: RawTransactionInput,
  ): Promise<Transaction> {
    return this.service.proposeTransaction(actorOf(context), input);
  }

  @Directive('@auth(scope: PROPOSE, actors: [PERSON, AGENT, SERVER])')
  @Directive('@owner(of: TRANSACTION)')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Directive('@spendingCap')
  @Directive('@network')
  @Directive('@cost(weight: 100)')
  @Mutation(() => TransactionType, {
    description:
      'Signs an APPROVED transaction: the one field that signs. The server calls it by itself, whoever proposed; a direct call of a person meets the same guards, and a budget beside.',
  })
  signTransaction(@Ctx() { guarded }: RequestContext, @Arg('id', () => ID) _id: string): Promise<Transaction> {
    return this.signer.sign(guarded.get(SIGNING) as Signing);
  }

  @Directive('@auth(scope: READ)')
  @Directive('@owner(of: TRANSACTION)')
  @Subscription(() => TransactionType, {
    description: 'Every change of one transaction, or of all of mine, from now on.',
    subscribe: ({ args, context }) => changes(context as RequestContext, (args as { id?: string | null }).id ?? null),
  })
  transactionUpdates(
    @Root() { payload }: FollowedEvent,
    @Ctx() { em }: RequestContext,
    @Arg('id', () => ID, { nullable: true, description: 'One transaction; without it all of mine.' }) _id:
      | string
      | null,
  ): Promise<Transaction> {
    return em.findOneOrFail(Transaction, { id: payload.transactionId as string });
  }

  @FieldResolver(() => AccountType, { description: 'The account that pays.' })
  account(@Root() { accountId }: Transaction, @Ctx() { em }: RequestContext): Promise<Account> {
    return em.findOneOrFail(Account, { id: accountId });
  }

  @FieldResolver(() => Provenance, {
    nullable: true,
    description: 'Where destination and amount come from; null where a program proposed it.',
  })
  provenance(@Root() { provenance, proposedBy }: Transaction): Provenance | null {
    return toProvenance(provenance, proposedBy);
  }

  @FieldResolver(() => [OutflowType], { description: 'The most that can leave, by asset.' })
  outflows(@Root() { outflows }: Transaction): OutflowType[] {
    return outflows.map(({ price, ...rest }) => ({
      ...rest,
      reserve: rest.reserve ?? '0',
      code: assetCode(rest.asset),
      price: price && { ...price, asset: rest.asset, at: new Date(price.at) },
    }));
  }

  @FieldResolver(() => [BalanceChangeType], { description: 'What the balances would be afterwards.' })
  balanceChanges(@Root() { balanceChanges }: Transaction): BalanceChangeType[] {
    return balanceChanges.map((change) => ({
      ...change,
      code: assetCode(change.asset),
      unknown: change.unknown ?? false,
    }));
  }

  @FieldResolver(() => [String], {
    description:
      'What it does to the account beside the amounts that leave, in sentences; what is not known is said too.',
  })
  effects(@Root() { intent, network }: Transaction): string[] {
    return this.readings.of(intent, network).effects;
  }

  @FieldResolver(() => AmountScalar, {
    nullable: true,
    description: 'Worth in USD at the proposal; null without a price.',
  })
  valueUsd(@Root() { valueUsd }: Transaction): string | null {
    return optional(valueUsd);
  }

  @FieldResolver(() => MemoType, { nullable: true, description: 'Of which kind `memo` is; null where there is none.' })
  memoType(@Root() { intent }: Transaction): MemoType | null {
    return memoTypeIn(intent);
  }

  @FieldResolver(() => AmountScalar, { description: 'The most the network may take, in XLM.' })
  fee(@Root() { feeMax }: Transaction): string {
    return fromStroops(feeMax);
  }

  @FieldResolver(() => [String], {
    description:
      'Sentences about the account as the ledger had it at the proposal: who else can empty it, and what one signature cannot do.',
  })
  warnings(@Root() { facts }: Transaction): string[] {
    return signerNotes(facts?.facts.signatures ?? null);
  }

  @FieldResolver(() => ClaimMismatchType, {
    nullable: true,
    description: 'What was asked for in words, where something else leaves; null where nobody named another amount.',
  })
  claimMismatch(@Root() transaction: Transaction): ClaimMismatchType | null {
    const [first] = claimMismatches(saidOf(transaction));
    return first ? { ...first, code: assetCode(first.asset) } : null;
  }

  @FieldResolver(() => AmountScalar, { nullable: true, description: 'What the network took, in XLM.' })
  feeCharged(@Root() { feeCharged }: Transaction): string | null {
    return optional(feeCharged);
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      'While the ledger has not decided about what is signed: until when it may still apply, on the clock of the network. It is known a little later.',
  })
  mayApplyUntil(@Root() { status, validUntil }: Transaction): Date | null {
    return IN_FLIGHT.includes(status) ? (validUntil ?? null) : null;
  }

  @FieldResolver(() => XdrScalar, {
    description:
      'The signed envelope once there is one, else the one that would be signed, without sequence and time bounds.',
  })
  xdr(@Root() { envelope, intent }: Transaction): string {
    return envelope ?? intent;
  }
}

const optional = (amount: bigint | null | undefined): string | null => (amount == null ? null : fromStroops(amount));

async function* changes(context: RequestContext, id: string | null): AsyncGenerator<FollowedEvent, void> {
  const stream = `transactions:${actorOf(context).userId}`;
  for await (const event of context.follow(stream, await streamHead(context.em, stream)))
    if (id === null || event.payload.transactionId === id) yield event;
}
