import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LEVELS } from '../../src/rulebook/warnings/warning.js';

const page = readFileSync(new URL('../../../docs/approvals.md', import.meta.url), 'utf8');

it('every warning has a row with its anchor and level, worst first, and no other row is there', () => {
  const rows = [...page.matchAll(/^\| <a id="(\w+)"><\/a>`(\w+)` \| (\w+) \|/gm)];
  expect(rows.map(([, , code, level]) => [code, level])).toEqual(Object.entries(LEVELS));
  expect(rows.map(([, anchor]) => anchor)).toEqual(Object.keys(LEVELS).map((code) => code.toLowerCase()));
});
