import { encodeMuxedAccountToAddress, xdr } from '@stellar/stellar-sdk/base';
import { fromStroops } from '../../kernel/amount.js';
import { badInput } from '../../kernel/errors.js';
import { intentOf } from '../../rulebook/intent.js';
import { RESOURCE_FEE_MAX } from '../../rulebook/rules/fee-rules.js';

const FEE_MIN = 100n;

/** The intent of a transaction that somebody else built for this account, or an error that says what to change. */
export const rawIntent = (envelope: string, address: string): { intent: string; transaction: xdr.Transaction } => {
  const transaction = unsigned(envelope);
  assertSource(transaction.sourceAccount, address);
  const count = BigInt(transaction.operations.length);
  if (count === 0n) throw badInput('It has no operation. Add one.');
  assertPreconditions(transaction.cond);
  assertFee(transaction, count);
  return { intent: intentOf(envelope), transaction };
};

const unsigned = (envelope: string): xdr.Transaction => {
  const parsed = parse(envelope);
  if (parsed.type === 'envelopeTypeTxFeeBump')
    throw badInput('It is a fee bump. Send the inner transaction, unsigned.');
  if (parsed.type !== 'envelopeTypeTx')
    throw badInput('Only version 1 envelopes are taken. Build it with a current SDK.');
  if (parsed.v1.signatures.length > 0)
    throw badInput(
      'It is signed already. Send it without signatures: its sequence number and time bounds are replaced.',
    );
  return parsed.v1.tx;
};

const parse = (envelope: string): xdr.TransactionEnvelope => {
  try {
    return xdr.TransactionEnvelope.fromXdr(envelope, 'base64');
  } catch {
    // The format itself has no room for a 101st operation.
    throw badInput('This is no Stellar transaction envelope in base64 XDR with at most 100 operations.');
  }
};

const assertSource = (source: xdr.MuxedAccount, address: string): void => {
  if (source.type !== 'keyTypeEd25519')
    throw badInput('Its source is an M… address. Use the G… address of the account.');
  if (encodeMuxedAccountToAddress(source) !== address)
    throw badInput('Its source is another account. Build it with the address of the account that you name.');
};

// Time bounds are set anew when it is signed; what else would have to hold could not be kept.
const assertPreconditions = (cond: xdr.Preconditions): void => {
  if (cond.type !== 'precondV2') return;
  const { ledgerBounds, minSeqNum, minSeqAge, minSeqLedgerGap, extraSigners } = cond.v2;
  if (ledgerBounds || minSeqNum !== null || minSeqAge !== 0n || minSeqLedgerGap !== 0 || extraSigners.length > 0)
    throw badInput('It has preconditions beside time bounds (ledgers, sequence or extra signers). Leave them out.');
};

const assertFee = ({ fee, ext }: xdr.Transaction, count: bigint): void => {
  const resources = ext.type === 'sorobanData' ? ext.sorobanData.resourceFee : 0n;
  const inclusion = BigInt(fee) - resources;
  if (resources < 0n || resources > RESOURCE_FEE_MAX)
    throw badInput(`Its resource fee must be at most ${fromStroops(RESOURCE_FEE_MAX)} XLM.`);
  if (inclusion < FEE_MIN * count)
    throw badInput(`Its fee is below ${FEE_MIN} stroops an operation, which the network refuses. Raise it.`);
};
