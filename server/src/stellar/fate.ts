import { HOUR_MS, MINUTE_MS } from '../kernel/durations.js';
import type { FoundTransaction, NumberReading, StellarGateway, Taker } from './gateway.js';

/** How long past its end, on the network's own clock, an envelope is still waited for. */
export const MARGIN_MS = 30_000;
/** The same where no node says how far it has come: far longer than any that still answers lags behind. */
export const BLIND_MS = 10 * MINUTE_MS;
/** The same where the number is used up and nobody shows by what: most likely it was this very envelope. */
export const UNSEEN_MS = HOUR_MS;

/** A signed envelope as the ledger knows it. `hashes`: of the same bytes, within a fee bump or without one. */
export type SentEnvelope = { source: string; sequence: bigint; hashes: readonly string[]; validUntil: Date };

/** `isOver`: no ledger to come takes it any more, but one that this network has and does not show yet may hold it. */
export type Fate =
  | { kind: 'INCLUDED'; found: FoundTransaction }
  | { kind: 'GONE'; because: 'TIME' | 'NUMBER' }
  | { kind: 'OPEN'; isOver: boolean };

export type FateReader = Pick<StellarGateway, 'findTransaction' | 'latestLedger' | 'numberAt' | 'takerOf'>;

/** What was read of one envelope, each part perhaps by another node that lags behind in its own way. */
export type FateEvidence = {
  found: FoundTransaction | null;
  /** When the newest ledger closed that any node told of. */
  newest: Date;
  now: Date;
  number: NumberReading;
  /** Null where nobody asked, or the answer does not reach as far. */
  taker: Taker | null;
};

/**
 * What is proved of an envelope. Several nodes may have answered, so that one which is ahead proves nothing about another's
 * silence. It can never apply only where one single answer shows that another transaction has its number, or that the
 * number was still free in a ledger which closed after its end.
 */
export const fateOf = ({ found, newest, now, number, taker }: FateEvidence, sent: SentEnvelope): Fate => {
  if (found) return { kind: 'INCLUDED', found };
  if (taker) return fateByTaker(taker, sent);
  const isFree = number.sequence !== null && number.sequence < sent.sequence;
  const open = { kind: 'OPEN', isOver: newest > sent.validUntil } as const;
  const gone = { kind: 'GONE', because: isFree ? 'TIME' : 'NUMBER' } as const;
  if (isFree && number.asOf) return isPast(number.asOf.closedAt, sent, MARGIN_MS) ? gone : open;
  // Our own clock counts as well, so that one ledger with a wrong time gives nothing up.
  const clock = newest < now ? newest : now;
  return isPast(clock, sent, isFree ? BLIND_MS : UNSEEN_MS) ? gone : open;
};

const fateByTaker = ({ hashes, found }: Taker, sent: SentEnvelope): Fate =>
  found && sent.hashes.some((hash) => hashes.includes(hash))
    ? { kind: 'INCLUDED', found }
    : { kind: 'GONE', because: 'NUMBER' };

const isPast = (at: Date | null, { validUntil }: SentEnvelope, ms: number): boolean =>
  at !== null && at.getTime() > validUntil.getTime() + ms;

/** How far to ask: `EVERYTHING` also before the end, because a network has said that the number is used up. */
export type Depth = 'WHEN_OVER' | 'EVERYTHING';

/** Asks the network what became of an envelope. */
export const askFate = async (
  ledger: FateReader,
  sent: SentEnvelope,
  depth: Depth = 'WHEN_OVER',
  now: Date = new Date(),
): Promise<Fate> => {
  const found = await findAny(ledger, sent.hashes);
  if (found) return { kind: 'INCLUDED', found };
  const { closedAt } = await ledger.latestLedger();
  if (depth === 'WHEN_OVER' && !isPast(closedAt, sent, MARGIN_MS))
    return { kind: 'OPEN', isOver: closedAt > sent.validUntil };
  const number = await ledger.numberAt(sent.source);
  const isUsed = number.sequence === null || number.sequence >= sent.sequence;
  const taker = isUsed ? await ledger.takerOf(sent.source, sent.sequence) : null;
  return fateOf({ found, newest: closedAt, now, number, taker }, sent);
};

const findAny = async (ledger: FateReader, hashes: readonly string[]): Promise<FoundTransaction | null> => {
  for (const hash of hashes) {
    const found = await ledger.findTransaction(hash);
    if (found) return found;
  }
  return null;
};
