import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findSecrets } from '../lint/secret-patterns.ts';
import { type AllowedSecret, hashOf } from './allowed-secrets.ts';
import { type Check, judge } from './check.ts';

const NEVER_TRACKED =
  /(^|\/)(\.env(\.(?!example$)[^/]+)?|[^/]+\.(pem|key|p12|pfx)|id_(rsa|ed25519)|master\.key|\.npmrc)$/;

/** Names, not contents: whatever is in such a file, it is none of the repository's business. */
const byName = (files: readonly string[]): string[] =>
  files.filter((file) => NEVER_TRACKED.test(file)).map((file) => `${file} must not be tracked.`);

const textOf = (path: string): string => {
  // What a link points to is tracked under its own name, or is not ours.
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return '';
  const bytes = readFileSync(path);
  return bytes.includes(0) ? '' : bytes.toString('utf8');
};

export type ScanResult = { faults: string[]; used: Set<AllowedSecret>; files: number };

/** Looks through every file that git tracks, as it is on the disk now. */
export const scanTracked = (root: string, allowed: readonly AllowedSecret[]): ScanResult => {
  const listed = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
  const files = listed.split('\0').filter(Boolean);
  const used = new Set<AllowedSecret>();
  const faults = files.flatMap((file) =>
    findSecrets(textOf(join(root, file))).flatMap(({ what, line, text }) => {
      const entry = allowed.find((one) => one.sha256 === hashOf(text));
      if (entry) used.add(entry);
      return entry ? [] : [`${file}:${line} looks like ${what}.`];
    }),
  );
  return { faults: [...byName(files), ...faults], used, files: files.length };
};

export const trackedSecretsCheck = (root: string, allowed: readonly AllowedSecret[]): Check => ({
  name: 'hard-coded secrets',
  run: () => {
    const { faults, used, files } = scanTracked(root, allowed);
    return judge(faults, `${files} tracked files, ${used.size} known example, no secret.`);
  },
});
