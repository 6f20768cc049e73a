import { type FeeBumpTransaction, Keypair, Transaction, TransactionBuilder } from '@stellar/stellar-sdk/base';
import { badInput, DomainError, ErrorCode } from '../../../kernel/errors.js';
import { type Bid, bidOf } from '../../../rulebook/fee-bump.js';
import { MAX_VALIDITY_SECONDS } from './signing-rules.js';

const refuse = (message: string): DomainError => new DomainError(ErrorCode.PERMISSION_DENIED, message);

type Bump = { account: string; signer: string; passphrase: string; fee: bigint; now: Date };

/**
 * The unsigned fee bump around bytes that `signer` itself has signed for `account`: the same payment under a higher fee, paid by
 * the same account. What is inside cannot change, so it moves nothing that was not signed already, but the fee. How much
 * that may be is the policy's to say.
 */
export const feeBumpOf = (inner: string, { account, signer, passphrase, fee, now }: Bump): FeeBumpTransaction => {
  const signed = parse(inner, passphrase);
  if (signed.source !== account || !isSignedBy(signed, signer))
    throw refuse('The vault raises the fee only of what its own key has signed.');
  const end = BigInt(signed.timeBounds?.maxTime ?? 0);
  const latest = BigInt(Math.floor(now.getTime() / 1000) + MAX_VALIDITY_SECONDS);
  if (end === 0n || end > latest)
    throw refuse(`The vault raises the fee only of what ends within ${MAX_VALIDITY_SECONDS} seconds.`);
  return TransactionBuilder.buildFeeBumpTransaction(account, String(rateOf(fee, bidOf(signed))), signed, passphrase);
};

/** For one operation; the network compares rates, so the new one has to be above the old. */
const rateOf = (fee: bigint, { inclusion, units, resources }: Bid): bigint => {
  const rate = (fee - resources) / (units + 1n);
  if (rate * (units + 1n) + resources !== fee || rate * units <= inclusion)
    throw refuse('A raised fee is so many whole stroops an operation, and more than before.');
  return rate;
};

const parse = (inner: string, passphrase: string): Transaction => {
  try {
    return new Transaction(inner, passphrase);
  } catch {
    throw badInput('This is not a signed Stellar transaction envelope in base64 XDR.');
  }
};

const isSignedBy = (transaction: Transaction, address: string): boolean => {
  const [only, ...more] = transaction.signatures;
  return (
    only !== undefined && more.length === 0 && Keypair.fromPublicKey(address).verify(transaction.hash(), only.signature)
  );
};
