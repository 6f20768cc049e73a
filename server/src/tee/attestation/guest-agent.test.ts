import { chmodSync, linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseTdxQuote } from '../quote-verifier/tdx-quote.js';
import { DstackEnclave } from './dstack-enclave.js';
import { EnclaveError } from './enclave.js';
import { GuestAgent } from './guest-agent.js';
import { type FakeGuestAgent, startFakeGuestAgent } from './testing/fake-guest-agent.js';
import { SyntheticMachine } from './testing/synthetic-machine.js';

const folder = mkdtempSync(join(tmpdir(), 'tuxedo-agent-'));
const socket = join(folder, 'dstack.sock');
const machine = new SyntheticMachine(undefined, { appCompose: '{"name":"tuxedo — Zürich"}' });
const agent = new GuestAgent(socket, { timeoutMs: 700, maxBytes: 100_000 });
let fake: FakeGuestAgent;
beforeAll(async () => {
  fake = await startFakeGuestAgent(socket, machine);
});
afterEach(() => fake.misbehave.clear());
afterAll(async () => {
  await fake.close();
  rmSync(folder, { recursive: true, force: true });
});

const refusal = (work: Promise<unknown>): Promise<EnclaveError> =>
  work.then(
    (value) => Promise.reject(new Error(`It answered ${inspect(value)}.`)),
    (error) => (error instanceof EnclaveError ? error : Promise.reject(error)),
  );
const says = (status: number, body: string | Buffer) => (response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(body);

describe('the client of the guest agent', () => {
  it('reads what an honest one says, letters outside ASCII included', async () => {
    const info = await new DstackEnclave(agent).info();
    expect(info).toMatchObject({ appId: machine.appId, appCompose: '{"name":"tuxedo — Zürich"}' });
    expect(await agent.version()).toEqual({ version: '0.5.11', rev: 'synthetic' });
  });

  it('gets a quote over exactly its bytes, with zeros behind fewer than 64', async () => {
    const { quote, eventLog } = await agent.getQuote(new Uint8Array([1, 2, 3]));
    const { report } = parseTdxQuote(Buffer.from(quote));
    expect(report.reportData.toString('hex')).toBe(`010203${'0'.repeat(122)}`);
    expect(eventLog.map(({ event }) => event)).toContain('compose-hash');
  });

  it('gets one key for each path and application', async () => {
    const [one, again, other] = await Promise.all(
      ['tuxedo/a', 'tuxedo/a', 'tuxedo/b'].map((path) => agent.getKey(path, 'x')),
    );
    expect(one).toHaveLength(32);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    expect(Buffer.from(one!)).toEqual(machine.key('tuxedo/a'));
  });

  it('asks nothing that the agent would have to refuse', async () => {
    const before = fake.asked.length;
    expect(await refusal(agent.getQuote(new Uint8Array(65)))).toMatchObject({ kind: 'BAD_REQUEST' });
    for (const path of ['', 'with space', 'Zürich', 'x'.repeat(201), 'line\nbreak'])
      expect(await refusal(agent.getKey(path, 'x'))).toMatchObject({ kind: 'BAD_REQUEST' });
    expect(fake.asked).toHaveLength(before);
  });

  it('reads an answer in pieces, and one that is split within a letter', async () => {
    fake.misbehave.set('Version', (response) => {
      const body = Buffer.from('{"version":"0.5.11 — Zürich","rev":"x"}');
      response.writeHead(200, { 'transfer-encoding': 'chunked' });
      for (const byte of body) response.write(Buffer.from([byte]));
      response.end();
    });
    expect(await agent.version()).toMatchObject({ version: '0.5.11 — Zürich' });
  });
});

describe('an agent that misbehaves', () => {
  it.each([
    ['refuses with 400', says(400, '{"error":"bad report data"}'), 'REFUSED', 'bad report data'],
    ['fails with 500', says(500, '{"error":"tdx driver"}'), 'REFUSED', '500'],
    ['does not know the method', says(404, '{"error":"nope"}'), 'REFUSED', 'too old'],
    ['fails with a page', says(502, '<html>Bad gateway</html>'), 'REFUSED', '502'],
    ['fails without a word', says(500, ''), 'REFUSED', '500'],
    ['says that it is well and refuses', says(200, '{"error":"no"}'), 'REFUSED', 'no'],
    [
      'redirects',
      (r: ServerResponse) => void r.writeHead(302, { location: 'http://127.0.0.1/' }).end(),
      'REFUSED',
      '302',
    ],
    ['says nothing', says(200, ''), 'BAD_REPLY', 'not a JSON object'],
    ['says null', says(200, 'null'), 'BAD_REPLY', 'not a JSON object'],
    ['sends a list', says(200, '[]'), 'BAD_REPLY', 'not a JSON object'],
    ['sends half of an object', says(200, '{"version":'), 'BAD_REPLY', 'not a JSON object'],
    ['sends something else', says(200, '{"fine":true}'), 'BAD_REPLY', 'version'],
    ['sends another type', says(200, '{"version":7}'), 'BAD_REPLY', 'version'],
    ['sends broken UTF-8', says(200, Buffer.from('{"version":"\xff"}', 'latin1')), 'BAD_REPLY', 'UTF-8'],
    ['sends too much', says(200, `{"version":"${'x'.repeat(200_000)}"}`), 'BAD_REPLY', 'longer than'],
    ['hangs', () => undefined, 'TIMEOUT', '700 ms'],
    ['hangs in the middle', (r: ServerResponse) => void r.writeHead(200).write('{"ver'), 'TIMEOUT', '700 ms'],
    ['breaks off', (r: ServerResponse) => void r.destroy(), 'BROKEN', 'broke off'],
    ['breaks off in the middle', breakOff, 'BROKEN', 'broke off'],
  ])('%s: a refusal with a sentence, never an answer', async (_what, wrong, kind, words) => {
    fake.misbehave.set('*', wrong);
    const error = await refusal(agent.version());
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(words);
  });

  it.each([
    ['report data', { quote: 'zz', event_log: '[]' }],
    ['an odd number of digits', { quote: 'abc', event_log: '[]' }],
    ['no quote', { quote: '', event_log: '[]' }],
    ['an event log that is no JSON', { quote: 'ab', event_log: '{' }],
    ['an event log that is an object', { quote: 'ab', event_log: '{}' }],
    ['an event without a payload', { quote: 'ab', event_log: '[{"imr":3,"event_type":1,"digest":"","event":"x"}]' }],
  ])('that sends %s in place of a quote is refused', async (_what, body) => {
    fake.misbehave.set('GetQuote', says(200, JSON.stringify(body)));
    expect(await refusal(agent.getQuote(new Uint8Array(64)))).toMatchObject({ kind: 'BAD_REPLY' });
  });

  it('cannot write lines or control codes into a log', async () => {
    fake.misbehave.set('*', says(500, JSON.stringify({ error: `a\nb\u001b[31m${'x'.repeat(5_000)}` })));
    const { message } = await refusal(agent.info());
    expect(message).toMatch(/^[\x20-\x7e]{1,400}$/);
  });

  it.each([
    ['is too short', '{"key":"abcd","signature_chain":[]}'],
    ['is not hex', `{"key":"${'g'.repeat(64)}","signature_chain":[]}`],
    ['is missing', '{"signature_chain":[]}'],
    ['stands there twice', `{"key":"${'ab'.repeat(32)}","key":"${'cd'.repeat(32)}","signature_chain":[]}`],
    ['has no chain', `{"key":"${'ab'.repeat(32)}"}`],
    ['comes with an error', `{"key":"${'ab'.repeat(32)}","signature_chain":[],"error":"x"}`],
    ['comes with a status of 500', null],
  ])('gets nothing believed where the key %s, and the key is in no message', async (_what, body) => {
    const text = body ?? `{"key":"${'ab'.repeat(32)}","signature_chain":[]}`;
    fake.misbehave.set('GetKey', says(body === null ? 500 : 200, text));
    const error = await refusal(agent.getKey('tuxedo/a', 'x'));
    expect(inspect(error)).not.toMatch(/(ab){8}|(cd){8}/);
  });

  it('never crashes the reader, whatever bytes it sends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(200, 400, 500), async (bytes, status) => {
        fake.misbehave.set('*', says(status, Buffer.from(bytes)));
        for (const work of [agent.info(), agent.getKey('a', 'b'), agent.getQuote(new Uint8Array(64))])
          expect(['REFUSED', 'BAD_REPLY']).toContain((await refusal(work)).kind);
      }),
      { numRuns: 60 },
    );
  });
});

function breakOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 1_000 }).write('{"version":');
  setTimeout(() => response.destroy(), 20);
}

describe('a socket', () => {
  const at = (path: string) => refusal(new GuestAgent(path).info());

  it('that is not there, or is no socket, is named', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect(await at(join(folder, 'nothing.sock'))).toMatchObject({ kind: 'NO_SOCKET' });
    expect(await at(join(folder, 'file', 'below'))).toMatchObject({ kind: 'NO_SOCKET' });
    const { message } = await at(join(folder, 'file'));
    expect(message).toContain('is not a socket');
  });

  it('where nobody listens any more is named', async () => {
    const path = join(folder, 'left.sock');
    const child = createServer().listen(path);
    await new Promise((resolve) => child.once('listening', resolve));
    // A process that dies leaves its socket behind; a link keeps it there after the close.
    linkSync(path, `${path}.kept`);
    await new Promise((resolve) => child.close(resolve));
    expect(await at(`${path}.kept`)).toMatchObject({
      kind: 'NO_SOCKET',
      message: expect.stringContaining('not running'),
    });
  });

  it('that is not ours to use is named', async () => {
    const nobody = 65_534;
    chmodSync(folder, 0o755);
    chmodSync(socket, 0o600);
    // Root may use any socket, so a root that runs the tests is somebody else for a moment.
    if (process.getuid?.() === 0) process.seteuid?.(nobody);
    else chmodSync(socket, 0);
    try {
      expect(await at(socket)).toMatchObject({ kind: 'NOT_ALLOWED' });
    } finally {
      if (process.getuid?.() === 0) process.seteuid?.(0);
      chmodSync(socket, 0o755);
    }
  });
});
