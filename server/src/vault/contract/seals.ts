import type { SealedRecord, Vault } from './vault.js';

export type Seals = Pick<Vault, 'seal' | 'checkSeals'>;
/** For whoever also takes what is sealed out of use. */
export type Ending = Pick<Vault, 'endRecords'>;
export type EndingSeals = Seals & Ending;

type Marked = { mac?: string | null | undefined };

/** Only the rows that the server wrote itself; what a script put into the table is as if it were not there. */
export const onlySealed = async <T extends Marked>(
  seals: Pick<Seals, 'checkSeals'>,
  rows: T[],
  recordOf: (row: T) => SealedRecord,
): Promise<T[]> => {
  if (rows.length === 0) return [];
  const good = await seals.checkSeals(rows.map((row) => ({ record: recordOf(row), mac: row.mac })));
  return rows.filter((_row, index) => good[index]);
};

/** The row itself, or null where it is not as the server wrote it, or was put back after its end. */
export const sealedOrNull = async <T extends Marked>(
  seals: Pick<Seals, 'checkSeals'>,
  row: T | null,
  recordOf: (row: T) => SealedRecord,
): Promise<T | null> => (row ? ((await onlySealed(seals, [row], recordOf))[0] ?? null) : null);
