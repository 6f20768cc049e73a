import { FeeBumpTransaction, Keypair, TransactionBuilder } from '@stellar/stellar-sdk/base';
import { fromStroops, fromStroops7 } from '../../kernel/amount.js';
import { jsonHash, type PlainEntry } from '../../platform/audit/audit-hash.js';
import { need, Refuted } from '../../tee/quote-verifier/refuted.js';
import { intentHash } from '../../vault/contract/verdict-statement.js';
import { bumpEntries } from './audit-entries.check.js';
import { parseEnvelope, signerOf } from './envelope.check.js';
import type { Receipt } from './receipt.shape.js';
import { checkKey } from './verdict.check.js';

type FeeBump = NonNullable<Receipt['feeBump']>;

/** Oldest first. */
const bumpsOf = ({ feeBump, earlierFeeBumps = [] }: Receipt): (FeeBump | undefined)[] => [...earlierFeeBumps, feeBump];

/** Whether there is anything to say of it: the receipt or its log tells of a higher fee. */
export const isRaised = (receipt: Receipt): boolean =>
  bumpsOf(receipt).some((bump) => bump !== undefined) || bumpEntries(receipt).length > 0;

/** That every higher fee is around these bytes and no other, signed by the account, and judged by the vault itself. */
export const checkFeeBump = (receipt: Receipt, expectedKey?: string): string => {
  const [entries, bumps] = [bumpEntries(receipt), bumpsOf(receipt)];
  need(entries.length === bumps.length, 'The log says another number of times that the fee was raised.');
  let below = BigInt(parseEnvelope(receipt.transaction.envelope, receipt.network.passphrase).fee);
  const said = bumps.map((feeBump, index) => {
    const entry = entries[index]!;
    if (!feeBump?.verdictProof) return withoutStatement(receipt, entry, expectedKey);
    const fee = checkOne(receipt, { feeBump, entry, below });
    below = fee;
    return `A fee of up to ${fromStroops(fee)} XLM around the same bytes, as ${feeBump.hash}. ${checkKey(feeBump.verdictProof, expectedKey)}`;
  });
  return said.join(' ');
};

/** `below` is the fee that was signed before this one: the vault judges what comes on top of it. */
const checkOne = (
  receipt: Receipt,
  { feeBump, entry, below }: { feeBump: FeeBump; entry: PlainEntry; below: bigint },
): bigint => {
  need(
    jsonHash(feeBump.verdictProof!) === entry.details.verdictProofHash,
    'The log has another statement of the vault.',
  );
  const fee = BigInt(signedBump(receipt, feeBump).fee);
  need(fromStroops(fee) === entry.details.fee, 'The log has another fee.');
  assertOfBump(receipt, feeBump, fee - below);
  return fee;
};

// Before the vault had a word of its own for it, the entry repeated the one for the transaction.
const withoutStatement = ({ verdictProof }: Receipt, { details }: PlainEntry, key?: string): string => {
  const repeated = verdictProof ? jsonHash(verdictProof) : null;
  need((details.verdictProofHash ?? null) === repeated, 'The statement of the vault for the higher fee was taken out.');
  need(key === undefined, 'It holds no statement for the higher fee that your key could have signed.');
  return 'NOT CHECKED: it holds no statement of the vault for the higher fee, which had none when this was signed.';
};

const signedBump = (receipt: Receipt, { envelope, hash }: FeeBump): FeeBumpTransaction => {
  const { network, transaction } = receipt;
  const bump = TransactionBuilder.fromXdr(envelope, network.passphrase);
  if (!(bump instanceof FeeBumpTransaction)) throw new Refuted('What raises the fee is no fee bump.');
  need(bump.toXdr() === envelope, 'The fee bump has bytes that say nothing.');
  need(bump.innerTransaction.toXdr() === transaction.envelope, 'The fee bump is around other bytes.');
  const { source } = parseEnvelope(transaction.envelope, network.passphrase);
  const account = Keypair.fromPublicKey(signerOf(receipt, source));
  const bytes = Buffer.from(bump.hash());
  const [signature, ...others] = bump.signatures;
  const isHint = signature !== undefined && Buffer.from(signature.hint.value).equals(account.signatureHint());
  const isAlone = isHint && others.length === 0 && bump.feeSource === source;
  need(isAlone && account.verify(bytes, signature.signature.value), 'The account did not sign this fee bump.');
  need(bytes.toString('hex') === hash, 'The hash is not the one of the fee bump.');
  return bump;
};

const assertOfBump = (
  { transaction, network, policy, verdictProof: first }: Receipt,
  { hash, verdictProof }: FeeBump,
  extra: bigint,
): void => {
  const { statement } = verdictProof!;
  need(statement.transactionId === transaction.id, 'The statement is of another transaction.');
  need(statement.network === network.passphrase, 'The statement is of another network.');
  need(statement.transactionHash === hash, 'The statement is of another envelope.');
  need(statement.intentHash === intentHash(transaction.intent), 'The statement is of another intent.');
  need(statement.signer === first?.statement.signer, 'The statement names another key.');
  need(statement.decision === 'ALLOW' && statement.authority.kind === 'POLICY', 'The policy did not allow the fee.');
  need(statement.policyVersion >= policy.version, 'The statement is of an older version of the policy.');
  const [only, ...none] = statement.outflows;
  const isFee = only?.asset === 'XLM' && only.amount === fromStroops7(extra) && none.length === 0;
  need(isFee, 'The statement names another fee.');
};
