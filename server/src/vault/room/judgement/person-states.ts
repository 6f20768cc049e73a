import canonicalize from 'canonicalize';
import { DAY_MS, MINUTE_MS } from '../../../kernel/durations.js';
import { DomainError, ErrorCode } from '../../../kernel/errors.js';
import {
  advanced,
  emptyState,
  merged,
  type PersonState,
  type SealedState,
  type Spend,
} from '../../contract/person-state.js';
import type { SealedRow } from '../../contract/vault.js';
import { damagedMemory, type LastingMemory } from '../memory/lasting-memory.js';
import type { RecordSeal } from '../seals/record-seal.js';
import { GoneHashes } from './gone-hashes.js';
import type { LedgerWitness } from './ledger-witness.js';

/** How long after its end a ledger is still asked for what was proved never to apply. */
const LATE_MS = 30 * MINUTE_MS;
const FEE_ASSET = 'XLM';

type Found = { successful: boolean; feeCharged: bigint };

/**
 * What the vault remembers of each person: the union of its own memory, which outlives its process, and of the row in the
 * database. The row carries what another vault has signed, and a new machine begins with it and the ledger's own history.
 */
export class PersonStates {
  private readonly memory = new Map<string, PersonState>();
  /** People and addresses whose history this process has read and remembers. */
  private readonly seen = new Set<string>();
  /** A row that still holds what can never apply must not bring it back. */
  private readonly gone = new GoneHashes();
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly seals: RecordSeal,
    private readonly ledger: LedgerWitness,
    private readonly lasting: LastingMemory,
    private readonly now: () => Date,
  ) {}

  /** One after the other for each person: what is read here is still true when it is written. */
  exclusively<T>(userId: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.turns.get(userId) ?? Promise.resolve()).then(work, work);
    const settled = turn
      .catch(() => undefined)
      .finally(() => {
        if (this.turns.get(userId) === settled) this.turns.delete(userId);
      });
    this.turns.set(userId, settled);
    return turn;
  }

  /** The newest there is, of memory and row. A row that the vault did not write is refused. */
  open(userId: string, row: SealedState | null): PersonState {
    const memory = this.memory.get(userId) ?? this.recalled(userId);
    if (!row) return memory;
    if (!this.isOf(userId, row)) throw forged();
    const spends = row.state.spends.filter(({ hashes }) => !hashes.every((hash) => this.gone.has(hash)));
    return merged(memory, { ...row.state, spends });
  }

  /** Kept for good before it is handed out, and before it counts here: what is not remembered must not leave the vault. */
  async write(state: PersonState, change: Partial<PersonState>): Promise<SealedState> {
    const sealed = this.foreseen(state, change);
    await this.lasting.write(sealed);
    this.memory.set(state.userId, sealed.state);
    return sealed;
  }

  /** What holds only if the database keeps it: remembered when its row comes back from there, and not before. */
  foreseen(state: PersonState, change: Partial<PersonState>): SealedState {
    const next = advanced(state, change, this.now());
    return { state: next, mac: this.seals.of(recordOf(next)) };
  }

  learn(userId: string, row: SealedState | null): Promise<void> {
    return this.exclusively(userId, async () => void (await this.learned(userId, row)));
  }

  /** Network reads, before anything is locked: what became of open signatures, and what the ledger alone still knows. */
  async catchUp(userId: string, row: SealedState | null, accounts: SealedRow[]): Promise<void> {
    const before = this.open(userId, row);
    const settled = await Promise.all(before.spends.map((spend) => this.settle(spend)));
    const news = await Promise.all(accounts.map((account) => this.history(userId, account)));
    await this.exclusively(userId, async () => {
      const changed = new Map(before.spends.map((spend, index) => [spend, settled[index]!]));
      for (const after of settled)
        for (const hash of after.hashes) this.gone[after.state === 'GONE' ? 'add' : 'delete'](hash);
      const state = await this.learned(userId, row);
      const spends = state.spends.map((spend) => changed.get(spend) ?? spend);
      this.memory.set(userId, withSeen({ ...state, spends }, news.flat()));
      // Only now, and for this person alone: what was read and then lost, or is remembered of somebody else, was not seen.
      for (const { record } of accounts) this.seen.add(seenKey(userId, record.network, record.address));
    });
  }

  /** An account whose history nobody has read since the start could have spent what this memory does not know. */
  assertSeen(userId: string, network: string, source: string): void {
    if (this.seen.has(seenKey(userId, network, source))) return;
    throw new DomainError(ErrorCode.CONFLICT, 'The vault has not read the history of this account yet. Try again.');
  }

  /** What the row tells and nothing here knew is kept at once: the next time it may be withheld. */
  private async learned(userId: string, row: SealedState | null): Promise<PersonState> {
    const known = this.memory.get(userId) ?? this.recalled(userId);
    const state = this.open(userId, row);
    return canonicalize(state) === canonicalize(known) ? state : (await this.write(state, {})).state;
  }

  /** What an earlier process has kept; nothing where this person, or this machine, is new. */
  private recalled(userId: string): PersonState {
    const kept = this.lasting.read(userId);
    if (kept && !this.isOf(userId, kept)) throw damagedMemory();
    const state = kept?.state ?? emptyState(userId);
    if (kept) this.memory.set(userId, state);
    return state;
  }

  private isOf(userId: string, { state, mac }: SealedState): boolean {
    return state.userId === userId && this.seals.isOn(recordOf(state), mac);
  }

  /** GONE where it is proved that it can never apply; only its fee where it failed in a ledger. */
  private async settle(spend: Spend): Promise<Spend> {
    if (spend.state === 'SPENT') return spend;
    if (spend.state === 'GONE') return spentBy(spend, await this.findLate(spend));
    const { source, hashes, sequence, validUntil } = spend;
    const sent = { source, hashes, sequence: BigInt(sequence), validUntil: new Date(validUntil) };
    const fate = await this.ledger.fate(spend.network, sent);
    if (fate.kind === 'INCLUDED') return spentBy(spend, fate.found);
    return fate.kind === 'GONE' ? { ...spend, state: 'GONE' } : spend;
  }

  /** A ledger may hold it all the same: then it counts, whatever was proved before. */
  private async findLate(spend: Spend): Promise<Found | null> {
    return this.now().getTime() < Date.parse(spend.validUntil) + LATE_MS ? this.find(spend) : null;
  }

  private async find({ network, hashes }: Spend): Promise<Found | null> {
    for (const hash of hashes) {
      const found = await this.ledger.find(network, hash);
      if (found) return found;
    }
    return null;
  }

  private async history(userId: string, row: SealedRow): Promise<Spend[]> {
    const { address, network, userId: owner } = row.record as { address?: string; network?: string; userId?: string };
    if (row.record.kind !== 'account' || owner !== userId || !this.seals.isOn(row.record, row.mac)) throw forged();
    if (this.seen.has(seenKey(userId, network, address))) return [];
    const since = new Date(this.now().getTime() - DAY_MS);
    const payments = await this.ledger.sentSince(network!, address!, since);
    return payments.map(({ hash, at, asset, amount }) => ({
      transactionId: '',
      hashes: [hash],
      network: network!,
      source: address!,
      sequence: '',
      outflows: [{ asset, amount: `${amount}` }],
      at: at.toISOString(),
      validUntil: at.toISOString(),
      state: 'SPENT' as const,
      bumped: false,
    }));
  }
}

const spentBy = (spend: Spend, found: Found | null): Spend => {
  if (!found) return spend;
  return found.successful ? { ...spend, state: 'SPENT' } : feeAlone(spend, found.feeCharged);
};

// What failed in a ledger reached nobody.
const feeAlone = ({ unasked: _, ...spend }: Spend, charged: bigint): Spend => ({
  ...spend,
  state: 'SPENT',
  outflows: [{ asset: FEE_ASSET, amount: `${charged}` }],
});

// A payment that both remember counts once, as it was signed; several of one transaction count each.
const withSeen = (state: PersonState, seen: Spend[]): PersonState => {
  const known = new Set(state.spends.flatMap(({ hashes }) => hashes));
  return { ...state, spends: [...state.spends, ...seen.filter(({ hashes }) => !known.has(hashes[0]!))] };
};

const seenKey = (...parts: unknown[]): string => JSON.stringify(parts);

const recordOf = (state: PersonState) => ({ kind: 'state' as const, ...state });

const forged = (): DomainError =>
  new DomainError(
    ErrorCode.PERMISSION_DENIED,
    'What the vault keeps about this person was changed by something else, so nothing is signed. Restore the database.',
  );
