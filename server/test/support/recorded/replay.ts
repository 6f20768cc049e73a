import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { DomainError } from '../../../src/kernel/errors.js';
import { passphraseOf } from '../../../src/kernel/networks.js';
import { rawIntent } from '../../../src/money/drafts/raw-intent.js';
import { readDecision } from '../../../src/money/policy/stored-decision.js';
import { renderChange } from '../../../src/money/policy-changes/change-text.js';
import { changeLine, compare } from '../../../src/rulebook/compare.js';
import { consentDigest, parseConsent, renderConsent } from '../../../src/rulebook/consent-text.js';
import { decode } from '../../../src/rulebook/decode.js';
import type { Verdict } from '../../../src/rulebook/facts/policy.js';
import { envelopeFor, intentOf } from '../../../src/rulebook/intent.js';
import { traceOrigins } from '../../../src/rulebook/provenance.js';
import { evaluate } from '../../../src/rulebook/rules/evaluate.js';
import { readRules, storeRules } from '../../../src/rulebook/rules/stored-rules.js';
import { strictest } from '../../../src/rulebook/rules/strictest.js';
import { intentHash } from '../../../src/vault/contract/verdict-statement.js';
import { VaultJudge } from '../../../src/vault/room/judgement/vault-judge.js';
import type { Case } from './cases/case.js';

type Input = any;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** JSON of anything that the rules say: `bigint` as decimal digits, a map as its entries. */
export const canonical = (value: unknown): string =>
  canonicalize(
    JSON.parse(
      JSON.stringify(value, (_key, one) =>
        typeof one === 'bigint' ? `${one}` : one instanceof Map ? Object.fromEntries(one) : one,
      ),
    ),
  )!;

/** What matched, and a digest of what every rule said, so that a silent rule cannot change its words unseen. */
const said = ({ decision, policyVersion, rules }: Verdict) => ({
  decision,
  policyVersion,
  matched: rules.filter(({ matched }) => matched),
  all: sha256(canonical(rules)),
});

const policyOf = ({ rules, version = 1 }: Input): Input => ({ version, ...readRules(rules) });

const decoded = ({ envelope, network, names }: Input) =>
  decode(intentOf(envelope), passphraseOf(network), network, (address) => names[address] ?? 'a stranger');

const judgement = ({ defaults, state, now, raised, evidence: grounds, ...request }: Input) => {
  const judge = new VaultJudge(policyOf({ rules: defaults }));
  const { problem, ...rest } = judge.judge({
    ...request,
    grounds,
    state,
    now: new Date(now),
    ...(raised && { raised: { fee: BigInt(raised.fee), by: BigInt(raised.by) } }),
    isSealed: ({ mac }) => mac === 'sealed',
  });
  return { ...rest, problem: problem && { code: problem.code, message: problem.message } };
};

const changes = ({ before, after }: Input) => {
  const differences = compare(policyOf({ rules: before }), policyOf({ rules: after }));
  const stored = ({ version: _, ...rules }: Input) => storeRules(rules);
  return {
    differences,
    lines: differences.map(changeLine),
    strictest: stored(strictest(policyOf({ rules: before }), readRules(after))),
  };
};

const changeText = (input: Input) => {
  const text = renderChange(input);
  return { text, digest: consentDigest(text).toString('hex') };
};

const consent = (fields: Input) => {
  const text = renderConsent(fields);
  return { text, digest: consentDigest(text).toString('hex'), read: parseConsent(text) };
};

const intent = ({ envelope, sequence, validUntil }: Input) => {
  const bytes = intentOf(envelope);
  return { intent: bytes, hash: intentHash(bytes), signed: envelopeFor(bytes, BigInt(sequence), new Date(validUntil)) };
};

const origins = ({ values, labels, proposer }: Input) => {
  const outflows = values.outflows.map((one: Input) => ({ ...one, amount: BigInt(one.amount), fee: BigInt(one.fee) }));
  return traceOrigins({ ...values, outflows }, new Map(Object.entries(labels)), proposer);
};

const KINDS: Record<string, (input: Input) => unknown> = {
  evaluate: (input) => said(evaluate({ ...readDecision(input.inputs, input.rules.reset), policy: policyOf(input) })),
  'evaluate-whole': (input) => evaluate({ ...readDecision(input.inputs, input.rules.reset), policy: policyOf(input) }),
  decode: decoded,
  judge: judgement,
  changes,
  'change-text': changeText,
  consent,
  'consent-read': ({ text }) => parseConsent(text),
  intent,
  raw: ({ envelope, address }) => ({ intent: rawIntent(envelope, address).intent }),
  origins,
};

/** The answer of today's code to a recorded question; a refusal is an answer as well. */
const answer = ({ kind, input }: Case): unknown => {
  try {
    return KINDS[kind]!(input);
  } catch (error) {
    if (error instanceof DomainError) return { refused: error.code, message: error.message };
    throw error;
  }
};

/** One line of the recording: the question and its answer. */
export const lineOf = ({ kind, name, input }: Case): string =>
  canonical({ kind, name, input, output: answer({ kind, name, input }) });
