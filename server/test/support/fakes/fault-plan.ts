import { seeded } from '../app/seeded.js';
import { type Fault, LIES } from './fault-proxy.js';

/** What befalls one payment, request by request; when a list is used up, all goes well. */
export type FaultPlan = { sends: Fault[]; lookUps: Fault[]; accounts: Fault[]; neverTaken: boolean };

/** Longer than the gateway waits for an answer. */
const TOO_LONG_MS = 700;

export const planFor = (seed: number): FaultPlan => {
  const random = seeded(seed);
  const late = () => 20 + random.below(500);
  // Longer than it takes to look the hash up: who believes the lie gives up what a ledger takes afterwards.
  const tooLate = () => 1_000 + random.below(2_000);
  const when = () => random.pick<'NEVER' | 'FIRST' | number>(['NEVER', 'FIRST', late(), tooLate()]);
  const liar = (lie: { status: number; body: object }) => (): Fault => ({ kind: 'LIE', ...lie, forward: when() });
  const drop = (): Fault => ({ kind: 'DROP_REQUEST' });
  const delay = (): Fault => ({ kind: 'DELAY', ms: random.pick([late(), TOO_LONG_MS]) });
  const delayReply = (): Fault => ({ kind: 'DELAY_REPLY', ms: random.pick([50, TOO_LONG_MS]) });
  const badSequence = liar(LIES.badSequence);
  const many = (max: number, kinds: (() => Fault)[]) =>
    Array.from({ length: random.below(max + 1) }, () => random.pick(kinds)());
  const sends = many(4, [
    ...[drop, (): Fault => ({ kind: 'DROP_REPLY' }), (): Fault => ({ kind: 'TWICE' }), delay, delayReply, badSequence],
    ...[LIES.timeout, LIES.badGateway, LIES.tryAgain, LIES.overCapacity].map(liar),
  ]);
  const lag = (): Fault => ({ kind: 'LIE', ...LIES.notFound, forward: 'FIRST' });
  const lookUps = many(4, [drop, delayReply, lag, lag]);
  const neverTaken = random.below(25) === 0;
  return { sends, lookUps, accounts: many(2, [drop, delayReply]), neverTaken };
};
