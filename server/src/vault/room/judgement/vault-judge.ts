import { ActorKind } from '../../../kernel/actor.js';
import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import { decode } from '../../../rulebook/decode.js';
import type { KeyFacts, PolicyRules, RuleSet, TransactionFacts, Verdict } from '../../../rulebook/facts/policy.js';
import { readQuote, type Usd } from '../../../rulebook/facts/price.js';
import type { PriceQuoteRecord } from '../../../rulebook/facts/price-quote.js';
import { bumpFacts } from '../../../rulebook/fee-bump.js';
import { intentOf } from '../../../rulebook/intent.js';
import { ALTERED_KEY, limitsOfKey } from '../../../rulebook/key-limits.js';
import { evaluate, POLICY_ENGINE } from '../../../rulebook/rules/evaluate.js';
import { incomingOf } from '../../../rulebook/rules/market-rule.js';
import { readRules, type StoredRules } from '../../../rulebook/rules/stored-rules.js';
import { strictest } from '../../../rulebook/rules/strictest.js';
import { unaskedIn } from '../../../rulebook/rules/unasked.js';
import { type ApiKeyRecord, apiKeyIn, type ProposalRecord } from '../../../rulebook/sealed-rows.js';
import { unaskedOf, usageOf } from '../../contract/person-state.js';
import type { Grounds, SealedRow } from '../../contract/vault.js';
import { agentSignatures } from './agent-signatures.js';
import type { Judgement, JudgementRequest, SignatureJudge } from './judge.js';
import { versionOf } from './policy-seal.js';
import { priceQuoteFor } from './price-quotes.js';
import { sealedFacts } from './sealed-facts.js';
import { needsNoPasskey } from './signing-rules.js';

/** Applies the rulebook inside the vault: to what the bytes say, and to no row that the vault has not sealed. */
export class VaultJudge implements SignatureJudge {
  constructor(private readonly defaults: PolicyRules) {}

  judge(request: JudgementRequest): Judgement {
    const { binding, grounds, passphrase, state, now } = request;
    const proposal = proposalOf(request);
    const decoded = decode(proposal.intent, passphrase, proposal.network, String);
    const policy = this.policyOf(grounds.policies, needsNoPasskey(binding));
    const whole = sealedFacts(request, proposal, decoded);
    const facts = request.raised === undefined ? whole : bumpFacts(whole, request.raised);
    const quotes = quotesOf(request, facts);
    const prices = Object.assign(pricesIn(quotes), { incoming: pricesIn(incomingQuotes(request, facts)) });
    const verdict = evaluate({
      facts,
      policy: { ...policy, version: versionOf(grounds.policies) },
      usage: usageOf(state, { network: proposal.network, reset: policy.reset }, now),
      prices,
      at: now,
      strangersUsd: unaskedOf(state, proposal.network, now, proposal.id).strangersUsd,
      agentCalls: Math.max(grounds.agentCalls, agentSignatures(state, proposal, now)),
      apiKey: keyOf(request, proposal),
    });
    const { decision, policyVersion, rules } = verdict;
    return {
      decision,
      policyVersion,
      engine: POLICY_ENGINE,
      rules: rules.filter(({ matched }) => matched),
      problem: problemOf(verdict),
      transactionId: proposal.id,
      apiKeyId: proposal.apiKeyId ?? null,
      byAgent: proposal.proposedBy === ActorKind.AGENT,
      outflows: facts.outflows,
      unasked: unaskedIn(facts, prices) ?? undefined,
      prices: quotes,
    };
  }

  private policyOf({ own, account }: Grounds['policies'], isDemo: boolean): PolicyRules {
    if (!isDemo && [own, account].some((row) => row?.record.kind === 'demo-policy')) throw withoutPasskey();
    const base = { ...this.defaults, ...(own && rulesOf(own)) };
    return strictest(base, account ? rulesOf(account) : {});
  }
}

// It may have taken away what the person had made stricter, so no part of it can be believed for a real account.
const withoutPasskey = (): DomainError =>
  new DomainError(
    ErrorCode.PERMISSION_DENIED,
    'The stored policy was made milder without a passkey, so nothing is signed for this account. Restore the database.',
  );

const rulesOf = ({ record }: SealedRow): RuleSet => readRules(record.rules as StoredRules);

const proposalOf = ({ binding, envelope, grounds, isSealed }: JudgementRequest): ProposalRecord => {
  const proposal = grounds.proposal.record as unknown as ProposalRecord;
  const { userId, accountId, network } = proposal;
  const isOurs = userId === binding.userId && accountId === binding.accountId && network === binding.network;
  if (proposal.kind === 'proposal' && isSealed(grounds.proposal) && isOurs && proposal.intent === intentOf(envelope))
    return proposal;
  throw new DomainError(
    ErrorCode.PERMISSION_DENIED,
    'This transaction is not as it was proposed: its row was changed. Propose it again, and look for who changed it.',
  );
};

/** The key that the sealed proposal names, if its own row is sealed too; without one the rules refuse. */
const keyOf = (
  { grounds, state, now, isSealed }: JudgementRequest,
  { apiKeyId, userId, network }: ProposalRecord,
): KeyFacts | null => {
  if (apiKeyId == null) return null;
  const usage = usageOf(state, { network, reset: 'ROLLING', apiKeyId }, now);
  const row = grounds.apiKey;
  const isHers = row?.record.kind === 'api-key' && row.record.id === apiKeyId && row.record.userId === userId;
  if (!row || !isHers || !isSealed(row)) return { ...ALTERED_KEY, usage };
  const key = apiKeyIn(row.record as unknown as ApiKeyRecord);
  return { ...limitsOfKey(key, now), usage };
};

const pricesIn = (quotes: PriceQuoteRecord[]): Map<string, Usd | null> =>
  new Map(quotes.map((quote) => [quote.asset, readQuote(quote)]));

/** The same of what trades bring, at what it could be sold for. */
const incomingQuotes = (
  { grounds, now, isSealed }: JudgementRequest,
  { network, trades }: TransactionFacts,
): PriceQuoteRecord[] =>
  incomingOf(trades).flatMap(({ asset, amount }) => {
    const wanted = { network, asset, amount, side: 'SELL' as const, now, isSealed };
    return priceQuoteFor(grounds.prices, wanted) ?? [];
  });

/** Of the server's rows the vault's own quotes alone, each for all that leaves of its asset; the rest has no price. */
const quotesOf = (
  { grounds, now, isSealed }: JudgementRequest,
  { network, outflows }: TransactionFacts,
): PriceQuoteRecord[] =>
  outflows.flatMap(
    ({ asset, amount }) => priceQuoteFor(grounds.prices, { network, asset, amount, now, isSealed }) ?? [],
  );

const problemOf = ({ decision, rules }: Verdict): DomainError | null => {
  const rule = rules.find((one) => one.matched && one.decision === decision);
  return rule ? new DomainError(rule.code ?? ErrorCode.PERMISSION_DENIED, rule.message) : null;
};
