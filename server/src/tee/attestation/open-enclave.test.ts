import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../kernel/config.js';
import { openEnclave } from './open-enclave.js';
import { type FakeGuestAgent, startFakeGuestAgent } from './testing/fake-guest-agent.js';
import { event, SyntheticMachine } from './testing/synthetic-machine.js';

const folder = mkdtempSync(join(tmpdir(), 'tuxedo-enclave-'));
const dstackSocket = join(folder, 'dstack.sock');
let fake: FakeGuestAgent | undefined;
afterEach(async () => {
  await fake?.close();
  fake = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const required = () => openEnclave({ teeMode: 'required', dstackSocket }, { timeoutMs: 500, maxBytes: 1_000_000 });
const problem = (): Promise<string> =>
  required().then(
    () => Promise.reject(new Error('It opened.')),
    (error) => (error instanceof ConfigError ? error.message : Promise.reject(error)),
  );
const SENTENCE = /^TEE_MODE=required needs an enclave\. .+ Deploy to one, or set TEE_MODE=off\.$/;

describe('a server that requires an enclave', () => {
  it('gets one that quotes what nobody could foresee, another thing each time', async () => {
    fake = await startFakeGuestAgent(dstackSocket);
    const enclave = await required();
    expect(Buffer.from(await enclave!.key('tuxedo/a'))).toEqual(fake.machine.key('tuxedo/a'));
    await required();
    const asked = fake.asked.filter(({ method }) => method === 'GetQuote').map(({ body }) => body.report_data);
    expect(new Set(asked).size).toBe(2);
  });

  it('does not start where there is no socket', async () => {
    expect(await problem()).toMatch(SENTENCE);
  });

  it.each([
    ['refuses the quote', 'GetQuote', 500],
    ['refuses to say what it is', 'Info', 400],
    ['knows no quotes', 'GetQuote', 404],
  ])('does not start where the agent %s', async (_what, method, status) => {
    fake = await startFakeGuestAgent(dstackSocket);
    fake.misbehave.set(method, (response) => void response.writeHead(status).end('{"error":"no"}'));
    const sentence = await problem();
    expect(sentence).toMatch(SENTENCE);
    expect(sentence).toContain(String(status));
  });

  it('does not start where the agent hangs', async () => {
    fake = await startFakeGuestAgent(dstackSocket);
    fake.misbehave.set('GetQuote', () => undefined);
    expect(await problem()).toContain('did not answer');
  });

  it.each([
    [
      'quotes something else',
      new SyntheticMachine(undefined, { quote: { reportData: new Uint8Array(64) } }),
      'other report data',
    ],
    ['is in debug mode', new SyntheticMachine(undefined, { quote: { tdAttributes: (1n << 28n) | 1n } }), 'debug mode'],
    ['quotes another kind of enclave', new SyntheticMachine(undefined, { quote: { teeType: 0 } }), 'not a quote'],
    [
      'measured another compose file',
      new SyntheticMachine(undefined, { composeHash: 'ab'.repeat(32) }),
      'measured was',
    ],
    [
      'has a log of another boot',
      new SyntheticMachine(undefined, { quote: { rtmrs: ['', '', '', 'ab'.repeat(48)] } }),
      'register 3',
    ],
    [
      'has two applications',
      new SyntheticMachine(undefined, { log: (log) => [event('app-id', 'aa'), ...log] }),
      '2 times',
    ],
    [
      'measured another application',
      new SyntheticMachine(undefined, {
        log: (log) => log.map((one) => (one.event === 'app-id' ? event('app-id', 'aa') : one)),
      }),
      'another application',
    ],
  ])('does not start where the machine %s', async (_what, machine, words) => {
    fake = await startFakeGuestAgent(dstackSocket, machine);
    const sentence = await problem();
    expect(sentence).toMatch(SENTENCE);
    expect(sentence).toContain(words);
  });

  it('asks no agent at all where the mode is off', async () => {
    fake = await startFakeGuestAgent(dstackSocket);
    expect(await openEnclave({ teeMode: 'off', dstackSocket })).toBeNull();
    expect(fake.asked).toEqual([]);
  });
});

describe('the settings', () => {
  it('have no enclave unless it is asked for, and the agent’s own address', () => {
    expect(readConfig({}).config).toMatchObject({ teeMode: 'off', dstackSocket: '/var/run/dstack.sock' });
    const { config } = readConfig({ TEE_MODE: 'required', DSTACK_SOCKET: '/run/other.sock' });
    expect(config).toMatchObject({ teeMode: 'required', dstackSocket: '/run/other.sock' });
  });

  it('refuse a relative socket, and a simulator where an enclave is required', () => {
    expect(() => readConfig({ DSTACK_SOCKET: 'dstack.sock' })).toThrow('DSTACK_SOCKET must be an absolute path');
    const simulator = { DSTACK_SIMULATOR_ENDPOINT: 'http://127.0.0.1:1' };
    expect(() => readConfig({ TEE_MODE: 'required', ...simulator })).toThrow('allows no simulator');
    expect(readConfig(simulator).config.teeMode).toBe('off');
  });
});
