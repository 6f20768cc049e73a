export const MEMO_INPUT = 'As its `memoType` says: text of at most 28 bytes, a whole number, or 64 hexadecimal digits.';
export const MEMO_TYPE_INPUT = 'What kind of memo that is; TEXT where it is left out.';
