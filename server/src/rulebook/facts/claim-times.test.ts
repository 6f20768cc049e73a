import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClaimTimes, canBeClaimed } from './claim-times.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const second = BigInt(NOW.getTime() / 1000);
const before = (seconds: number | bigint): ClaimTimes => ({ before: `${second + BigInt(seconds)}` });
const from = (seconds: number | bigint): ClaimTimes => ({ not: before(seconds) });
const within = (seconds: number): ClaimTimes => ({ within: `${seconds}` });
const after = (seconds: number): ClaimTimes => ({ not: within(seconds) });
const and = (...all: ClaimTimes[]): ClaimTimes => ({ and: all });
const or = (...all: ClaimTimes[]): ClaimTimes => ({ or: all });
const YEAR = 31_536_000;

describe('what is set aside', () => {
  it.each<[string, ClaimTimes]>([
    ['at any time', 'ANY'],
    ['before next year', before(YEAR)],
    ['from next year on', from(YEAR)],
    ['from last year on', from(-YEAR)],
    ['within a minute', within(60)],
    ['after a minute', after(60)],
    ['in a window of a day next year', and(from(YEAR), before(YEAR + 86_400))],
    ['after an hour and within a day', and(after(3600), within(86_400))],
    ['twice turned round', { not: { not: 'ANY' } }],
    ['never, or before next year', or({ not: 'ANY' }, before(YEAR))],
    ['before the last second there is', { before: `${2n ** 63n - 1n}` }],
  ])('can be claimed %s', (_when, when) => {
    expect(canBeClaimed(when, NOW)).toBe(true);
  });

  it.each<[string, ClaimTimes]>([
    ['at no time', { not: 'ANY' }],
    ['before the year began', before(-YEAR)],
    ['before this very second', before(0)],
    ['before the transaction may be in a ledger', before(200)],
    ['within no time', within(0)],
    ['within less than two ledgers', within(9)],
    ['before and after the same moment', and(before(YEAR), from(YEAR))],
    ['in a window that ends before it begins', and(from(YEAR + 1), before(YEAR))],
    ['in a window of one second', and(from(YEAR), before(YEAR + 1))],
    ['in a window that is over', and(from(-YEAR), before(-1))],
    ['within a minute and after an hour', and(within(60), after(3600))],
    ['within a minute, from next year on', and(within(60), from(YEAR))],
    ['at any time and never', and('ANY', { not: 'ANY' })],
    ['in neither of two windows', or(before(-1), within(0))],
    ['not before or not after', { not: or(before(YEAR), from(YEAR)) }],
    ['after the last second there is', { not: { before: `${2n ** 63n - 1n}` } }],
    ['after more seconds than there are', { not: { within: `${2n ** 63n - 1n}` } }],
  ])('can never be claimed %s', (_when, when) => {
    expect(canBeClaimed(when, NOW)).toBe(false);
  });

  it('is judged as every second would judge it', () => {
    const near = fc.integer({ min: -30, max: 400 });
    const leaf: fc.Arbitrary<ClaimTimes> = fc.oneof(
      fc.constant('ANY' as const),
      near.map(before),
      fc.integer({ min: 0, max: 60 }).map(within),
    );
    const { tree } = fc.letrec<{ tree: ClaimTimes }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        tie('tree').map((not) => ({ not })),
        fc.tuple(tie('tree'), tie('tree')).map((both) => ({ and: both })),
        fc.tuple(tie('tree'), tie('tree')).map((both) => ({ or: both })),
      ),
    }));
    fc.assert(
      fc.property(tree, (when) => {
        expect(canBeClaimed(when, NOW)).toBe([second, second + 300n].every((created) => hasWindow(when, created)));
      }),
      { numRuns: 300 },
    );
  });
});

/** Ten seconds in a row, looked for one by one: everything above happens within 800 seconds. */
const hasWindow = (when: ClaimTimes, created: bigint): boolean => {
  let row = 0;
  for (let at = created; at < created + 800n; at += 1n) {
    row = isTrue(when, at, created) ? row + 1 : 0;
    if (row === 10) return true;
  }
  return false;
};

const isTrue = (when: ClaimTimes, at: bigint, created: bigint): boolean => {
  if (when === 'ANY') return true;
  if ('before' in when) return at < BigInt(when.before);
  if ('within' in when) return at - created < BigInt(when.within);
  if ('not' in when) return !isTrue(when.not, at, created);
  const all = 'and' in when;
  return (all ? when.and : when.or)[all ? 'every' : 'some']((one) => isTrue(one, at, created));
};
