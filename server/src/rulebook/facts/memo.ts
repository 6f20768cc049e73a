import { Memo, xdr } from '@stellar/stellar-sdk/base';

/** The kinds of memo that the ledger tells apart: equal characters of two kinds are two memos. */
export const MemoType = { TEXT: 'TEXT', ID: 'ID', HASH: 'HASH', RETURN: 'RETURN' } as const;
export type MemoType = keyof typeof MemoType;
/** `value`: text as it is, an id in decimal digits, a hash in 64 hexadecimal digits. */
export type TypedMemo = { type: MemoType; value: string };

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

/** The key of a memo that is to be put into a transaction. */
export const keyOf = (memo: TypedMemo | null): string =>
  memo === null ? '' : keyOfMemo(toSdkMemo(memo).toXdrObject());

export const typeInKey = (key: string): MemoType | null => (key === '' ? null : (key.split(':')[0] as MemoType));

/** Of which kind the memo of an envelope is; null for none. */
export const memoTypeIn = (envelope: string): MemoType | null => {
  const parsed = xdr.TransactionEnvelope.fromXdr(envelope, 'base64');
  return parsed.type === 'envelopeTypeTx' ? typeInKey(keyOfMemo(parsed.v1.tx.memo)) : null;
};

export const toSdkMemo = ({ type, value }: TypedMemo): Memo => {
  switch (type) {
    case 'TEXT':
      return Memo.text(value);
    case 'ID':
      return Memo.id(value);
    case 'HASH':
      return Memo.hash(value);
    case 'RETURN':
      return Memo.return(value);
  }
};

/** Who is paid: one address may stand for many, whom the memo tells apart. */
export const payeeOf = (address: string, memoKey: string): string =>
  memoKey === '' ? address : `${address} ${memoKey}`;
