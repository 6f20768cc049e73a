import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  askFate,
  BLIND_MS,
  type Fate,
  type FateEvidence,
  type FateReader,
  fateOf,
  MARGIN_MS,
  UNSEEN_MS,
} from './fate.js';
import type { FoundTransaction, NumberReading, Taker } from './gateway.js';

const END = new Date('2026-11-30T12:00:00Z');
const OURS = 'aa';
const sent = { source: 'G', sequence: 7n, hashes: [OURS], validUntil: END };
const after = (ms: number): Date => new Date(END.getTime() + ms);
const held: FoundTransaction = { ledger: 5, successful: true, feeCharged: 100n, resultCodes: ['tx_success'] };
const numberOf = (sequence: bigint | null, closedAt: Date | null, isTold = true): NumberReading => ({
  sequence,
  asOf: isTold ? { ledger: 9, closedAt } : null,
});
const seen = (change: Partial<FateEvidence>): Fate['kind'] =>
  fateOf(
    {
      found: null,
      newest: after(MARGIN_MS + 1),
      now: after(2 * UNSEEN_MS),
      number: numberOf(6n, after(0)),
      taker: null,
      ...change,
    },
    sent,
  ).kind;
const other: Taker = { hashes: ['bb'], found: held };
const ours: Taker = { hashes: ['cc', OURS], found: held };
const nobody: Taker = { hashes: [], found: null };

describe('what is proved of an envelope', () => {
  const late = after(BLIND_MS + 1);
  const table: [string, Fate['kind'], Partial<FateEvidence>][] = [
    ['a ledger holds it', 'INCLUDED', { found: held, taker: other }],
    [
      'its number is free in a ledger after its end and the margin',
      'GONE',
      { number: numberOf(6n, after(MARGIN_MS + 1)) },
    ],
    ['that ledger is within the margin', 'OPEN', { number: numberOf(6n, after(MARGIN_MS)), newest: late }],
    [
      'the node that shows its number free lags behind, whatever the newest ledger is',
      'OPEN',
      { number: numberOf(6n, after(-1)), newest: late },
    ],
    ['nobody says yet when that ledger closed', 'OPEN', { number: numberOf(6n, null), newest: late }],
    ['its number is free, and the node does not say where it stands', 'OPEN', { number: numberOf(6n, null, false) }],
    ['the same for very long', 'GONE', { number: numberOf(6n, null, false), newest: late }],
    [
      'the same, and our own clock says otherwise',
      'OPEN',
      { number: numberOf(6n, null, false), newest: late, now: after(0) },
    ],
    ['its number is used up, and nobody shows by what', 'OPEN', { number: numberOf(7n, late), newest: late }],
    ['the same for longer than very long', 'GONE', { number: numberOf(8n, late), newest: after(UNSEEN_MS + 1) }],
    [
      'its account is not there, and nobody shows what became of it',
      'OPEN',
      { number: numberOf(null, late), newest: late },
    ],
    ['its number was taken by itself within a fee bump', 'INCLUDED', { number: numberOf(7n, null), taker: ours }],
    ['its number was taken by another', 'GONE', { number: numberOf(7n, null), taker: other, newest: after(-1) }],
    ['its number was jumped over', 'GONE', { number: numberOf(9n, null), taker: nobody, newest: after(-1) }],
  ];
  it.each(table)('%s: %s', (_what, kind, evidence) => expect(seen(evidence)).toBe(kind));
});

const LEDGER_MS = 5_000;
const LEDGERS = 420;
const START = END.getTime() - 60_000;
const closeOf = (ledger: number): Date => new Date(START + ledger * LEDGER_MS);
/** What the network does with the account's number 7, and when; it takes our envelope until its end alone. */
type Story = { what: 'OURS' | 'BUMPED' | 'FAILED' | 'OTHER' | 'JUMPED' | 'NOTHING'; at: number };
type Row = { ledger: number; number: bigint; hashes: string[]; successful: boolean };
const IN_TIME = Math.floor(60_000 / LEDGER_MS);

const rowsOf = ({ what, at }: Story): Row[] => {
  const before = { ledger: 0, number: 6n, hashes: ['b4'], successful: true };
  if (what === 'NOTHING') return [before];
  if (what === 'JUMPED') return [before, { ledger: at + 1, number: 12n, hashes: ['dd'], successful: true }];
  const hashes = { OURS: [OURS], FAILED: [OURS], BUMPED: ['cc', OURS], OTHER: ['bb'] }[what];
  return [before, { ledger: at, number: 7n, hashes, successful: what !== 'FAILED' }];
};

/** A node that has come to this ledger shows all up to it, and nothing after. */
const nodeAt = (height: number, story: Story, isTold: boolean): FateReader => {
  const rows = rowsOf(story).filter(({ ledger }) => ledger <= height);
  const foundOf = ({ ledger, successful }: Row) => ({ ...held, ledger, successful });
  const jumped = story.what === 'JUMPED' && story.at <= height ? 11n : 0n;
  const highest = rows.map(({ number }) => number).reduce((a, b) => (a > b ? a : b), jumped);
  const taken = rows.find(({ number }) => number === 7n);
  return {
    findTransaction: async (hash) => rows.filter(({ hashes }) => hashes.includes(hash)).map(foundOf)[0] ?? null,
    latestLedger: async () => ({ sequence: height, closedAt: closeOf(height), protocol: 23, baseFee: 100n }),
    numberAt: async () => numberOf(highest, closeOf(height), isTold),
    takerOf: async () => {
      if (taken) return { hashes: taken.hashes, found: foundOf(taken) };
      return rows.some(({ number }) => number > 7n) ? nobody : null;
    },
  };
};

/** Each question is answered by any of the nodes, each behind in its own way at each moment: it may go back as well. */
const poolAt = (now: number, story: Story, nodes: Node[], pick: () => number): FateReader => {
  const any = (): FateReader => {
    const { lags, isTold } = nodes[pick() % nodes.length]!;
    return nodeAt(Math.max(0, now - lags[pick() % lags.length]!), story, isTold);
  };
  return {
    findTransaction: (hash) => any().findTransaction(hash),
    latestLedger: () => any().latestLedger(),
    numberAt: (address) => any().numberAt(address),
    takerOf: (address, sequence) => any().takerOf(address, sequence),
  };
};

type Node = { lags: number[]; isTold: boolean };
const story: fc.Arbitrary<Story> = fc.record({
  what: fc.constantFrom('OURS', 'BUMPED', 'FAILED', 'OTHER', 'JUMPED', 'NOTHING'),
  at: fc.integer({ min: 1, max: IN_TIME }),
});
const lagsUpTo = (max: number) => fc.array(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 3 });
/** One that says where it stands may lag for ever; one that does not is believed after ten minutes. */
const node: fc.Arbitrary<Node> = fc.oneof(
  fc.record({ lags: lagsUpTo(LEDGERS), isTold: fc.constant(true) }),
  fc.record({ lags: lagsUpTo(Math.floor((BLIND_MS - MARGIN_MS) / LEDGER_MS)), isTold: fc.constant(false) }),
);
const picks = (seeds: number[]): (() => number) => {
  let turn = 0;
  return () => seeds[turn++ % seeds.length]!;
};
const seeds = fc.array(fc.nat(997), { minLength: 3, maxLength: 40 });
const isOurs = ({ what }: Story): boolean => ['OURS', 'BUMPED', 'FAILED'].includes(what);
const ledgerAt = fc.integer({ min: 0, max: LEDGERS });
const ask = (pool: FateReader, now: number, depth: 'WHEN_OVER' | 'EVERYTHING') =>
  askFate(pool, sent, depth, closeOf(now));

describe('a pool of nodes, each behind in its own way', () => {
  it('never has given up what a ledger holds, or may still take', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          of: story,
          nodes: fc.array(node, { minLength: 1, maxLength: 4 }),
          random: seeds,
          times: fc.array(ledgerAt, { minLength: 1, maxLength: 30 }),
          isEager: fc.boolean(),
        }),
        async ({ of, nodes, random, times, isEager }) => {
          const pick = picks(random);
          // After an hour what nobody shows is given up: pools that hide it for longer are not told apart from it.
          for (const now of times.filter((ledger) => closeOf(ledger) < after(UNSEEN_MS))) {
            const fate = await ask(poolAt(now, of, nodes, pick), now, isEager ? 'EVERYTHING' : 'WHEN_OVER');
            if (fate.kind === 'GONE') expect(isOurs(of)).toBe(false);
            if (fate.kind === 'INCLUDED') expect(isOurs(of) && fate.found.ledger === of.at).toBe(true);
          }
        },
      ),
      { numRuns: 2_000 },
    ));

  it('is decided for good once the nodes have caught up', () =>
    fc.assert(
      fc.asyncProperty(story, seeds, fc.integer({ min: 0, max: 3 }), async (of, random, lag) => {
        const now = IN_TIME + Math.ceil(MARGIN_MS / LEDGER_MS) + 2 + lag;
        const fate = await ask(poolAt(now, of, [{ lags: [lag], isTold: true }], picks(random)), now, 'WHEN_OVER');
        expect(fate.kind).toBe(isOurs(of) ? 'INCLUDED' : 'GONE');
      }),
    ));

  it('asks for nothing but the hash and the newest ledger before the end has passed', async () => {
    const asked: string[] = [];
    const whole = nodeAt(IN_TIME + 2, { what: 'NOTHING', at: 1 }, true);
    const counting = new Proxy(whole, {
      get: (of, name: keyof FateReader) => {
        asked.push(name);
        return of[name];
      },
    });
    expect(await askFate(counting, sent, 'WHEN_OVER', END)).toEqual({ kind: 'OPEN', isOver: true });
    expect(asked).toEqual(['findTransaction', 'latestLedger']);
  });
});
