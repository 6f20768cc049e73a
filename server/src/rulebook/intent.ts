import { xdr } from '@stellar/stellar-sdk/base';
import { badInput } from '../kernel/errors.js';

const innerOf = (envelope: string): xdr.Transaction => {
  const parsed = parse(envelope);
  if (parsed.type !== 'envelopeTypeTx')
    throw badInput('Only plain version 1 transactions can be signed, no fee bumps.');
  return parsed.v1.tx;
};

const parse = (envelope: string): xdr.TransactionEnvelope => {
  try {
    return xdr.TransactionEnvelope.fromXdr(envelope, 'base64');
  } catch {
    throw badInput('This is not a Stellar transaction envelope in base64 XDR.');
  }
};

const toEnvelope = (tx: xdr.Transaction): string =>
  xdr.TransactionEnvelope.envelopeTypeTx(new xdr.TransactionV1Envelope({ tx, signatures: [] })).toXdr('base64');

/**
 * What a person agrees to: the transaction without its sequence number, time bounds and signatures. Those are filled
 * in when it is signed, because a slow human would make them stale.
 */
export const intentOf = (envelope: string): string =>
  toEnvelope(new xdr.Transaction({ ...innerOf(envelope), seqNum: 0n, cond: xdr.Preconditions.precondNone() }));

/** The envelope that is signed for an intent; `intentOf` of it is the intent again. */
export const envelopeFor = (intent: string, sequence: bigint, validUntil: Date): string => {
  const maxTime = BigInt(Math.floor(validUntil.getTime() / 1000));
  const cond = xdr.Preconditions.precondTime(new xdr.TimeBounds({ minTime: 0n, maxTime }));
  return toEnvelope(new xdr.Transaction({ ...innerOf(intent), seqNum: sequence, cond }));
};

/** The end of the envelope's validity in seconds since 1970, null where it never ends. */
export const maxTimeOf = (envelope: string): bigint | null => {
  const { cond } = innerOf(envelope);
  const bounds = cond.type === 'precondTime' ? cond.timeBounds : cond.type === 'precondV2' ? cond.v2.timeBounds : null;
  return bounds && bounds.maxTime !== 0n ? bounds.maxTime : null;
};
