import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { KeptCredential } from '../people/soft-authenticator.js';

/** What the program of 1 December 2026 left on the disk: the server's data, the vault's memory and the local network's journal. */
export const BEFORE = fileURLToPath(new URL('./before/', import.meta.url));
export const BACKUP = join(BEFORE, 'copy.tuxedo-backup');

/** Keys that open nothing but this folder. */
export type TestSecrets = {
  note: string;
  madeAt: string;
  masterKey: string;
  operatorToken: string;
  localNetworkPort: string;
  passkeys: KeptCredential[];
  recoveryCodes: string[];
  apiKey: string;
  savings: string;
  openTransaction: string;
  openRun: string;
};

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());

/** Puts a data folder away; each file by itself, so that one can look at it. */
export const packFolder = (from: string): void => {
  for (const name of filesIn(from)) {
    const target = join(BEFORE, 'folder', `${name}.gz`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, gzipSync(readFileSync(join(from, name)), { level: 9 }));
  }
};

/** The data folder again, for a server to work in; or what of it stands under one name. */
export const unpackFolder = (to: string, only = ''): void => {
  for (const name of filesIn(join(BEFORE, 'folder')).filter((one) => one.startsWith(only))) {
    const target = join(to, name.replace(/\.gz$/, ''));
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    writeFileSync(target, gunzipSync(readFileSync(join(BEFORE, 'folder', name))), { mode: 0o600 });
  }
};

export const readJson = <T>(name: string): T =>
  JSON.parse(gunzipSync(readFileSync(join(BEFORE, name))).toString()) as T;
export const writeJson = (name: string, value: unknown): void =>
  writeFileSync(join(BEFORE, name), gzipSync(JSON.stringify(value), { level: 9 }));

const SECRETS = join(BEFORE, 'test-secrets.json');
export const readSecrets = (): TestSecrets => JSON.parse(readFileSync(SECRETS, 'utf8'));
export const writeSecrets = (secrets: TestSecrets): void =>
  writeFileSync(SECRETS, `${JSON.stringify(secrets, null, 2)}\n`);
