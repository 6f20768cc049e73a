import { Transaction, xdr } from '@stellar/stellar-sdk/base';
import { MINUTE_MS } from '../../../kernel/durations.js';
import { badInput, DomainError, ErrorCode } from '../../../kernel/errors.js';
import { parseConsent } from '../../../rulebook/consent-text.js';
import { intentOf } from '../../../rulebook/intent.js';
import { mismatch } from '../../contract/refusals.js';
import type { Authority, Grounds, KeyBinding, SignRequest } from '../../contract/vault.js';
import type { Judgement } from './judge.js';

/** A signature that leaked must be worthless soon: no envelope may be valid for longer than this. */
export const MAX_VALIDITY_SECONDS = 300;

/** Up to 10 minutes old when they were shown, and 10 minutes more until the signature. */
const PRICES_MAX_MS = 20 * MINUTE_MS;

export type UnsignedEnvelope = { source: string; hash: Uint8Array; sequence: bigint; validUntil: Date };

const refuse = (message: string): DomainError => new DomainError(ErrorCode.PERMISSION_DENIED, message);

const parse = (envelope: string, passphrase: string): Transaction => {
  try {
    return new Transaction(envelope, passphrase);
  } catch {
    throw badInput('This is not a plain Stellar transaction envelope in base64 XDR.');
  }
};

/** What holds for every signature, whoever asks for it: read from the bytes, never from the caller's words. */
export const readEnvelope = (envelope: string, passphrase: string, now: Date): UnsignedEnvelope => {
  const transaction = parse(envelope, passphrase);
  const v1 = transaction.tx;
  if (!(v1 instanceof xdr.Transaction) || v1.cond.type !== 'precondTime')
    throw refuse('The vault signs only version 1 transactions that have time bounds and no other precondition.');
  const { maxTime } = v1.cond.timeBounds;
  if (maxTime === 0n || maxTime > BigInt(Math.floor(now.getTime() / 1000) + MAX_VALIDITY_SECONDS))
    throw refuse(`The vault signs only transactions that end within ${MAX_VALIDITY_SECONDS} seconds.`);
  if (transaction.signatures.length > 0) throw refuse('The vault signs only transactions without a signature.');
  const validUntil = new Date(Number(maxTime) * 1000);
  return { source: transaction.source, hash: transaction.hash(), sequence: BigInt(transaction.sequence), validUntil };
};

/** The agreed text must speak of this person, account, network and transaction, and still be valid. */
export const assertConsentCovers = (
  canonical: string,
  { binding, envelope }: Pick<SignRequest, 'binding' | 'envelope'>,
  passphrase: string,
  now: Date,
): void => {
  const agreed = parseConsent(canonical);
  // The account's line names id and address; the address is compared with the key itself once that is open.
  const [accountId] = agreed.account.split(' ');
  if (agreed.user !== binding.userId || accountId !== binding.accountId || agreed.network !== passphrase)
    throw mismatch();
  if (agreed.transaction !== intentOf(envelope)) throw mismatch();
  if (!(Date.parse(agreed.expires) > now.getTime()))
    throw new DomainError(ErrorCode.CONSENT_MISMATCH, 'This confirmation has expired. Ask for it again.');
};

/** A person's word answers a question; it never overrules a refusal. */
export const assertAllowed = ({ decision, problem }: Judgement, { kind }: Pick<Authority, 'kind'>): void => {
  if (decision === 'ALLOW' || (decision === 'ASK' && kind === 'CONSENT')) return;
  if (decision === 'REFUSE' && problem) throw problem;
  throw new DomainError(ErrorCode.CONSENT_REQUIRED, 'The policy asks for the word of its owner, and there is none.');
};

/** Demo keys hold test money of the network inside this process; nothing else may be signed without a passkey. */
export const needsNoPasskey = ({ holder, network }: KeyBinding): boolean => holder === 'DEMO' && network === 'LOCAL';

/** A consent that was given under a milder policy is none under a stricter one, nor on prices of another hour. */
export const assertStillCovers = (canonical: string, { policies }: Grounds, now: Date): void => {
  const agreed = parseConsent(canonical);
  const tightened = [policies.own, policies.account].some(
    (row) => row?.record.tightened === true && Number(row.record.version) > Number(agreed.policy),
  );
  const times = agreed.price.map((line) => line.split(' ')[2]).filter((time) => time !== undefined);
  const isOld = times.some((time) => !(now.getTime() - Date.parse(time) < PRICES_MAX_MS));
  if (tightened || isOld) throw outOfDate();
};

export const outOfDate = (): DomainError =>
  new DomainError(ErrorCode.CONSENT_MISMATCH, 'This confirmation is out of date. Ask for it again.');

export const agreedApproval = (canonical: string): string => parseConsent(canonical).approval;

export const agreedAddress = (canonical: string): string => parseConsent(canonical).account.split(' ')[1] ?? '';
