import { createHash } from 'node:crypto';
import { fromStroops, toStroops } from '../../kernel/amount.js';
import { jsonHash, type PlainEntry, plainHash } from '../../platform/audit/audit-hash.js';
import { parseConsent } from '../../rulebook/consent-text.js';
import { need } from '../../tee/quote-verifier/refuted.js';
import { parseEnvelope } from './envelope.check.js';
import type { Receipt } from './receipt.shape.js';

/** That the log's entries are whole and tell the same story as the rest of the receipt. */
export const checkEntries = (receipt: Receipt): string => {
  const { entries, userId } = receipt.audit;
  for (const entry of entries) {
    need(entry.hash === plainHash(entry), `Entry ${entry.seq} does not have the hash that it states.`);
    need(entry.userId === userId, `Entry ${entry.seq} is of another person.`);
  }
  for (const [index, entry] of entries.slice(1).entries()) assertFollows(entries[index]!, entry);
  const [proposed, signed, ended] = [
    one(receipt, 'transaction.proposed'),
    one(receipt, 'transaction.signed', (entry) => !isBump(entry)),
    end(receipt),
  ];
  checkProposed(receipt, proposed);
  checkSigned(receipt, signed);
  checkEnded(receipt, ended);
  const consented = receipt.consent ? checkApproved(receipt, signed) : [];
  need(signed.seq > proposed.seq && ended.seq > signed.seq, 'The entries are not in the order of what happened.');
  assertNoStranger(receipt, consented);
  return `${entries.length} entries, from ${proposed.at} to ${ended.at}, say the same.`;
};

const assertFollows = (before: PlainEntry, { seq, previousHash, at }: PlainEntry): void => {
  need(seq > before.seq, `Entry ${seq} stands after entry ${before.seq}.`);
  need(
    seq !== before.seq + 1 || previousHash === before.hash,
    `Entry ${seq} does not follow from entry ${before.seq}.`,
  );
  need(Date.parse(at) >= Date.parse(before.at), `Entry ${seq} is older than entry ${before.seq}.`);
};

const about = ({ audit, transaction }: Receipt, action: string): PlainEntry[] =>
  audit.entries.filter((entry) => entry.action === action && entry.resource === transaction.id);

const one = (receipt: Receipt, action: string, counts = (_entry: PlainEntry): boolean => true): PlainEntry => {
  const found = about(receipt, action).filter(counts);
  need(found.length === 1, `The log holds ${found.length} entries "${action}" about this transaction, not one.`);
  return found[0]!;
};

/** Where the log says that the fee was raised. */
export const bumpEntries = (receipt: Receipt): PlainEntry[] => about(receipt, 'transaction.signed').filter(isBump);

// The same bytes once more, under a higher fee that the log names.
const isBump = ({ details }: PlainEntry): boolean => details.fee !== undefined;

const end = (receipt: Receipt): PlainEntry =>
  receipt.transaction.status === 'CONFIRMED'
    ? one(receipt, 'transaction.confirmed')
    : // It may have been given up before a ledger showed it as failed: only that one took a fee.
      one(receipt, 'transaction.failed', ({ details }) => details.feeCharged != null);

const same = (stated: unknown, logged: unknown, what: string): void =>
  need(jsonHash({ it: stated ?? null }) === jsonHash({ it: logged ?? null }), `The log has another ${what}.`);

const checkProposed = ({ transaction }: Receipt, { details }: PlainEntry): void => {
  same(createHash('sha256').update(transaction.intent).digest('hex'), details.intentHash, 'intent');
  same(transaction.summary, details.summary, 'summary');
};

const checkSigned = (
  { transaction, network, consent, policy, verdictProof }: Receipt,
  { details }: PlainEntry,
): void => {
  same(transaction.hash, details.hash, 'hash');
  same(parseEnvelope(transaction.envelope, network.passphrase).sequence, details.sequence, 'sequence number');
  same(jsonHash(policy.verdict), details.verdictHash, 'verdict of the policy');
  same(verdictProof && jsonHash(verdictProof), details.verdictProofHash, 'statement of the vault');
  same(policy.version, policy.verdict.policyVersion, 'version of the policy');
  same(consent ? 'CONSENT' : 'POLICY', details.authority, 'reason to sign');
  need(
    policy.verdict.decision === (consent ? 'ASK' : 'ALLOW'),
    'The verdict of the policy does not lead to a signature.',
  );
};

const checkEnded = (receipt: Receipt, { result, details }: PlainEntry): void => {
  const { transaction, ledger, network } = receipt;
  same(transaction.status, result, 'end');
  same(transaction.hash, details.hash, 'hash');
  same(ledger.sequence, details.ledger, 'ledger');
  same(ledger.feeCharged, details.feeCharged, 'fee');
  same(ledger.resultCodes, details.resultCodes, 'result');
  const { fee } = parseEnvelope(transaction.envelope, network.passphrase);
  const charged = toStroops(ledger.feeCharged);
  const most = raisedFee(receipt) ?? BigInt(fee);
  need(fromStroops(charged) === ledger.feeCharged && charged <= most, 'More fee was charged than was signed for.');
};

const raisedFee = (receipt: Receipt): bigint | null => {
  const bumps = bumpEntries(receipt);
  for (const { details } of bumps) same(receipt.transaction.hash, details.hash, 'hash');
  const fees = bumps.map(({ details }) => toStroops(String(details.fee)));
  return fees.length === 0 ? null : fees.reduce((a, b) => (a > b ? a : b));
};

/** Returns the entry under which the passkey was enrolled. */
const checkApproved = (receipt: Receipt, signed: PlainEntry): PlainEntry[] => {
  const { consent, passkey } = receipt;
  // One that was void at the signature stands in the log too, under another digest.
  const approved = one(receipt, 'approval.approved', ({ details }) => details.digest === consent?.digest);
  same(passkey?.id, approved.details.passkey, 'passkey');
  same(passkey?.counterBefore, approved.details.counterBefore, 'counter of the passkey');
  need(approved.seq < signed.seq, 'It was signed before it was approved.');
  need(
    Date.parse(signed.at) < Date.parse(parseConsent(consent!.canonical).expires),
    'The consent had ended when it was signed.',
  );
  if (!passkey) return [];
  const enrolment = receipt.audit.entries.find((entry) => enrolledKey(entry) === passkey.id);
  need(enrolment !== undefined && enrolment.seq < approved.seq, 'The log does not say when this passkey was enrolled.');
  same(passkey.publicKey, enrolment.details.publicKey, 'public key for this passkey');
  same(passkey.credentialId, enrolment.details.credentialId, 'credential for this passkey');
  return [enrolment];
};

const enrolledKey = ({ action, resource, userId, details }: PlainEntry): unknown => {
  if (action === 'passkey.added') return resource;
  return action === 'user.registered' && resource === userId ? details.passkey : undefined;
};

const assertNoStranger = ({ audit, transaction }: Receipt, known: PlainEntry[]): void => {
  const stranger = audit.entries.find((entry) => entry.resource !== transaction.id && !known.includes(entry));
  need(stranger === undefined, `Entry ${stranger?.seq} is about something else.`);
};
