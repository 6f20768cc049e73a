import canonicalize from 'canonicalize';
import { z } from 'zod';

export const FORMAT = 'tuxedo-backup/1';
export const HEADER_MAX = 1024;

/** The first line, readable by everybody: which key opens the rest. */
export const headerShape = z.strictObject({
  format: z.literal(FORMAT),
  key: z.enum(['master', 'backup']),
  keyCheck: z.string(),
  salt: z.string(),
});
export type Header = z.infer<typeof headerShape>;

const columnKind = z.enum(['text', 'integer', 'boolean', 'exact', 'time', 'json']);
/** How a value is written: `exact` are numbers too large for JSON, `json` the text that the database held. */
export type ColumnKind = z.infer<typeof columnKind>;
// These become part of a statement, so nothing but plain names is taken.
const name = z.string().regex(/^[a-z_][a-z0-9_]*$/);
const columnShape = z.tuple([name, columnKind]);
export type Column = z.infer<typeof columnShape>;
export type Value = string | number | boolean | null;

export const manifestShape = z.strictObject({
  number: z.int().min(1),
  createdAt: z.iso.datetime(),
  version: z.string(),
  database: z.enum(['sqlite', 'postgresql']),
  schema: z.array(z.string()).min(1),
  tables: z.record(z.string(), z.strictObject({ rows: z.int().min(0), sha256: z.string() })),
  keyVersions: z.array(z.int()),
  masterKeyCheck: z.string(),
  appId: z.string().nullable(),
  composeHash: z.string().nullable(),
});
/** What a backup says of itself, under the signature. */
export type Manifest = z.infer<typeof manifestShape>;

export const tableLine = z.strictObject({ table: name, columns: z.array(columnShape).min(1) });
export type TableLine = z.infer<typeof tableLine>;
export const endLine = z.strictObject({ manifest: manifestShape, signature: z.string() });

/** The bytes under the signature. The first line keeps them apart from everything else that is ever signed. */
export const manifestMessage = (manifest: Manifest): Uint8Array =>
  Buffer.from(`tuxedo-backup/v1\n${canonicalize(manifest)}`);
