// Brings the state forward by what a closed ledger recorded of itself, in the order in which it happened. Nothing is
// carried out again, so a journal stays readable when the rules for operations change.
import { xdr } from '@stellar/stellar-sdk/base';
import type { ClosedLedger } from './closed-ledger.js';
import type { EntryStore } from './entry-store.js';

export function replayChanges(entries: EntryStore, ledger: ClosedLedger): void {
  if (ledger.genesis) entries.replay(decodeChanges(ledger.genesis));
  for (const { feeMeta } of ledger.transactions) entries.replay(decodeChanges(feeMeta));
  for (const { meta } of ledger.transactions) {
    const decoded = xdr.TransactionMeta.fromXdr(meta, 'base64');
    if (decoded.type !== 'v4') throw new Error(`Ledger ${ledger.seq} holds metadata of version ${decoded.type}.`);
    entries.replay(decoded.value.txChangesBefore);
    for (const { changes } of decoded.value.operations) entries.replay(changes);
    entries.replay(decoded.value.txChangesAfter);
  }
}

function decodeChanges(base64: string): xdr.LedgerEntryChange[] {
  return xdr.decodeArray(xdr.LedgerEntryChange, base64, 'base64');
}
