import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastingDatabase } from '../../../test/support/app/lasting-database.js';
import { createLiveApp, type LiveApp } from '../../../test/support/app/live-app.js';
import { eventually, visit } from '../../../test/support/app/story.js';
import { testConfig } from '../../../test/support/app/test-app.js';
import { entities } from '../../app/entities.js';
import { givenMasterKey, Secrets } from '../../kernel/config.js';
import { KnownToken } from '../../kernel/known-token.js';
import { rawSql } from '../../platform/db/raw-sql.js';
import { restoreCommand } from './cli.js';

const folder = mkdtempSync(join(tmpdir(), 'tuxedo-operator-'));
const dataDir = join(folder, 'data');
const token = randomBytes(32).toString('hex');
const masterKey = new Uint8Array(randomBytes(32));
const secretsWith = (operator: string | null) =>
  new Secrets({ masterKey: givenMasterKey(masterKey), operatorToken: operator ? new KnownToken(operator) : null });
let app: LiveApp;

beforeAll(async () => {
  mkdirSync(dataDir);
  // What a process that was killed left.
  writeFileSync(join(dataDir, 'outgoing.backup.partial'), 'half of one');
  const config = { database: await lastingDatabase(), dataDir, trustProxy: '127.0.0.1' };
  app = await createLiveApp({ config, secrets: secretsWith(token) });
  await visit(app.ask);
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

let addresses = 0;
/** Each call from an address of its own, for the counts. */
const newAddress = () => {
  addresses += 1;
  return `10.1.${addresses >> 8}.${addresses & 255}`;
};
const headersOf = (shown: string | null, from = newAddress()) => ({
  'x-forwarded-for': from,
  ...(shown !== null && { authorization: `Bearer ${shown}` }),
});
const ask = (method: string, shown: string | null = token, path = '/operator/backup', from?: string) =>
  fetch(app.url + path, { method, headers: headersOf(shown, from) });
const numbers = async () =>
  (
    await rawSql<{ number: number; done: number }>(
      app.orm.em.fork(),
      'select number, case when finished_at is null then 0 else 1 end as done from backups order by number',
    )
  ).map(({ number, done }) => [number, Number(done)]);
/** Asks until the copy before has come to its end; the number of what it got. */
const untilGiven = (from?: string): Promise<number> =>
  eventually(async () => {
    const answer = await ask('GET', token, undefined, from);
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
    return Number(answer.headers.get('x-backup-number'));
  });
/** Once every copy before has come to its end: one more was given, and then is written down as made. */
const rested = async (): Promise<void> => {
  await untilGiven();
  await eventually(async () => expect((await numbers()).at(-1)?.[1]).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 200));
};
const filesLeft = () => readdirSync(dataDir).filter((name) => name.includes('.backup'));

describe('GET /operator/backup', () => {
  it('leaves nothing of what an earlier process did not finish', () => {
    expect(filesLeft()).toEqual([]);
  });

  it('hands out a whole copy that can be restored, and keeps none', async () => {
    const response = await ask('GET');
    expect(response.status).toBe(200);
    const number = Number(response.headers.get('x-backup-number'));
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="tuxedo-${number}.backup"`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const path = join(folder, 'copy.backup');
    writeFileSync(path, Buffer.from(await response.arrayBuffer()));
    expect(filesLeft()).toEqual([]);
    await eventually(async () => expect(await numbers()).toEqual([[number, 1]]));
    expect(readFileSync(join(dataDir, 'newest-backup'), 'utf8')).toBe(`${number}\n`);

    const said: string[] = [];
    const config = testConfig({ database: { kind: 'sqlite', path: join(folder, 'new.sqlite') }, dataDir: folder });
    const read = () => ({ config, secrets: secretsWith(null) });
    const code = await restoreCommand([path], { read, entities, print: (text) => void said.push(text) });
    expect([code, said.join('')]).toEqual([0, expect.stringMatching(/every key opens .*\(1 of them\)/)]);
  });

  it.each<[string, string, string | null]>([
    ['no token', 'GET', null],
    ['a wrong token', 'GET', randomBytes(32).toString('hex')],
    ['half of it', 'GET', token.slice(0, 32)],
    ['an empty one', 'GET', ''],
  ])('is not there for %s, and makes nothing', async (_what, method, shown) => {
    const before = await numbers();
    const answer = await ask(method, shown);
    const nowhere = await fetch(`${app.url}/operator/nothing`);
    expect([answer.status, await answer.json()]).toEqual([404, await nowhere.json()]);
    expect(await numbers()).toEqual(before);
    expect(filesLeft()).toEqual([]);
  });

  it.each(['HEAD', 'POST', 'PUT', 'DELETE'])('is asked by GET alone: %s makes nothing', async (method) => {
    const before = await numbers();
    expect((await ask(method)).status).toBe(404);
    expect(await numbers()).toEqual(before);
  });

  it('takes the token from its header alone', async () => {
    const inAddress = await fetch(`${app.url}/operator/backup?token=${token}`, { headers: headersOf(null) });
    const inCookie = await fetch(`${app.url}/operator/backup`, {
      headers: { ...headersOf(null), cookie: `tuxedo_session=${token}` },
    });
    expect([inAddress.status, inCookie.status]).toEqual([404, 404]);
  });

  it('makes one at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => ask('GET')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
    for (const answer of answers) await answer.arrayBuffer();
    expect(await untilGiven()).toBeGreaterThan(0);
  });

  it('counts wrong tokens by address, and they lock the operator out of nothing', async () => {
    const from = newAddress();
    const wrong = await Promise.all(Array.from({ length: 12 }, () => ask('GET', 'x'.repeat(32), undefined, from)));
    expect(wrong.map(({ status }) => status).toSorted()).toEqual([...Array(10).fill(404), 429, 429]);
    expect(await untilGiven(from)).toBeGreaterThan(0);
    const more = await Promise.all(Array.from({ length: 11 }, () => ask('GET', token, undefined, from)));
    expect(more.map(({ status }) => status)).toContain(429);
    for (const one of more) await one.arrayBuffer();
  });

  it('leaves nothing where the client hangs up, and counts no such copy as made', async () => {
    await rested();
    const before = await numbers();
    const signed = app.vaultApi.signBackup;
    const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    app.vaultApi.signBackup = async (manifest) => {
      asked.resolve();
      await held.promise;
      return signed(manifest);
    };
    const { hostname, port } = new URL(app.url);
    const outgoing = request({ hostname, port, path: '/operator/backup', headers: headersOf(token) }).end();
    const closed = new Promise((resolve) => outgoing.on('error', () => undefined).on('close', resolve));
    await asked.promise;
    expect(filesLeft()).toEqual(['outgoing.backup.partial']);
    outgoing.destroy();
    await closed;
    expect((await ask('GET')).status).toBe(409);
    await new Promise((resolve) => setTimeout(resolve, 100));
    app.vaultApi.signBackup = signed;
    held.resolve();
    await eventually(() => expect(filesLeft()).toEqual([]));
    const newest = readFileSync(join(dataDir, 'newest-backup'), 'utf8');
    const [unfinished, ...others] = (await numbers()).slice(before.length);
    expect([unfinished?.[1], others, newest]).toEqual([0, [], `${before.findLast(([, done]) => done)?.[0]}\n`]);
    expect(await untilGiven()).toBe(unfinished![0]! + 1);
  });

  it('says so where no copy can be made, and can make one afterwards', async () => {
    const newest = join(dataDir, 'newest-backup');
    await rested();
    writeFileSync(newest, 'no number');
    const answer = await ask('GET');
    expect([answer.status, (await answer.json()).message]).toEqual([
      500,
      expect.stringMatching(/does not hold a number/),
    ]);
    rmSync(newest);
    expect(await untilGiven()).toBeGreaterThan(0);
  });
});

describe('PUT /operator/restore at a server that is at work', () => {
  it('tells the operator how, and nobody else that it is there', async () => {
    const answer = await ask('PUT', token, '/operator/restore');
    expect([answer.status, (await answer.json()).message]).toEqual([409, expect.stringMatching(/START_AS=restore/)]);
    expect((await ask('PUT', 'x'.repeat(32), '/operator/restore')).status).toBe(404);
    expect((await ask('GET', token, '/operator/restore')).status).toBe(404);
  });
});

describe('without OPERATOR_TOKEN', () => {
  it('neither address is there, whatever is shown', async () => {
    await using open = await createLiveApp({ config: { dataDir: join(folder, 'none') }, secrets: secretsWith(null) });
    for (const [method, path] of [
      ['GET', '/operator/backup'],
      ['PUT', '/operator/restore'],
    ] as const)
      for (const shown of [token, '', 'null'])
        expect((await fetch(open.url + path, { method, headers: headersOf(shown) })).status).toBe(404);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
