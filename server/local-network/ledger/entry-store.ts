// The state of the ledger: entries by key, and layers of changes over them that are merged or thrown away as a whole.
import { xdr } from '@stellar/stellar-sdk/base';
import { accountIdOf } from './addresses.js';
import { type KeyId, keyIdOf, ledgerKeyOf } from './ledger-key.js';

export interface EntryReader {
  get(key: KeyId): xdr.LedgerEntry | undefined;
}

export interface EntryWriter extends EntryReader {
  set(key: KeyId, entry: xdr.LedgerEntry | null): void;
}

/** The entries as of the last closed ledger. */
export class EntryStore implements EntryWriter {
  private readonly entries = new Map<KeyId, xdr.LedgerEntry>();
  private readonly lineKeysByAccount = new Map<string, Set<KeyId>>();

  get(key: KeyId): xdr.LedgerEntry | undefined {
    return this.entries.get(key);
  }

  set(key: KeyId, entry: xdr.LedgerEntry | null): void {
    const data = (entry ?? this.entries.get(key))?.data;
    if (data?.type === 'trustline') this.indexLine(accountIdOf(data.value.accountId), key, entry !== null);
    if (entry) this.entries.set(key, entry);
    else this.entries.delete(key);
  }

  all(): Iterable<xdr.LedgerEntry> {
    return this.entries.values();
  }

  trustLinesOf(accountId: string): xdr.LedgerEntry[] {
    return [...(this.lineKeysByAccount.get(accountId) ?? [])].map((key) => this.entries.get(key)!);
  }

  /** Replays what a closed ledger did, from its own record of it. */
  replay(changes: readonly xdr.LedgerEntryChange[]): void {
    for (const change of changes) {
      if (change.type === 'ledgerEntryState') continue;
      if (change.type === 'ledgerEntryRemoved') this.set(keyIdOf(change.value), null);
      else this.set(keyIdOf(ledgerKeyOf(change.value.data)), change.value);
    }
  }

  private indexLine(accountId: string, key: KeyId, present: boolean): void {
    const keys = this.lineKeysByAccount.get(accountId) ?? new Set();
    if (present) keys.add(key);
    else keys.delete(key);
    this.lineKeysByAccount.set(accountId, keys);
  }
}

/** Changes over another reader that nobody else sees until they are merged. */
export class EntryLayer implements EntryWriter {
  private readonly touched = new Map<KeyId, xdr.LedgerEntry | null>();

  constructor(
    private readonly below: EntryReader,
    readonly ledgerSeq: number,
  ) {}

  get(key: KeyId): xdr.LedgerEntry | undefined {
    const own = this.touched.get(key);
    return own === undefined ? this.below.get(key) : (own ?? undefined);
  }

  set(key: KeyId, entry: xdr.LedgerEntry | null): void {
    this.touched.set(key, entry);
  }

  put(data: xdr.LedgerEntryData): void {
    const ext = xdr.LedgerEntryExt.v0();
    this.set(keyIdOf(ledgerKeyOf(data)), new xdr.LedgerEntry({ lastModifiedLedgerSeq: this.ledgerSeq, data, ext }));
  }

  over(): EntryLayer {
    return new EntryLayer(this, this.ledgerSeq);
  }

  mergeInto(target: EntryWriter): void {
    for (const [key, entry] of this.touched) target.set(key, entry);
  }

  /** The changes against what lies below, in the form transaction metadata and the journal use. */
  changes(): xdr.LedgerEntryChange[] {
    return [...this.touched].flatMap(([key, after]) => changeOf(this.below.get(key), after));
  }
}

function changeOf(before: xdr.LedgerEntry | undefined, after: xdr.LedgerEntry | null): xdr.LedgerEntryChange[] {
  const { ledgerEntryState, ledgerEntryCreated, ledgerEntryUpdated, ledgerEntryRemoved } = xdr.LedgerEntryChange;
  if (!before) return after ? [ledgerEntryCreated(after)] : [];
  const then = after ? ledgerEntryUpdated(after) : ledgerEntryRemoved(ledgerKeyOf(before.data));
  return [ledgerEntryState(before), then];
}
