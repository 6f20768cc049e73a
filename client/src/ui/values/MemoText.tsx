import { Plain } from './Plain.js';

/** The kinds of memo in plain words; two memos of equal characters and different kinds are two payees. */
export const MEMO_KINDS = { TEXT: 'text', ID: 'id', HASH: 'hash', RETURN: 'return hash' } as const;
export type MemoKind = keyof typeof MEMO_KINDS;

/** A memo with its kind. Contacts and ledgers from before kinds were kept have texts. */
export const MemoText = ({ memo, kind }: { memo: string; kind: MemoKind | null | undefined }) => (
  <>
    {MEMO_KINDS[kind ?? 'TEXT']} “<Plain text={memo} />”
  </>
);
