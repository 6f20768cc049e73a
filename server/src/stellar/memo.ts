import type { xdr } from '@stellar/stellar-sdk/base';

/** The kinds of memo that the ledger tells apart: equal characters of two kinds are two memos. */
export const MemoType = { TEXT: 'TEXT', ID: 'ID', HASH: 'HASH', RETURN: 'RETURN' } as const;
export type MemoType = keyof typeof MemoType;
/** `value`: text as it is, an id in decimal digits, a hash in 64 hexadecimal digits. */
export type TypedMemo = { type: MemoType; value: string };

/** As many characters as the longest key: `RETURN:` and a hash. */
export const MEMO_KEY_MAX = 71;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The same for two memos only where the ledger takes them for the same; empty for none. */
export const keyOfMemo = (memo: xdr.Memo): string => {
  switch (memo.type) {
    case 'memoNone':
      return '';
    case 'memoText':
      return `TEXT:${hex(memo.text.bytes)}`;
    case 'memoId':
      return `ID:${memo.id}`;
    case 'memoHash':
      return `HASH:${hex(memo.hash.toBytes())}`;
    case 'memoReturn':
      return `RETURN:${hex(memo.retHash.toBytes())}`;
  }
};

/** Who is paid: one address may stand for many, whom the memo tells apart. */
export const payeeOf = (address: string, memoKey: string): string =>
  memoKey === '' ? address : `${address} ${memoKey}`;
