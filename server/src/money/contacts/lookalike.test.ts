import { expect, it } from 'vitest';
import { lookalike } from './lookalike.js';

const known = `GABCD${'M'.repeat(47)}WXYZ`;
const made = (start: string, end: string) => `G${start}${'N'.repeat(55 - start.length - end.length)}${end}`;

it.each([
  ['the same four letters at both ends', made('ABCD', 'WXYZ'), known],
  ['more than four letters', made('ABCDM', 'MWXYZ'), known],
  ['three letters at the start, not counting the G', made('ABCN', 'WXYZ'), null],
  ['three letters at the end', made('ABCD', 'NXYZ'), null],
  ['the known address itself', known, null],
])('%s', (_what, address, expected) => {
  expect(lookalike(address, [made('QQQQ', 'RRRR'), known])).toBe(expected);
});
