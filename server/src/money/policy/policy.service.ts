import type { EntityManager } from '@mikro-orm/core';
import { ActorKind } from '../../kernel/actor.js';
import type { Config } from '../../kernel/config.js';
import { HOUR_MS } from '../../kernel/durations.js';
import { DomainError, ErrorCode } from '../../kernel/errors.js';
import { sealsIn } from '../../keyring/checked-seals.js';
import type { KeyFacts, PolicyRules, RuleSet, TransactionFacts, Verdict } from '../../rulebook/facts/policy.js';
import type { Prices } from '../../rulebook/facts/price.js';
import { defaultRules } from '../../rulebook/rules/default-rules.js';
import { evaluate } from '../../rulebook/rules/evaluate.js';
import { incomingOf } from '../../rulebook/rules/market-rule.js';
import { readRules } from '../../rulebook/rules/stored-rules.js';
import { strictest } from '../../rulebook/rules/strictest.js';
import { onlySealed, type Seals } from '../../vault/contract/seals.js';
import type { Grounds, SealedRow } from '../../vault/contract/vault.js';
import type { PriceService } from '../prices/price.service.js';
import type { DecisionLog, ProposalSource, Whose } from './decision-log.js';
import type { KeyRegister } from './key-register.js';
import { PolicyVersion, sealedVersion } from './policy.entity.js';
import type { Reservations } from './reservations.js';
import { type StoredDecision, storeDecision } from './stored-decision.js';

/** `transactionId` where it is proposed already: it is not counted as another call beside itself. */
export type PolicySubject = { userId: string; accountId: string; transactionId?: string };
export type Layers = { own: PolicyRules; account: RuleSet; version: number; since: Date };

export type PolicyParts = {
  prices: PriceService;
  reservations: Reservations;
  decisions: DecisionLog;
  seals: Seals;
  apiKeys: KeyRegister;
};

/** Answers what the policy says of a transaction: the newest version of a person, else the operator's defaults. */
export class PolicyService {
  readonly reservations: Reservations;
  readonly defaults: PolicyRules;
  /** The operator's defaults hold since the server started. */
  private readonly since = new Date();

  constructor(
    config: Pick<Config, 'policy' | 'networks'>,
    private readonly parts: PolicyParts,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.defaults = defaultRules(config);
    this.reservations = parts.reservations;
  }

  /** What holds now: of each rule the stricter one, the person's or the account's. */
  async current(em: EntityManager, userId: string, accountId: string | null): Promise<PolicyRules> {
    const { own, account, version } = await this.layers(em, { userId, accountId });
    return { ...strictest(own, account), version };
  }

  async layers(em: EntityManager, { userId, accountId }: Whose): Promise<Layers> {
    const { own, account } = await this.holding(em, { userId, accountId });
    const version = own?.version ?? this.defaults.version;
    return {
      own: { ...this.defaults, ...(own && readRules(own.rules)), version },
      account: account ? readRules(account.rules) : {},
      version: Math.max(version, account?.version ?? 0),
      since: [own?.createdAt, account?.createdAt].reduce<Date>((a, b) => (b && b > a ? b : a), this.since),
    };
  }

  /** Whether anything that holds for this account has become stricter after `version`. */
  async tightenedSince(em: EntityManager, { userId, accountId }: Whose, version: number): Promise<boolean> {
    const later = { userId, tightened: true, version: { $gt: version } };
    return (await em.count(PolicyVersion, { ...later, $or: [{ accountId: null }, { accountId }] })) > 0;
  }

  /** Asked before any lock is taken, because a price may come from the network. */
  pricesFor(facts: TransactionFacts): Promise<Prices> {
    return this.parts.prices.prices(facts.outflows, facts.network, incomingOf(facts.trades));
  }

  /** The verdict with rules and caps as they are now. Reserves nothing. */
  async judge(em: EntityManager, whose: PolicySubject, facts: TransactionFacts, prices: Prices): Promise<Verdict> {
    return (await this.weigh(em, whose, facts, prices)).verdict;
  }

  /** The same, with all that it was made of, to be stored. */
  async weigh(
    em: EntityManager,
    { userId, accountId, transactionId }: PolicySubject,
    facts: TransactionFacts,
    prices: Prices,
  ): Promise<{ verdict: Verdict; inputs: StoredDecision }> {
    const policy = await this.current(em, userId, accountId);
    const usages = await this.reservations.usage(em, userId, facts.network);
    const at = this.now();
    const agentCalls = await this.callsOf(em, { userId, apiKeyId: facts.apiKeyId }, transactionId);
    const apiKey = await this.keyOf(em, userId, facts);
    const { strangersUsd } = await this.reservations.unasked(em, userId, facts.network);
    const input = { facts, prices, at, agentCalls, strangersUsd, apiKey };
    const verdict = evaluate({ ...input, policy, usage: usages[policy.reset] });
    return { verdict, inputs: storeDecision(verdict.decision, { ...input, usages }) };
  }

  /** What else the key, or without one the agent, proposed in the hour before now. */
  callsOf(em: EntityManager, origin: ProposalSource, transactionId?: string): Promise<number> {
    const anHourAgo = new Date(this.now().getTime() - HOUR_MS);
    return this.parts.decisions.countProposals(em, origin, anHourAgo, transactionId);
  }

  /** The rows that hold now, for the vault's own judgement. */
  async sealedRows(em: EntityManager, whose: Whose): Promise<Grounds['policies']> {
    const { own, account } = await this.holding(em, whose);
    return { own: own && sealedVersion(own), account: account && sealedVersion(account) };
  }

  /** The same before anybody has looked at their seals. */
  async rows(em: EntityManager, whose: Whose): Promise<SealedRow[]> {
    const { own, account } = await newest(em, whose);
    return [own, account].filter((row) => row !== null).map(sealedVersion);
  }

  // A proposal that a key made, or had made, is bound by the limits of the key as well.
  private async keyOf(
    em: EntityManager,
    userId: string,
    { actor, apiKeyId, network }: TransactionFacts,
  ): Promise<KeyFacts | null> {
    if (actor !== ActorKind.API_KEY && apiKeyId === null) return null;
    const limits = await this.parts.apiKeys.limitsOf(em, userId, apiKeyId);
    const usage = await this.reservations.usageOfKey(em, userId, network, apiKeyId ?? '');
    return { ...limits, usage };
  }

  private async holding(em: EntityManager, whose: Whose): Promise<Newest> {
    const held = await newest(em, whose);
    const rows = [held.own, held.account].filter((row) => row !== null);
    if (
      (await onlySealed(sealsIn(em, this.parts.seals), rows, (row) => sealedVersion(row).record)).length === rows.length
    )
      return held;
    // Going back to an older version could be what somebody wanted who wrote into the table.
    throw new DomainError(
      ErrorCode.PERMISSION_DENIED,
      'The stored policy was changed by something other than this server, so nothing is signed. Restore the database.',
    );
  }
}

type Newest = { own: PolicyVersion | null; account: PolicyVersion | null };

const newest = async (em: EntityManager, { userId, accountId }: Whose): Promise<Newest> => {
  const last = { orderBy: { version: 'desc' } } as const;
  const own = await em.findOne(PolicyVersion, { userId, accountId: null }, last);
  const account = accountId === null ? null : await em.findOne(PolicyVersion, { userId, accountId }, last);
  return { own, account };
};
