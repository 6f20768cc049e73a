import canonicalize from 'canonicalize';
import { z } from 'zod';

export const manifestShape = z.strictObject({
  number: z.int().min(1),
  createdAt: z.iso.datetime(),
  version: z.string(),
  database: z.enum(['sqlite', 'postgresql']),
  schema: z.array(z.string()).min(1),
  tables: z.record(z.string(), z.strictObject({ rows: z.int().min(0), sha256: z.string() })),
  keyVersions: z.array(z.int()),
  masterKeyCheck: z.string(),
  /** The enclave's application and the hash of its compose file; null where no enclave was in use. */
  appId: z.string().nullable(),
  composeHash: z.string().nullable(),
});
/** What a backup says of itself, under the signature. */
export type Manifest = z.infer<typeof manifestShape>;

/** The bytes under the signature. The first line keeps them apart from everything else that is ever signed. */
export const manifestMessage = (manifest: Manifest): Uint8Array =>
  Buffer.from(`tuxedo-backup/v1\n${canonicalize(manifest)}`);
