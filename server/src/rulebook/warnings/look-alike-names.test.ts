import { describe, expect, it } from 'vitest';
import { mayPose, mixesScripts, poses } from './look-alike-names.js';

const [CYRILLIC_A, CYRILLIC_O, GREEK_O] = ['\u0430', '\u043e', '\u03bf'];

describe('two names', () => {
  it.each([
    ['a Cyrillic letter', 'Acme Supplies', 'Acm\u0435 Supplies'],
    ['a Greek letter', 'Coffee', `C${GREEK_O}ffee`],
    ['Greek and Cyrillic', `C${GREEK_O}ffee`, `C${CYRILLIC_O}ffee`],
    ['another case beside', 'ACME', `${CYRILLIC_A}cme`],
    ['capitals of another script', 'BANK', '\u0412\u0410N\u041a'],
    ['a whole word of another script', 'Coco', '\u0421\u043e\u0441\u043e'],
    ['full-width letters and a hidden one', 'Savings', 'S\u200b\uff41v\u0456ngs'],
  ])('look alike where one has %s', (_what, one, other) => {
    expect(poses(other, one)).toBe(true);
  });

  it('are not alike where one can see a difference, nor where they are one name', () => {
    expect(poses('Acme', 'Acne')).toBe(false);
    expect(poses('Acme', 'ACME')).toBe(false);
    expect(poses('Café', 'Cafe')).toBe(false);
  });

  it('are told of the mixture alone, and of both where neither is one', () => {
    expect(poses('Acme', 'Acm\u0435')).toBe(false);
    expect([poses('Coco', '\u0421\u043e\u0441\u043e'), poses('\u0421\u043e\u0441\u043e', 'Coco')]).toEqual([
      true,
      true,
    ]);
  });

  it('are searched for wherever there can be one', () => {
    expect(mayPose('Coco')).toBe(true);
    expect(mayPose(`C${CYRILLIC_O}ffee`)).toBe(true);
    expect(mayPose('Coffee Corner')).toBe(false);
  });
});

describe('a word of two alphabets', () => {
  it.each([`C${CYRILLIC_O}ffee Corner`, `C${GREEK_O}ffee`, `Br\u0430nd-Shop`])('is told: %s', (name) => {
    expect(mixesScripts(name)).toBe(true);
  });

  it.each(['Coffee Corner', 'Кофейня', 'Кофейня Ltd', 'Καφές 24', '寿司 Bar', 'Zoë’s'])('is none: %s', (name) => {
    expect(mixesScripts(name)).toBe(false);
  });
});
