import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ageOf } from '../../src/app/server.js';
import { DAY_MS } from '../../src/kernel/durations.js';
import type { EvidenceService } from '../../src/tee/attestation/evidence.service.js';
import { type FakeGuestAgent, startFakeGuestAgent } from '../../src/tee/attestation/testing/fake-guest-agent.js';
import { SyntheticMachine } from '../../src/tee/attestation/testing/synthetic-machine.js';
import { composeHashOf } from '../../src/tee/quote-verifier/compose-hash.js';
import { SyntheticPlatform } from '../../src/tee/quote-verifier/testing/synthetic-platform.js';
import {
  type CollateralServer,
  startCollateralServer,
} from '../../src/verify/attestation/testing/collateral-server.js';
import { verifyCommand } from '../../src/verify/cli.js';
import { createLiveApp, type LiveApp } from '../support/app/live-app.js';
import { freePort, killAll, spawnServer, startServer } from '../support/children/child-server.js';

const folder = mkdtempSync(join(tmpdir(), 'tuxedo-story-'));
const platform = new SyntheticPlatform();
const machine = new SyntheticMachine(platform);
const NONCE = 'ab'.repeat(32);
let fake: FakeGuestAgent;
let app: LiveApp;
let pcs: CollateralServer;

const required = { teeMode: 'required' as const, dstackSocket: join(folder, 'dstack.sock') };
beforeAll(async () => {
  fake = await startFakeGuestAgent(required.dstackSocket, machine);
  app = await createLiveApp({ config: required });
  await app.evidence!.refresh();
  pcs = await startCollateralServer(platform);
  write('release.json', { version: 'tuxedo-release/v1', composeHashes: [composeHashOf(machine.appCompose)] });
  write('collateral.json', platform.collateral());
}, 120_000);
afterAll(async () => {
  await killAll();
  await app[Symbol.asyncDispose]();
  await fake.close();
  pcs.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = (file: string, value: unknown): void => writeFileSync(join(folder, file), JSON.stringify(value));
// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the test expects of it.
type Json = Record<string, any>;
const get = async (path: string, url = app.url) => {
  const response = await fetch(url + path);
  return { status: response.status, headers: response.headers, body: (await response.json()) as Json };
};
const verify = async (...args: string[]) => {
  let printed = '';
  const at = (file: string): string => join(folder, file);
  const code = await verifyCommand(['attestation', ...args], (text) => (printed += text), at);
  return { code, printed };
};
const ROOT = ['--root', platform.rootSha256];

describe('a server in an enclave', () => {
  it('hands out the same evidence at its address and in its schema', async () => {
    const { status, body, headers } = await get(`/attestation?nonce=${NONCE}`);
    expect([status, body.mode, body.nonce, headers.get('cache-control')]).toEqual([200, 'REQUIRED', NONCE, 'no-store']);
    expect(body.statement).toContain('not a verdict');
    const query = 'query ($nonce: String) { attestation(nonce: $nonce) { mode evidence { quote keySetDigest } } }';
    const { attestation } = await app.ask(null, query, { nonce: NONCE });
    expect(attestation.evidence).toEqual({ quote: body.evidence.quote, keySetDigest: body.evidence.keySetDigest });
    const { audit, verdict } = await app.vault.publicKeys();
    expect(body.evidence.keySet).toMatchObject({ auditCheckpointKey: audit, verdictKey: verdict });
  });

  it('tells whoever watches how old its evidence is', async () => {
    const age = /^tuxedo_attestation_age_seconds (\d+)$/m.exec(await (await fetch(`${app.url}/metrics`)).text())?.[1];
    expect(Number(age)).toBe((await get('/health')).body.attestation.ageSeconds);
  });

  it('counts from its start where no evidence ever came, so that the alert fires', async () => {
    let now = 0;
    const silent = { report: () => ({ evidence: 'unavailable' }) } as unknown as EvidenceService;
    const age = ageOf(silent, () => now);
    now = 1_900_000;
    expect(await age()).toBe(1_900);
    expect(await ageOf(null)()).toBeNull();
  });

  it('gives everybody without a nonce the same quote, with its age', async () => {
    const before = fake.asked.length;
    const [one, two] = [await get('/attestation'), await get('/attestation')];
    expect(one.body.evidence.quote).toBe(two.body.evidence.quote);
    expect(one.body).toMatchObject({ nonce: null, evidence: { nonce: null, ageSeconds: expect.any(Number) } });
    expect(fake.asked).toHaveLength(before);
  });

  it.each([
    ['too short', `?nonce=${'ab'.repeat(15)}`],
    ['too long', `?nonce=${'ab'.repeat(65)}`],
    ['with half a byte', `?nonce=${'a'.repeat(33)}`],
    ['in capitals', `?nonce=${'AB'.repeat(16)}`],
    ['not hex', '?nonce=please-attest-this-text-of-mine!'],
    ['empty', '?nonce='],
    ['given twice', `?nonce=${NONCE}&nonce=${NONCE}`],
    ['under another name', `?nonse=${NONCE}`],
  ])('takes no nonce that is %s, and asks its enclave nothing', async (_what, query) => {
    const before = fake.asked.length;
    const { status, body } = await get(`/attestation${query}`);
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(fake.asked).toHaveLength(before);
  });

  it('tells of its evidence in /health, and never that it is verified', async () => {
    const { status, body } = await get('/health');
    expect([status, body.checks.attestation]).toEqual([200, 'ok']);
    expect(body.attestation).toMatchObject({ mode: 'required', evidence: 'fresh', appId: machine.appId });
    expect(JSON.stringify(body)).not.toMatch(/verified/i);
    const { server } = await app.ask(null, '{ server { attestation } }');
    expect(server.attestation).toBe('REQUIRED');
  });

  it('is not ready before it has evidence, and alive all the same', async () => {
    await using early = await createLiveApp({ config: required, working: false });
    const { status, body } = await get('/health', early.url);
    expect([status, body.failing, body.checks.attestation]).toEqual([
      ...[503, ['attestation'], 'The enclave’s evidence is unavailable.'],
    ]);
    expect((await get('/health/live', early.url)).status).toBe(200);
    await early.evidence!.refresh();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await get('/health', early.url)).status).toBe(200);
  });

  it('says plainly when its enclave gives no evidence any more', async () => {
    fake.misbehave.set('*', (response) => void response.writeHead(500).end('{"error":"secret-detail"}'));
    const { status, body } = await get(`/attestation?nonce=${'cd'.repeat(32)}`);
    fake.misbehave.clear();
    expect(status).toBe(503);
    expect(body.errors[0].message).toContain('Do not trust this server with money');
    expect(JSON.stringify(body)).not.toContain('secret-detail');
  });
});

describe('npm run verify -- attestation', () => {
  it('holds for a server, with the collateral from a file or from a server of collateral', async () => {
    const policy = ['--policy', 'release.json', ...ROOT];
    const { code, printed } = await verify(app.url, ...policy, '--collateral', 'collateral.json', '--save', '.');
    expect(printed).toContain('This attestation holds.');
    expect(code).toBe(0);
    expect(printed.match(/^ok {6}/gm)).toHaveLength(14);
    const fetched = await verify(app.url, ...policy, '--pcs', pcs.url);
    expect(fetched.code, fetched.printed).toBe(0);
  });

  it('holds for what was saved, with the nonce that was saved, and with no other', async () => {
    const nonce = readFileSync(join(folder, 'nonce.txt'), 'utf8').trim();
    const saved = [
      '--evidence',
      'evidence.json',
      '--collateral',
      'collateral.json',
      '--policy',
      'release.json',
      ...ROOT,
    ];
    expect((await verify(...saved, '--nonce', nonce)).code).toBe(0);
    const other = await verify(...saved, '--nonce', NONCE);
    expect([other.code, other.printed]).toEqual([1, expect.stringMatching(/FAILED {2}nonce/)]);
    const late = await verify(...saved, '--nonce', nonce, '--now', new Date(Date.now() + 60 * DAY_MS).toISOString());
    expect([late.code, late.printed]).toEqual([1, expect.stringMatching(/FAILED {2}collateral .*ended at/)]);
  });

  it('fails under Intel’s root, because no byte of this is Intel’s', async () => {
    const { code, printed } = await verify(app.url, '--policy', 'release.json', '--collateral', 'collateral.json');
    expect(code).toBe(1);
    expect(printed).toMatch(/FAILED {2}collateral .*another root/);
    expect(printed).not.toContain('YOURS');
  });

  it.each([
    ['answers nothing', () => 'http://127.0.0.1:9', /could not be asked/],
    ['has no collateral', () => app.url, /answered 404/],
  ])('fails in one step, and says why, where the server of collateral %s', async (_what, base, why) => {
    const { code, printed } = await verify(app.url, '--policy', 'release.json', ...ROOT, '--pcs', base());
    expect(code).toBe(1);
    expect(/FAILED {2}collateral .*/.exec(printed)?.[0]).toMatch(why);
  });

  it.each([
    ['no policy', ['http://127.0.0.1:9']],
    ['neither server nor file', ['--policy', 'release.json']],
    ['both', ['http://127.0.0.1:9', '--evidence', 'evidence.json', '--policy', 'release.json']],
    ['evidence without a nonce', ['--evidence', 'evidence.json', '--policy', 'release.json']],
    ['a policy that is none', ['http://127.0.0.1:9', '--policy', 'collateral.json']],
    ['a root that is none', ['http://127.0.0.1:9', '--policy', 'release.json', '--root', 'mine']],
    ['a time that is none', ['http://127.0.0.1:9', '--policy', 'release.json', '--now', 'soon']],
    ['a server that does not answer', ['http://127.0.0.1:9', '--policy', 'release.json']],
  ])('exits with 2 for %s', async (_what, args) => {
    const { code, printed } = await verify(...args);
    expect(code).toBe(2);
    expect(printed).toContain('Usage: npm run verify -- attestation URL');
  });
});

describe('a server without an enclave', () => {
  it('says so everywhere, and fails every check from outside', async () => {
    await using open = await createLiveApp();
    const { status, body } = await get(`/attestation?nonce=${NONCE}`, open.url);
    expect([status, body.mode, body.evidence, body.nonce]).toEqual([200, 'OFF', null, NONCE]);
    expect(body.statement).toContain('does not run in a confidential virtual machine');
    const health = await get('/health', open.url);
    expect(health.body.attestation).toEqual({ mode: 'off', evidence: 'no enclave is in use' });
    expect(health.body.checks.attestation).toBeUndefined();
    const { code, printed } = await verify(
      open.url,
      '--policy',
      'release.json',
      ...ROOT,
      '--collateral',
      'collateral.json',
    );
    expect(code).toBe(1);
    expect(printed).toMatch(/FAILED {2}document .*runs in no enclave/);
  });

  it('does not start where one is required', async () => {
    const nowhere = { ...required, dstackSocket: join(folder, 'nothing.sock') };
    const starting = createLiveApp({ config: nowhere });
    await expect(starting).rejects.toThrow(/^TEE_MODE=required needs an enclave\. There is no socket/);
  });
});

describe('the program', () => {
  const environment = async (name: string, socket: string) => ({
    TEE_MODE: 'required',
    DSTACK_SOCKET: join(folder, socket),
    DATA_DIR: join(folder, name),
    PORT: String(await freePort()),
    LOCAL_NETWORK_PORT: String(await freePort()),
  });

  it('ends with the sentence, and opens no database, where the enclave is missing', async () => {
    const child = spawnServer(await environment('missing', 'nothing.sock'));
    expect(await child.ended).toMatchObject({ code: 1 });
    expect(child.output()).toContain('TEE_MODE=required needs an enclave. There is no socket at');
    expect(existsSync(join(folder, 'missing', 'tuxedo.sqlite'))).toBe(false);
    expect(existsSync(join(folder, 'missing', 'master.key'))).toBe(false);
  }, 90_000);

  it('starts in one, says so, and ends when it is told to', async () => {
    const child = await startServer(await environment('there', 'dstack.sock'));
    const { body } = await get('/attestation', child.url);
    expect(body).toMatchObject({ mode: 'REQUIRED', evidence: { appId: machine.appId } });
    expect(child.output()).toMatch(/Enclave +required/);
    expect(await child.end('SIGTERM')).toMatchObject({ code: 0 });
  }, 90_000);
});

it('counts quotes by address, whichever door was used', async () => {
  let left = 40;
  const answers: number[] = [];
  while (left-- > 0) answers.push((await get('/attestation')).status);
  expect(answers.at(-1)).toBe(429);
  const { body } = await app.post(null, '{ attestation { mode } }');
  expect(body.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
  expect((await get('/attestation')).headers.get('retry-after')).toMatch(/^\d+$/);
});
