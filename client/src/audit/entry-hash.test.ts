import { describe, expect, it } from 'vitest';
import { canonicalJson, entryHash, GENESIS } from './entry-hash.js';

const entry = {
  hash: 'not part of itself',
  previousHash: GENESIS,
  userId: 'usr_1',
  seq: 7,
  at: '2026-11-22T12:00:00.000Z',
  actor: 'AGENT',
  action: 'transaction.proposed',
  resource: 'txn_1',
  result: 'OK',
  details: {
    b: [1e21, 0.000001, -0, 1.5],
    '€': '\u0007"\\ü',
    'a\u{1F600}': null,
    'a\uFB33': true,
    A: { z: false, '1': 'x' },
  },
};

describe('the hash of an entry', () => {
  it('is the one that the server’s own canonical JSON gives', async () => {
    expect(await entryHash(entry)).toBe('cdb76e166bfd4a245e2c42098b4991fdf1fb91b034e7605c4f208599e6ed8fc1');
  });

  it('changes with anything in it', async () => {
    const whole = await entryHash(entry);
    for (const change of [{ seq: 8 }, { result: 'NO' }, { details: { ...entry.details, A: {} } }, { userId: 'usr_2' }])
      expect(await entryHash({ ...entry, ...change })).not.toBe(whole);
  });

  it('sorts keys by code units, not by alphabet or code points', () => {
    expect(canonicalJson({ 'a\uFB33': 1, 'a\u{1F600}': 2, B: 3, a: 4 })).toBe(
      '{"B":3,"a":4,"a\u{1F600}":2,"a\uFB33":1}',
    );
  });
});
