import type { Manifest } from '../../../vault/contract/manifest.js';
import type { Restored } from './restore-backup.js';

export const summaryOf = ({ number, createdAt, version, tables }: Manifest): string => {
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  const what = `${Object.keys(tables).length} tables, ${rows} rows`;
  return `Backup ${number} of ${createdAt}, made by version ${version}: ${what}.`;
};

export const restoredText = ({ manifest, keysProved, remarks }: Restored): string =>
  [
    summaryOf(manifest),
    ...remarks,
    `Restored, and every key opens to the address of its account (${keysProved} of them).`,
  ].join('\n');
