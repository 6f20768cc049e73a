import { FeeBumpTransaction, Keypair, Transaction, TransactionBuilder } from '@stellar/stellar-sdk/base';
import { DomainError, ErrorCode } from '../errors.js';
import { MAX_VALIDITY_SECONDS } from './signing-rules.js';

/** No surge makes an operation cost more than this, in stroops: 0.001 XLM. */
export const FEE_PER_OPERATION_MAX = 10_000n;

const refuse = (message: string): DomainError => new DomainError(ErrorCode.PERMISSION_DENIED, message);

/** The most that a bump of these bytes may offer; the bump itself counts as one operation more. */
export const bumpFeeMax = (operations: number): bigint => FEE_PER_OPERATION_MAX * BigInt(operations + 1);

type Bump = { account: string; signer: string; passphrase: string; fee: bigint; now: Date };

/**
 * The unsigned fee bump around bytes that `signer` itself has signed for `account`: the same payment under a higher fee, paid by
 * the same account. What is inside cannot change, so it moves nothing that was not signed already, but the fee.
 */
export const feeBumpOf = (inner: string, { account, signer, passphrase, fee, now }: Bump): FeeBumpTransaction => {
  const signed = parse(inner, passphrase);
  if (signed.source !== account || !isSignedBy(signed, signer))
    throw refuse('The vault raises the fee only of what its own key has signed.');
  const end = BigInt(signed.timeBounds?.maxTime ?? 0);
  const latest = BigInt(Math.floor(now.getTime() / 1000) + MAX_VALIDITY_SECONDS);
  if (end === 0n || end > latest)
    throw refuse(`The vault raises the fee only of what ends within ${MAX_VALIDITY_SECONDS} seconds.`);
  const units = BigInt(signed.operations.length + 1);
  if (fee % units !== 0n || fee <= BigInt(signed.fee) || fee > bumpFeeMax(signed.operations.length))
    throw refuse(`A raised fee is above the old one and at most ${FEE_PER_OPERATION_MAX} stroops an operation.`);
  return TransactionBuilder.buildFeeBumpTransaction(account, String(fee / units), signed, passphrase);
};

const parse = (inner: string, passphrase: string): Transaction => {
  try {
    return new Transaction(inner, passphrase);
  } catch {
    throw new DomainError(ErrorCode.BAD_USER_INPUT, 'This is not a signed Stellar transaction envelope in base64 XDR.');
  }
};

const isSignedBy = (transaction: Transaction, address: string): boolean => {
  const [only, ...more] = transaction.signatures;
  return (
    only !== undefined && more.length === 0 && Keypair.fromPublicKey(address).verify(transaction.hash(), only.signature)
  );
};
