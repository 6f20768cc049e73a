// The address and the kind of a signer, as Horizon writes them.
import { StrKey, type xdr } from '@stellar/stellar-sdk/base';

export function renderSignerKey(key: xdr.SignerKey): { key: string; type: string } {
  switch (key.type) {
    case 'signerKeyTypeEd25519':
      return { key: StrKey.encodeEd25519PublicKey(key.ed25519.toBytes()), type: 'ed25519_public_key' };
    case 'signerKeyTypePreAuthTx':
      return { key: StrKey.encodePreAuthTx(key.preAuthTx.toBytes()), type: 'preauth_tx' };
    case 'signerKeyTypeHashX':
      return { key: StrKey.encodeSha256Hash(key.hashX.toBytes()), type: 'sha256_hash' };
    case 'signerKeyTypeEd25519SignedPayload':
      return { key: StrKey.encodeSignedPayload(key.ed25519SignedPayload.toXdr()), type: 'ed25519_signed_payload' };
  }
}
