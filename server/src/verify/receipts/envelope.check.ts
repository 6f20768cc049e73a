import { Keypair, Transaction } from '@stellar/stellar-sdk/base';
import { toStroops } from '../../kernel/amount.js';
import { passphraseOf } from '../../kernel/networks.js';
import { decode } from '../../rulebook/decode.js';
import { intentOf } from '../../rulebook/intent.js';
import { need } from '../../tee/quote-verifier/refuted.js';
import type { Receipt } from './receipt.shape.js';

const PUBLIC = ['TESTNET', 'MAINNET'] as const;

/** That the name of the network is not a lie about its passphrase. */
export const checkNetwork = ({ network: { name, passphrase } }: Receipt, expected?: string): string => {
  const known = PUBLIC.find((one) => passphraseOf(one) === passphrase) ?? 'LOCAL';
  need(known === name, `The passphrase "${passphrase}" is not the one of ${name}.`);
  need(expected === undefined || expected === passphrase, `The receipt is of the network "${passphrase}".`);
  const money = name === 'MAINNET' ? 'real money' : 'test money';
  return `${name}, "${passphrase}": ${money}.`;
};

const REPLACED =
  'Another key than the account’s own signed it. That is as good as the statement of the vault: name its key (--verdict-key).';

// After a replacement another key signs for the account. That it may is the vault's word, and anybody can make a vault.
export const signerOf = ({ verdictProof }: Receipt, account: string): string =>
  verdictProof?.statement.signer ?? account;

/** That the account signed exactly this transaction, for this network. */
export const checkEnvelope = (receipt: Receipt, verdictKey?: string): string => {
  const { network, transaction } = receipt;
  const signed = parseEnvelope(transaction.envelope, network.passphrase);
  need(signed.toXdr() === transaction.envelope, 'The envelope has bytes that say nothing.');
  const [signature, ...others] = signed.signatures;
  need(signature !== undefined && others.length === 0, 'The envelope does not carry exactly one signature.');
  const signer = signerOf(receipt, signed.source);
  need(signer === signed.source || verdictKey !== undefined, REPLACED);
  const account = Keypair.fromPublicKey(signer);
  const hash = Buffer.from(signed.hash());
  const isHint = Buffer.from(account.signatureHint()).equals(signature.hint.value);
  need(isHint && account.verify(hash, signature.signature.value), 'The account did not sign this envelope.');
  need(hash.toString('hex') === transaction.hash, 'The hash is not the one of the envelope.');
  need(intentOf(transaction.envelope) === transaction.intent, 'The intent is not the one of the envelope.');
  const forWhom = signer === signed.source ? '' : ` for ${signed.source}, as the vault states`;
  return `${signer} signed transaction ${transaction.hash}${forWhom}.`;
};

/** That what can leave the account is what the receipt says, read from the bytes. */
export const checkOutflows = ({ network, transaction, verdictProof }: Receipt): string => {
  const { outflows, unsized } = decode(transaction.intent, network.passphrase, network.name, String);
  need(unsized.length === 0, `This verifier cannot size ${unsized.join(', ')}.`);
  // Reserves were not counted when this was signed.
  const isOld = !verdictProof || verdictProof.statement.policyEngine === 'tuxedo-policy/1';
  const inBytes = outflows.map(({ asset, amount, reserve = 0n }) => `${asset} ${isOld ? amount - reserve : amount}`);
  const stated = transaction.outflows.map(({ asset, amount }) => `${asset} ${toStroops(amount)}`);
  need(
    inBytes.toSorted().join() === stated.toSorted().join(),
    'The bytes let out something else than the receipt says.',
  );
  return `At most ${transaction.outflows.map(({ asset, amount }) => `${amount} ${asset.split(':')[0]}`).join(' and ')}, fee included.`;
};

export const parseEnvelope = (envelope: string, passphrase: string): Transaction =>
  new Transaction(envelope, passphrase);
