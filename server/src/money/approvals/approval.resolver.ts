import type { EntityManager } from '@mikro-orm/core';
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
import { Consent } from '../../identity/consent/consent.type.js';
import type { PasskeyService } from '../../identity/passkeys/passkey.service.js';
import { PasskeyChallenge } from '../../identity/users/user.type.js';
import { type Connection, paginate } from '../../platform/graphql/connection.js';
import { actorOf, type RequestContext } from '../../platform/graphql/context.js';
import { approvalWarnings } from '../../rulebook/warnings/approval-warnings.js';
import { RiskLevel, riskOf, type Warning } from '../../rulebook/warnings/warning.js';
import type { IntentReadings } from '../drafts/intent-readings.js';
import { Transaction } from '../proposals/transaction.entity.js';
import { TransactionType } from '../proposals/transaction.type.js';
import { warningFactsOf } from '../proposals/warning-facts-of.js';
import { Approval, ApprovalStatus } from './approval.entity.js';
import {
  ApprovalConnection,
  ApprovalEvent,
  ApprovalType,
  ApproveTransactionInput,
  Rejection,
  RejectTransactionInput,
  RejectTransactionsInput,
} from './approval.types.js';
import { type ApprovalChange, approvalChanges } from './approval-stream.js';
import type { ApprovalsService, Rejected } from './approvals.service.js';
import type { RenewalService } from './renewal.service.js';
import { WarningType } from './warning.type.js';

/** The inbox and the two answers. Rules live in the services. */
@Resolver(() => ApprovalType)
export class ApprovalResolver {
  constructor(
    private readonly service: ApprovalsService,
    private readonly renewal: RenewalService,
    private readonly passkeys: PasskeyService,
    private readonly readings: IntentReadings,
  ) {}

  @Directive('@auth(scope: READ)')
  @Query(() => ApprovalConnection, { description: 'What I was asked; by default what still waits. Newest first.' })
  approvals(
    @Ctx() { em, ...context }: RequestContext,
    @Arg('status', () => ApprovalStatus, {
      nullable: true,
      defaultValue: ApprovalStatus.PENDING,
      description: 'Where they stand; null for all.',
    })
    status: ApprovalStatus | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20 }) first: number,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<Connection<Approval>> {
    return paginate(
      em,
      Approval,
      { userId: actorOf({ em, ...context }).userId, ...(status && { status }) },
      { first, after },
    );
  }

  @Directive('@auth(scope: READ)')
  @Directive('@owner(of: APPROVAL)')
  @Query(() => ApprovalType, { description: 'One question to me.' })
  approval(@Ctx() { em }: RequestContext, @Arg('id', () => ID) id: string): Promise<Approval> {
    return em.findOneOrFail(Approval, { id });
  }

  @Directive('@auth(scope: APPROVE, actors: [PERSON])')
  @Directive('@owner(of: TRANSACTION)')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Directive('@network')
  @Directive('@cost(weight: 100)')
  @Mutation(() => PasskeyChallenge, {
    description:
      'Options for navigator.credentials.get; the challenge is the digest of the consent. Read the consent again: old prices were renewed.',
  })
  startApproval(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'Id of the transaction.' }) id: string,
  ): Promise<PasskeyChallenge> {
    return this.challenge(actorOf(context).userId, id);
  }

  @Directive('@auth(scope: APPROVE, actors: [PERSON])')
  @Directive('@owner(of: TRANSACTION, by: "input.id")')
  @Directive('@rateLimit(max: 30, window: "1m")')
  @Mutation(() => TransactionType, {
    description: 'Yes, to exactly the consent with this digest. It is signed and sent right away.',
  })
  approveTransaction(
    @Ctx() context: RequestContext,
    @Arg('input', () => ApproveTransactionInput) input: ApproveTransactionInput,
  ): Promise<Transaction> {
    return this.service.approve(actorOf(context), input);
  }

  @Directive('@auth(scope: APPROVE, actors: [PERSON])')
  @Directive('@owner(of: TRANSACTION, by: "input.id")')
  @Directive('@rateLimit(max: 60, window: "1m")')
  @Mutation(() => TransactionType, { description: 'No. It can never be signed afterwards. Needs no passkey.' })
  rejectTransaction(
    @Ctx() context: RequestContext,
    @Arg('input', () => RejectTransactionInput) input: RejectTransactionInput,
  ): Promise<Transaction> {
    return this.service.reject(actorOf(context), input);
  }

  @Directive('@auth(scope: APPROVE, actors: [PERSON])')
  @Directive('@owner(of: TRANSACTION, by: "input.ids")')
  @Directive('@rateLimit(max: 20, window: "1m")')
  @Mutation(() => [Rejection], {
    description: 'No, to several; tells of each. Where one is not yours, none is touched.',
  })
  rejectTransactions(
    @Ctx() context: RequestContext,
    @Arg('input', () => RejectTransactionsInput) input: RejectTransactionsInput,
  ): Promise<Rejected[]> {
    return this.service.rejectAll(actorOf(context), input);
  }

  @FieldResolver(() => TransactionType, { description: 'What the person is asked about.' })
  transaction(@Root() { transactionId }: Approval, @Ctx() { em }: RequestContext): Promise<Transaction> {
    return em.findOneOrFail(Transaction, { id: transactionId });
  }

  @FieldResolver(() => Consent, { description: 'Exactly what the person agrees to.' })
  consent(@Root() { digest, canonical }: Approval): Consent {
    return { digest, canonical };
  }

  @FieldResolver(() => [WarningType], {
    description: 'What to look at before agreeing, worst first; empty where there is nothing. Made of facts alone.',
  })
  warnings(@Root() approval: Approval, @Ctx() { em }: RequestContext): Promise<Warning[]> {
    return this.look(em, approval);
  }

  @FieldResolver(() => RiskLevel, { description: 'The level of the worst warning; LOW where there is none.' })
  async riskLevel(@Root() approval: Approval, @Ctx() { em }: RequestContext): Promise<RiskLevel> {
    return riskOf(await this.look(em, approval));
  }

  @FieldResolver(() => String, { nullable: true, description: 'Name of the passkey that confirmed.' })
  decidedWith(@Root() { passkeyName }: Approval): string | null {
    return passkeyName ?? null;
  }

  /** As of the decision, or of now while it waits: then prices grow old. */
  private async look(em: EntityManager, { transactionId, decidedAt }: Approval): Promise<Warning[]> {
    const transaction = await em.findOneOrFail(Transaction, { id: transactionId });
    return approvalWarnings(warningFactsOf(transaction, this.readings, decidedAt ?? new Date()));
  }

  private async challenge(userId: string, transactionId: string): Promise<PasskeyChallenge> {
    const { id, canonical } = await this.renewal.pending(userId, transactionId);
    return { id, options: await this.passkeys.confirmOptions(userId, canonical) };
  }
}

/** Approvals as they come and go, and the approval of a transaction. */
@Resolver(() => TransactionType)
export class TransactionApprovalResolver {
  @FieldResolver(() => ApprovalType, { nullable: true, description: 'Null where nobody had to be asked.' })
  approval(@Root() { id }: Transaction, @Ctx() { em }: RequestContext): Promise<Approval | null> {
    return em.findOne(Approval, { transactionId: id }, { orderBy: { id: 'desc' } });
  }
}

@Resolver(() => ApprovalEvent)
export class ApprovalEventResolver {
  @Directive('@auth(scope: READ)')
  @Subscription(() => ApprovalEvent, {
    description: 'First the ones waiting now, then every change, in order. With `after`, what came since that cursor.',
    subscribe: ({ args, context }) =>
      approvalChanges(context as RequestContext, (args as { after?: string | null }).after ?? null),
  })
  pendingApprovals(
    @Root() change: ApprovalChange,
    @Arg('after', () => String, { nullable: true, description: 'The cursor of the last event that is known.' }) _after:
      | string
      | null,
  ): ApprovalChange {
    return change;
  }

  @FieldResolver(() => ApprovalType, { description: 'The approval as it is now.' })
  approval(@Root() { approvalId }: ApprovalChange, @Ctx() { em }: RequestContext): Promise<Approval> {
    return em.findOneOrFail(Approval, { id: approvalId });
  }
}
