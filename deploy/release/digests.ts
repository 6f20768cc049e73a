import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

export const fileDigest = (root: string, path: string): string => sha256(readFileSync(join(root, path)));

export type TreeDigest = { sha256: string; files: number };

/** One digest for a folder: of the lines "<digest>  <path>" that sha256sum would print, in the order of their bytes. */
export const treeDigest = (root: string, folder: string): TreeDigest => {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const lines = paths
    .map((path) => relative(join(root, folder), path).replaceAll('\\', '/'))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((path) => `${fileDigest(root, join(folder, path))}  ${path}\n`);
  return { sha256: sha256(lines.join('')), files: lines.length };
};
