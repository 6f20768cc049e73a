import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o600);
  return path;
};
const modelKey = `k${randomBytes(12).toString('hex')}`;
const masterKey = randomBytes(32).toString('base64');
const env = (change = ''): string =>
  write(
    'env',
    `OPENAI_API_KEY=${modelKey}\nENCRYPTION_MASTER_KEY=${masterKey}\nENCRYPTION_MASTER_KEY_PREVIOUS=\n${change}`,
  );

const preflight = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/preflight.mjs', '--skip-tests', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, DATA_DIR: folder },
  });
  const output = stdout + stderr;
  for (const secret of [modelKey, masterKey]) expect(output).not.toContain(secret);
  return { status, output };
};

it('ends with 0 when what was asked for holds, and says what was not asked', () => {
  const { status, output } = preflight('--env', env());
  expect([status, output]).toEqual([0, expect.stringContaining('5 passed, 0 failed, 3 skipped')]);
  expect(output).toMatch(/SKIP {2}user isolation tests/);
}, 120_000);

it('ends with 1 for a fault in any part, and goes on to the others', () => {
  const compose = write(
    'compose.yaml',
    readFileSync('docker-compose.phala.yaml', 'utf8').replace('TEE_MODE=required', 'TEE_MODE=off'),
  );
  const { status, output } = preflight('--env', env('EXTRA=1\n'), '--compose', compose, '--release');
  expect(status).toBe(1);
  expect(output).toMatch(/FAIL {2}configuration\n.*EXTRA/);
  expect(output).toMatch(/FAIL {2}Dockerfiles/);
  expect(output).toMatch(/FAIL {2}compose file[\s\S]*enclave-required/);
  expect(output).toMatch(/PASS {2}database schema/);
  expect(output).toContain('2 passed, 3 failed, 3 skipped');
}, 120_000);

it('says which file is not there', () => {
  expect(preflight('--env', join(folder, 'none'))).toMatchObject({
    status: 2,
    output: expect.stringContaining('There is no file'),
  });
}, 120_000);
