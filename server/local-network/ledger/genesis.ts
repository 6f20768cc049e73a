// The first ledger: the root account, the faucet, the issuers of the test assets and the contacts of the demonstration.
import { Asset, xdr } from '@stellar/stellar-sdk/base';
import { MAX_INT64, newAccount, putAccount } from './account-rules.js';
import {
  LOCAL_ASSET_CODES,
  LOCAL_CONTACT_NAMES,
  localFriendbot,
  localIssuer,
  localKeypair,
  localRoot,
} from './assets.js';
import { type ClosedLedger, sealLedger, TOTAL_STROOPS } from './closed-ledger.js';
import { EntryLayer, EntryStore } from './entry-store.js';
import { AUTHORIZED_FLAG, newTrustLine, putTrustLine } from './trust-lines.js';

const FRIENDBOT_STROOPS = 100_000_000_000_000_000n;
const ACCOUNT_STROOPS = 100_000_000_000n;
const FIRST_LEDGER = 1;
const FIRST_SEQUENCE = 1n << 32n;

export function genesisLedger(): ClosedLedger {
  const layer = new EntryLayer(new EntryStore(), FIRST_LEDGER);
  const contacts = LOCAL_CONTACT_NAMES.map((name) => localKeypair(name).publicKey());
  const issuers = LOCAL_ASSET_CODES.map((code) => localIssuer(code).publicKey());
  const given = FRIENDBOT_STROOPS + BigInt(contacts.length + issuers.length) * ACCOUNT_STROOPS;

  putAccount(layer, newAccount(localRoot().publicKey(), TOTAL_STROOPS - given, 0n));
  putAccount(layer, newAccount(localFriendbot().publicKey(), FRIENDBOT_STROOPS, FIRST_SEQUENCE));
  for (const issuer of issuers) putAccount(layer, newAccount(issuer, ACCOUNT_STROOPS, FIRST_SEQUENCE));
  for (const contact of contacts) addContact(layer, contact);

  const genesis = xdr.encodeArray(xdr.LedgerEntryChange, layer.changes(), 'base64');
  return sealLedger({ previous: null, closeTime: 0n, feePool: 0n, transactions: [], genesis });
}

function addContact(layer: EntryLayer, accountId: string): void {
  putAccount(layer, newAccount(accountId, ACCOUNT_STROOPS, FIRST_SEQUENCE, LOCAL_ASSET_CODES.length));
  for (const code of LOCAL_ASSET_CODES) {
    const asset = new Asset(code, localIssuer(code).publicKey()).toXdrObject();
    putTrustLine(
      layer,
      newTrustLine(accountId, asset as Parameters<typeof newTrustLine>[1], MAX_INT64, AUTHORIZED_FLAG),
    );
  }
}
