import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALLOWED_SECRETS, hashOf } from './allowed-secrets.ts';
import { scanTracked } from './tracked-secrets-check.ts';

const seed = `S${'D'.repeat(55)}`;
let root: string;
const git = (...args: string[]) => execFileSync('git', args, { cwd: root });
const put = (name: string, content: string | Buffer) => writeFileSync(join(root, name), content);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tracked-'));
  git('init', '-q');
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a secret in a tracked file', () => {
  it('is found, and told by its place alone', () => {
    put('a.ts', `\nconst seed = '${seed}';\n`);
    git('add', '.');
    const { faults } = scanTracked(root, []);
    expect(faults).toEqual(['a.ts:2 looks like a Stellar secret key.']);
    expect(faults.join()).not.toContain(seed);
  });

  it('is found as it is on the disk, before it is committed', () => {
    put('a.ts', '');
    git('add', '.');
    put('a.ts', seed);
    expect(scanTracked(root, []).faults).toHaveLength(1);
  });

  it('is none in a file that git does not track, in a picture, or behind a link', () => {
    put('a.ts', seed);
    put('b.png', Buffer.concat([Buffer.from([0]), Buffer.from(seed)]));
    symlinkSync('a.ts', join(root, 'c.ts'));
    git('add', 'b.png', 'c.ts');
    expect(scanTracked(root, []).faults).toEqual([]);
  });

  it.each(['.env', '.env.production', 'deploy.pem', 'master.key', 'id_ed25519', '.npmrc'])('is all of %s', (name) => {
    put(name, 'anything');
    git('add', '-f', '.');
    expect(scanTracked(root, []).faults).toEqual([`${name} must not be tracked.`]);
  });
});

describe('the list of what is allowed', () => {
  it('allows that one and no other', () => {
    put('a.ts', `${seed}\n${seed.replace('D', 'C')}\n`);
    git('add', '.');
    const entry = { sha256: hashOf(seed), why: 'a test' };
    const { faults, used } = scanTracked(root, [entry]);
    expect(faults).toEqual(['a.ts:2 looks like a Stellar secret key.']);
    expect([...used]).toEqual([entry]);
  });

  it('leaves no secret in this repository, and holds nothing that is gone', () => {
    const { faults, used } = scanTracked('.', ALLOWED_SECRETS);
    expect(faults).toEqual([]);
    expect([...used]).toEqual([...ALLOWED_SECRETS]);
    for (const { why } of ALLOWED_SECRETS) expect(why.length).toBeGreaterThan(30);
  });
});
