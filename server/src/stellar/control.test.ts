import { describe, expect, it } from 'vitest';
import { controlOf, missingFor, warningsOf } from './control.js';
import type { LedgerAccount } from './gateway.js';

const OURS = 'GOURS';
const key = (name: string, weight: number, type = 'ed25519_public_key') => ({ key: name, weight, type });
const control = (signers: LedgerAccount['signers'], [low, medium, high] = [0, 0, 0]) =>
  controlOf({ signers, thresholds: { low, medium, high } } as LedgerAccount, OURS);

describe('who can sign for an account', () => {
  it('is our key alone: nothing to say', () => {
    const ours = control([key(OURS, 1)]);
    expect(warningsOf(ours)).toEqual([]);
    expect([missingFor(ours, 'low'), missingFor(ours, 'medium'), missingFor(ours, 'high')]).toEqual([null, null, null]);
  });

  it('is another signer as well: it is named as one that can empty the account', () => {
    expect(warningsOf(control([key(OURS, 1), key('GOTHER', 1)]))).toEqual([
      'The key GOTHER can empty this account alone, without this server.',
    ]);
  });

  it.each([
    ['sha256_hash', /Whoever knows the secret behind the hash X/],
    ['preauth_tx', /A transaction that was allowed beforehand \(X/],
    ['ed25519_signed_payload', /Whoever holds the signed payload X/],
  ])('is a signer of type %s, in words', (type, words) => {
    expect(warningsOf(control([key(OURS, 2), key('X', 2, type)], [1, 2, 2]))[0]).toMatch(words);
  });

  it('is no signer without weight', () => {
    expect(warningsOf(control([key(OURS, 1), key('GOTHER', 0)]))).toEqual([]);
  });

  it('is others together, where none of them is enough alone', () => {
    const [warning, ...rest] = warningsOf(control([key(OURS, 2), key('GA', 1), key('GB', 1)], [0, 2, 2]));
    expect(warning).toBe('Others can empty this account together, without this server: The key GA, The key GB.');
    expect(rest).toEqual([]);
  });

  it.each([
    ['a threshold above its weight', [key(OURS, 1), key('GA', 1)], [0, 2, 2]],
    ['its own weight taken away', [key(OURS, 0), key('GA', 1)], [0, 0, 0]],
    ['a key that the ledger does not know', [key('GA', 1)], [0, 1, 1]],
  ] as const)('is not our key alone: %s', (_what, signers, thresholds) => {
    const shared = control([...signers], [...thresholds]);
    expect(missingFor(shared, 'medium')).toContain('needs another signature: this server can only give one');
    expect(warningsOf(shared).at(-1)).toContain('Payments from this account need another signature.');
  });

  it('can be enough for a payment, and not for a change of signers', () => {
    const shared = control([key(OURS, 1)], [0, 1, 5]);
    expect(missingFor(shared, 'medium')).toBeNull();
    expect(missingFor(shared, 'high')).toContain('counts 1, and the account asks for 5');
  });
});
