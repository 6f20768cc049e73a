// Names ledger entries. The key's own XDR, in base64, is the name, so every entry kind has one without further thought.
import { xdr } from '@stellar/stellar-sdk/base';
import { publicKeyOf } from './addresses.js';

export type KeyId = string;

export function keyIdOf(key: xdr.LedgerKey): KeyId {
  return key.toXdr('base64');
}

export function accountKey(accountId: string): KeyId {
  return keyIdOf(xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: publicKeyOf(accountId) })));
}

export function trustLineKey(accountId: string, asset: xdr.TrustLineAsset): KeyId {
  return keyIdOf(xdr.LedgerKey.trustline(new xdr.LedgerKeyTrustLine({ accountId: publicKeyOf(accountId), asset })));
}

/** The key an entry is stored under. Kinds the network does not keep yet are refused loudly. */
export function ledgerKeyOf(data: xdr.LedgerEntryData): xdr.LedgerKey {
  switch (data.type) {
    case 'account':
      return xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: data.value.accountId }));
    case 'trustline': {
      const { accountId, asset } = data.value;
      return xdr.LedgerKey.trustline(new xdr.LedgerKeyTrustLine({ accountId, asset }));
    }
    case 'data': {
      const { accountId, dataName } = data.value;
      return xdr.LedgerKey.data(new xdr.LedgerKeyData({ accountId, dataName }));
    }
    case 'offer': {
      const { sellerId, offerId } = data.value;
      return xdr.LedgerKey.offer(new xdr.LedgerKeyOffer({ sellerId, offerId }));
    }
    default:
      throw new Error(`The local network keeps no ledger entries of kind ${data.type}.`);
  }
}
