import type { EntityManager } from '@mikro-orm/core';
import { User } from '../../identity/records/user.entity.js';
import { actorOf, type RequestContext } from '../../kernel/actor.js';
import { crashPoint } from '../../kernel/crash-points.js';
import { DomainError } from '../../kernel/errors.js';
import { withRowLocked } from '../../platform/db/lock.js';
import type { TransactionFacts, Verdict } from '../../rulebook/facts/policy.js';
import type { Prices } from '../../rulebook/facts/price.js';
import { unaskedIn } from '../../rulebook/rules/unasked.js';
import type { AgentBrake } from './agent-brake.js';
import type { PolicyService } from './policy.service.js';

/** What is about to be signed, with its rows locked in `tx`. */
export type Signing<Prepared = unknown> = {
  tx: EntityManager;
  transactionId: string;
  accountId: string;
  facts: TransactionFacts;
  prepared: Prepared;
  /** Those of the judgement, for whoever judges again. */
  prices: Prices;
};

/** The transactions' side of a signature; policy/ knows no more of them than this. */
export interface SigningSource<Prepared = unknown> {
  /** Network reads, before any lock. */
  prepare(transactionId: string, userId: string): Promise<{ facts: TransactionFacts; prepared: Prepared }>;
  /** Locks account and transaction; throws unless the transaction may be signed now. */
  lock(
    tx: EntityManager,
    transactionId: string,
    userId: string,
    prepared: Prepared,
  ): Promise<Omit<Signing<Prepared>, 'prices'>>;
  /** How the consent stands without which a verdict of ASK is not signed. */
  consent(signing: Signing<Prepared>, prices: Prices, hasTightened: HasTightened): Promise<ConsentState>;
  /** Takes note that the policy no longer allows it. The note is committed, the signature is not made. */
  refuse(signing: Signing<Prepared>, verdict: Verdict): Promise<DomainError>;
  /** Puts it before its owner anew, as it is now; a consent that is void ends. Committed, and nothing is signed. */
  ask(
    signing: Signing<Prepared>,
    now: { verdict: Verdict; prices: Prices; because: string | null },
  ): Promise<DomainError>;
}

export type ConsentState = { kind: 'STANDS' } | { kind: 'NONE' } | { kind: 'VOID'; because: string };

/** Whether the policy has become stricter after the version that somebody agreed under. */
export type HasTightened = (version: number) => Promise<boolean>;

export const SIGNING = 'signing';

/**
 * The enforcement of @spendingCap: one database transaction around the signing resolver, in which the caps are
 * counted again with the user's row locked, the worst case is reserved, and the resolver signs and stores.
 */
export class SpendingCapGuard<Prepared> {
  constructor(
    private readonly em: EntityManager,
    private readonly policy: PolicyService,
    private readonly source: SigningSource<Prepared>,
    private readonly brake: AgentBrake,
  ) {}

  async run(context: RequestContext, transactionId: string, next: () => Promise<unknown>): Promise<unknown> {
    const { userId } = actorOf(context);
    const { facts, prepared } = await this.source.prepare(transactionId, userId);
    const prices = await this.policy.pricesFor(facts);
    await crashPoint('sign.before-lock');
    const outcome = await withRowLocked(this.em, User, userId, async (tx) => {
      const signing = { ...(await this.source.lock(tx, transactionId, userId, prepared)), prices };
      await crashPoint('sign.locked');
      const { accountId } = signing;
      const verdict = await this.policy.judge(tx, { userId, accountId, transactionId }, signing.facts, prices);
      const hasTightened: HasTightened = (version) => this.policy.tightenedSince(tx, { userId, accountId }, version);
      const refused = await this.refusal(signing, verdict, prices, hasTightened);
      if (refused) return { refused };
      await this.reserve(signing, userId, verdict);
      await crashPoint('sign.reserved');
      context.guarded.set(SIGNING, signing);
      return { value: await next() };
    }).catch((error) => this.brake.afterFailure(userId, error));
    if (outcome.refused) throw outcome.refused;
    await crashPoint('sign.after-commit');
    return outcome.value;
  }

  /** Null where it may be signed. */
  private async refusal(
    signing: Signing<Prepared>,
    verdict: Verdict,
    prices: Prices,
    hasTightened: HasTightened,
  ): Promise<DomainError | null> {
    if (verdict.decision === 'ALLOW') return null;
    if (verdict.decision === 'REFUSE') return this.source.refuse(signing, verdict);
    const consent = await this.source.consent(signing, prices, hasTightened);
    if (consent.kind === 'STANDS') return null;
    return this.source.ask(signing, { verdict, prices, because: consent.kind === 'VOID' ? consent.because : null });
  }

  private async reserve(
    { tx, transactionId, accountId, facts, prices }: Signing<Prepared>,
    userId: string,
    { decision }: Verdict,
  ): Promise<void> {
    const { network, outflows, apiKeyId } = facts;
    const owner = { userId, accountId, transactionId, apiKeyId };
    const unasked = decision === 'ALLOW' ? unaskedIn(facts, prices) : null;
    await this.policy.reservations.reserve(tx, { ...owner, network, outflows, prices, unasked });
  }
}
