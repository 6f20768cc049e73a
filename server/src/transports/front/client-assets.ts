import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

export type Asset = { bytes: Buffer; gzip: Buffer | null; type: string; etag: string; cacheControl: string };

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};
const isText = (type: string): boolean => /^(text|application)\/|svg/.test(type);

/** The build puts a hash of the content into the names below /assets, so those never change. */
const cacheFor = (path: string): string =>
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';

const toAsset = (path: string, bytes: Buffer): Asset => {
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  return {
    bytes,
    gzip: isText(type) ? gzipSync(bytes, { level: 9 }) : null,
    type,
    etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
    cacheControl: cacheFor(path),
  };
};

/** Every file of the built client by its address, read once: what is asked for later can never be a path on the disk. */
export const readClientAssets = (folder: string): ReadonlyMap<string, Asset> => {
  // A glob passes over names that begin with a dot, such as the manifest of the build, and that is meant.
  const paths = globSync('**/*', { cwd: folder }).filter((path) => statSync(join(folder, path)).isFile());
  const assets = new Map(paths.map((path) => [`/${path}`, toAsset(`/${path}`, readFileSync(join(folder, path)))]));
  if (!assets.has('/index.html')) throw new Error(`${folder} holds no index.html. Build the client first.`);
  return assets;
};
