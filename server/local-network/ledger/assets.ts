// The accounts everybody on the local network knows. Their keys follow from the passphrase, so anyone can derive them:
// that is fine for test money and for nothing else.
import { hash, Keypair } from '@stellar/stellar-sdk/base';
import { LOCAL_PASSPHRASE } from './passphrase.js';

export const LOCAL_ASSET_CODES = ['USDC', 'EURC'] as const;
export type LocalAssetCode = (typeof LOCAL_ASSET_CODES)[number];

/** Accounts that exist from the first ledger, to have somebody to pay in a demonstration. */
export const LOCAL_CONTACT_NAMES = ['Coffee Corner', 'Acme Supplies'] as const;

const keypairByName = new Map<string, Keypair>();

/** The keypair that belongs to a name, the same on every machine. */
export function localKeypair(name: string): Keypair {
  const known = keypairByName.get(name);
  if (known) return known;
  const keypair = Keypair.fromRawEd25519Seed(hash(`${LOCAL_PASSPHRASE}/${name}`));
  keypairByName.set(name, keypair);
  return keypair;
}

/** Holds all XLM that nobody else holds; derived the way every Stellar network derives its root account. */
export function localRoot(): Keypair {
  return Keypair.fromRawEd25519Seed(hash(LOCAL_PASSPHRASE));
}

export function isLocalAssetCode(code: string): code is LocalAssetCode {
  return (LOCAL_ASSET_CODES as readonly string[]).includes(code);
}

/** The account that issues a well-known asset. */
export function localIssuer(code: LocalAssetCode): Keypair {
  return localKeypair(`issuer ${code}`);
}

export function localFriendbot(): Keypair {
  return localKeypair('friendbot');
}
