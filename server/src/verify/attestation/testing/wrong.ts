import { createHash } from 'node:crypto';
import { DAY_MS } from '../../../kernel/durations.js';
import { SyntheticMachine } from '../../../tee/attestation/testing/synthetic-machine.js';
import type { LoggedEvent } from '../../../tee/quote-verifier/event-log.js';
import { type Issued, issueList, type WantedList } from '../../../tee/quote-verifier/testing/synthetic-pki.js';
import { SyntheticPlatform } from '../../../tee/quote-verifier/testing/synthetic-platform.js';
import { readPolicy } from '../release-policy.js';
import { type SyntheticCase, syntheticCase, tdxQuoteFor } from './synthetic-case.js';

type WrongEvidence = SyntheticCase['answer']['evidence'];
export type Document = Record<string, any>;
export type Change = (subject: SyntheticCase) => unknown;
/** One thing that is wrong, the step that must notice it, and what that step says. */
export type Wrong = { what: string; step: string; says: RegExp; change: Change };
type Row = [what: string, says: RegExp, change: Change];

export const platform = new SyntheticPlatform(new Date('2026-11-22T12:00:00Z'));
export const honestCase = (): SyntheticCase => syntheticCase(new SyntheticMachine(platform));
export const daysFrom = (days: number): Date => new Date(platform.now.getTime() + days * DAY_MS);

export const at = (step: string, rows: Row[]): Wrong[] =>
  rows.map(([what, says, change]) => ({ what, step, says, change }));

export const answer =
  (change: Document): Change =>
  (subject) =>
    Object.assign(subject.answer, change);

export const evidence =
  (change: (evidence: WrongEvidence) => unknown): Change =>
  ({ answer: { evidence: one } }) =>
    change(one);

/** A quote that an honest processor made over something else. */
export const quote =
  (change: Parameters<typeof tdxQuoteFor>[1]): Change =>
  (subject) => {
    subject.answer.evidence.quote = tdxQuoteFor(subject, change);
  };

/** A quote that somebody changed afterwards. */
export const bytes =
  (change: (quote: Buffer) => unknown): Change =>
  (subject) => {
    const raw = Buffer.from(subject.answer.evidence.quote, 'hex');
    const made = change(raw);
    subject.answer.evidence.quote = (Buffer.isBuffer(made) ? made : raw).toString('hex');
  };

export const bit = (at: number): Change => bytes((raw) => raw.writeUInt8(raw[at]! ^ 1, at));

const registersOf = (raw: Buffer) =>
  [376, 424, 472, 520].map((start) => raw.toString('hex', start, start + 48)) as [string, string, string, string];

/** A quote from under another chain of certificates. */
export const chained = (chain: Issued[], signer?: Issued): Change =>
  bytes((raw) => platform.quote({ reportData: raw.subarray(568, 632), rtmrs: registersOf(raw) }, chain, signer));

/** The evidence of an honest machine, but for its log, which it measured all the same. */
export const log =
  (change: (log: LoggedEvent[]) => LoggedEvent[]): Change =>
  (subject) => {
    subject.machine = new SyntheticMachine(platform, { log: change });
    subject.answer.evidence.eventLog = subject.machine.log.map((one) => ({ ...one, digest: '' }));
    subject.answer.evidence.quote = tdxQuoteFor(subject);
  };

export const collateral =
  (change: Document): Change =>
  (subject) =>
    Object.assign(subject.collateral, change);

const signed =
  (field: 'tcbInfo' | 'qeIdentity', change: (document: Document) => unknown): Change =>
  (subject) => {
    const edit = (document: Document): Document => {
      change(document);
      return document;
    };
    subject.collateral = platform.collateral({ [field]: edit });
  };
/** Documents of Intel's that say something else, and are signed as they should be. */
export const tcb = (change: (document: Document) => unknown): Change => signed('tcbInfo', change);
export const qe = (change: (document: Document) => unknown): Change => signed('qeIdentity', change);
export const level = (change: (level: Document) => unknown): Change => tcb(({ tcbLevels }) => tcbLevels.map(change));
export const newest = (change: Document): Change => tcb(({ tcbLevels }) => Object.assign(tcbLevels[0], change));

export const policy =
  (change: Document): Change =>
  (subject) => {
    subject.policy = readPolicy({ ...subject.policy, ...change });
  };

export const list = (issuer: Issued, wanted: WantedList = {}): string =>
  issueList(issuer, platform.now, wanted).toString('hex');

/** Of the key set as it is now, made without the code under test. */
export const digestOf = ({ answer: { evidence: one } }: SyntheticCase): string => {
  const { auditCheckpointKey, tlsKeys, verdictKey, version } = one.keySet;
  const canonical = JSON.stringify({ auditCheckpointKey, tlsKeys, verdictKey, version });
  return `sha256:${createHash('sha256').update(canonical).digest('hex')}`;
};
