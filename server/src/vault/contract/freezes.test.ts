import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GoneHashes } from '../room/judgement/gone-hashes.js';
import { type FreezeScope, type Freezes, frozenAt, isFrozen, liftedAt, mergedFreezes } from './freezes.js';
import { advanced, emptyState, merged } from './person-state.js';

const SCOPES: FreezeScope[] = ['user', 'agent', 'account:acc_a'];
const time = fc.integer({ min: 1, max: 50 });
const mark = fc.record({ frozen: time, lifted: time, liftedForDemo: time });
const freezes = fc.dictionary(fc.constantFrom(...SCOPES), mark) as fc.Arbitrary<Freezes>;

describe('two memories of what is stopped', () => {
  it('give the same whichever comes first, and however often they meet', () => {
    fc.assert(
      fc.property(freezes, freezes, freezes, (a, b, c) => {
        expect(mergedFreezes(a, b)).toEqual(mergedFreezes(b, a));
        expect(mergedFreezes(mergedFreezes(a, b), c)).toEqual(mergedFreezes(a, mergedFreezes(b, c)));
        expect(mergedFreezes(mergedFreezes(a, b), b)).toEqual(mergedFreezes(a, b));
      }),
    );
  });

  // Each step stops or lifts in one of two vaults, or shows one of them the other's row; time goes on.
  const step = fc.record({ vault: fc.constantFrom(0, 1), act: fc.constantFrom('STOP', 'LIFT', 'MEET') });

  it('never lose a stop that no later word lifted, and bring back none that one did', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const vaults: Freezes[] = [{}, {}];
        let [stopped, lifted] = [0, 0];
        steps.forEach(({ vault, act }, index) => {
          const now = new Date(index + 1);
          const own = vaults[vault]!;
          if (act === 'MEET') vaults[vault] = mergedFreezes(own, vaults[1 - vault]) ?? {};
          if (act === 'STOP') vaults[vault] = frozenAt(own, 'user', now);
          if (act === 'STOP') stopped = index + 1;
          // A word reaches only what its vault knows to be stopped; who unfreezes sees the row of both.
          if (act === 'LIFT') vaults[vault] = liftedAt(mergedFreezes(own, vaults[1 - vault]), ['user'], now, true);
          if (act === 'LIFT' && stopped > 0) lifted = index + 1;
        });
        expect(isFrozen(mergedFreezes(vaults[0], vaults[1]), 'user', false)).toBe(stopped > lifted);
      }),
      { numRuns: 500 },
    );
  });

  it('are one in a person’s state, whichever of the two is the newer one', () => {
    const now = new Date(1_000);
    const stopped = advanced(emptyState('usr_a'), { freezes: frozenAt({}, 'agent', now) }, now);
    const busier = { ...emptyState('usr_a'), number: 9 };
    for (const both of [merged(stopped, busier), merged(busier, stopped)])
      expect(isFrozen(both.freezes, 'agent', false)).toBe(true);
    expect(merged(busier, busier)).not.toHaveProperty('freezes');
  });
});

describe('a word that lifts', () => {
  const stopped = frozenAt({}, 'user', new Date(100));

  it('from before the stop lifts nothing, and says so', () => {
    expect(() => liftedAt(stopped, ['user', 'agent'], new Date(99), true)).toThrow(/stopped again/);
    expect(isFrozen(liftedAt(stopped, ['user', 'agent'], new Date(100), true), 'user', false)).toBe(false);
  });

  it('without a passkey lifts it for demo keys alone', () => {
    const lifted = liftedAt(stopped, ['user'], new Date(100), false);
    expect([isFrozen(lifted, 'user', true), isFrozen(lifted, 'user', false)]).toEqual([false, true]);
  });

  it('lifts no other scope', () => {
    const both = frozenAt(stopped, 'account:acc_a', new Date(100));
    expect(isFrozen(liftedAt(both, ['user'], new Date(200), true), 'account:acc_a', false)).toBe(true);
  });
});

it('a stop counts up even where the clock goes back', () => {
  const first = frozenAt({}, 'user', new Date(100));
  expect(frozenAt(first, 'user', new Date(50)).user!.frozen).toBe(101);
});

it('of what can never apply the newest are kept, and never more than the bound', () => {
  const gone = new GoneHashes(3);
  for (const hash of ['a', 'b', 'c', 'a', 'd']) gone.add(hash);
  expect(['a', 'b', 'c', 'd'].map((hash) => gone.has(hash))).toEqual([true, false, true, true]);
  expect(gone.size).toBe(3);
});
