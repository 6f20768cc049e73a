import type { EntityManager } from '@mikro-orm/core';
import type { Actor } from '../../kernel/actor.js';
import { badInput } from '../../kernel/errors.js';
import type { Events } from '../../platform/events/events.js';
import { type Connection, type PageArgs, paginate } from '../../platform/graphql/connection.js';
import type { Verdict } from '../../rulebook/facts/policy.js';
import { isFinal } from '../../rulebook/life.js';
import type { DraftService } from '../drafts/draft.service.js';
import type { Drafting, ProposeService } from './propose.service.js';
import { Transaction } from './transaction.entity.js';
import type {
  EvaluatePolicyInput,
  PaymentInput,
  RawTransactionInput,
  TransactionFilter,
  TrustlineInput,
} from './transaction.inputs.js';

/** The entry to transactions for resolvers and for the composition root. */
export class TransactionService {
  constructor(
    private readonly em: EntityManager,
    private readonly drafts: DraftService,
    private readonly proposals: ProposeService,
    private readonly events: Events,
  ) {}

  list(
    em: EntityManager,
    userId: string,
    filter: TransactionFilter | null,
    page: PageArgs,
  ): Promise<Connection<Transaction>> {
    const { accountId, status } = filter ?? {};
    return paginate(
      em,
      Transaction,
      { userId, ...(accountId && { accountId }), ...(status && { status: { $in: status } }) },
      page,
    );
  }

  proposePayment(actor: Actor, input: PaymentInput): Promise<Transaction> {
    return this.proposals.propose(actor, given(input), this.payment(input));
  }

  proposeTrustline(actor: Actor, input: TrustlineInput): Promise<Transaction> {
    return this.proposals.propose(actor, given(input), this.trustline(input));
  }

  proposeTransaction(actor: Actor, input: RawTransactionInput): Promise<Transaction> {
    const draft: Drafting['draft'] = (em, account) => this.drafts.raw(em, account, input);
    return this.proposals.propose(actor, given(input), { whom: [], draft });
  }

  evaluate(actor: Actor, { payment, trustline }: EvaluatePolicyInput): Promise<Verdict> {
    if (payment && !trustline) return this.proposals.evaluate(actor, given(payment), this.payment(payment));
    if (trustline && !payment) return this.proposals.evaluate(actor, given(trustline), this.trustline(trustline));
    throw badInput('Give exactly one of `payment` and `trustline`.');
  }

  private payment(input: PaymentInput): Drafting {
    return { whom: [input.destination], draft: (em, account) => this.drafts.payment(em, account, given(input)) };
  }

  private trustline(input: TrustlineInput): Drafting {
    return { whom: [], draft: (em, account) => this.drafts.trustline(em, account, given(input)) };
  }

  /** Waits until a transaction of this person is final; the row as it then is, or as it is when time is up. */
  async settled({ id, userId }: Pick<Transaction, 'id' | 'userId'>, timeoutMs: number): Promise<Transaction> {
    const signal = AbortSignal.timeout(timeoutMs);
    const read = () => this.em.fork().findOneOrFail(Transaction, { id });
    for (let row = await read(); ; row = await read()) {
      if (isFinal(row.status) || signal.aborted) return row;
      await this.events.wakeUps.next(`transactions:${userId}`, 250, signal);
    }
  }
}

/** GraphQL hands an absent optional over as null or not at all; inside it is absent, so that equal inputs hash alike. */
const given = <T extends object>(input: T): T =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value != null)) as T;

export const ownsTransaction = async (em: EntityManager, userId: string, id: string): Promise<boolean> =>
  (await em.count(Transaction, { id, userId })) > 0;
