import type { xdr } from '@stellar/stellar-sdk/base';
import { visibleBytes } from './visible.js';

/** As many characters as a stored memo may have; a hash in hex has exactly these. */
const LENGTH_MAX = 64;

/** A memo as a person may see it, or null for none. */
export const memoText = (memo: xdr.Memo): string | null => {
  switch (memo.type) {
    case 'memoNone':
      return null;
    case 'memoText':
      return textOf(memo.text.bytes);
    case 'memoId':
      return memo.id.toString();
    case 'memoHash':
      return hex(memo.hash.toBytes());
    case 'memoReturn':
      return hex(memo.retHash.toBytes());
  }
};

// Written out, hidden characters take more room than there is; 28 bytes in hex always fit.
const textOf = (bytes: Uint8Array): string => {
  const text = visibleBytes(bytes);
  return text.length <= LENGTH_MAX ? text : `0x${hex(bytes)}`;
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
