import { registerEnumType } from 'type-graphql';
import { MemoType } from '../../rulebook/facts/memo.js';

registerEnumType(MemoType, {
  name: 'MemoType',
  description: 'The kind of a memo. Equal characters of two kinds are two memos, and none is ever made into another.',
});

export const MEMO_INPUT = 'As its `memoType` says: text of at most 28 bytes, a whole number, or 64 hexadecimal digits.';
export const MEMO_TYPE_INPUT = 'What kind of memo that is; TEXT where it is left out.';
