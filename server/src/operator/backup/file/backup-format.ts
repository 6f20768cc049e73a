import { z } from 'zod';
import type { BackupFacts } from '../../../vault/contract/backup-vault.js';
import { BACKUP_KEY_NAMES } from '../../../vault/contract/backup-vault.js';
import { manifestShape } from '../../../vault/contract/manifest.js';

export const HEADER_MAX = 1024;

const about = { key: z.enum(BACKUP_KEY_NAMES), keyCheck: z.string(), salt: z.string() };
/** The first line, readable by everybody: which key opens the rest, and from 2 on in which application. */
export const headerShape = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal('tuxedo-backup/1'), ...about }),
  z.strictObject({
    format: z.literal('tuxedo-backup/2'),
    ...about,
    mode: z.enum(['ENCLAVE', 'BOTH']),
    appId: z.string().regex(/^[0-9a-f]{1,128}$/),
  }),
]);
export type Header = z.infer<typeof headerShape>;
export const ANY_FORMAT = /^\{"format":"tuxedo-backup\/\d+"/;

/** Outside an enclave a backup looks as it always did, so that older versions read it too. */
export const headerOf = ({ mode, preferred: key, checks, identity }: BackupFacts, salt: string): Header => {
  const rest = { key, keyCheck: checks[key]!, salt };
  if (mode === 'ENVIRONMENT') return { format: 'tuxedo-backup/1', ...rest };
  return { format: 'tuxedo-backup/2', ...rest, mode, appId: identity!.appId };
};

const columnKind = z.enum(['text', 'integer', 'boolean', 'exact', 'time', 'json']);
/** How a value is written: `exact` are numbers too large for JSON, `json` the text that the database held. */
export type ColumnKind = z.infer<typeof columnKind>;
// These become part of a statement, so nothing but plain names is taken.
const name = z.string().regex(/^[a-z_][a-z0-9_]*$/);
const columnShape = z.tuple([name, columnKind]);
export type Column = z.infer<typeof columnShape>;
export type Value = string | number | boolean | null;

export const tableLine = z.strictObject({ table: name, columns: z.array(columnShape).min(1) });
export type TableLine = z.infer<typeof tableLine>;
export const endLine = z.strictObject({ manifest: manifestShape, signature: z.string() });
