import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLiveApp, follow, type LiveApp } from '../support/app/live-app.js';
import { AUDIT, followRun, PENDING, say, type Visitor, visit } from '../support/app/story.js';
import { testDatabase } from '../support/app/test-database.js';

// Everything a page asks for at once: lists, and for each item more from the database.
const PAGE = `{
  viewer { id name contacts { id } passkeys { id } sessions { id } recoveryCodesLeft policy { version } rateLimits { field } }
  accounts { totalCount nodes { id name } }
  threads { nodes { id messages { totalCount nodes { id run { id status thread { id } } } } runs { id status } } }
  transactions(first: 10) { nodes { id status approval { id } account { id } } }
  approvals(status: null) { nodes { id transaction { id account { id } } } }
  spending { asset used }
}`;
const RUNGS = [1, 8, 16, 32, 200];
const PATIENCE_MS = 60_000;
vi.setConfig({ testTimeout: 2 * PATIENCE_MS });

const folder = mkdtempSync(join(tmpdir(), 'tuxedo-ladder-'));
let app: LiveApp;
let ada: Visitor;

/** The smallest pool there is: whoever holds one connection and waits for another waits for ever. */
const smallestPool = async () => {
  const database = await testDatabase();
  return database.kind === 'postgresql'
    ? { ...database, poolMax: 2 }
    : { ...database, path: join(folder, 'ladder.sqlite') };
};

beforeAll(async () => {
  // One person asks here for what many would: the pace of a caller is not what is tried.
  const pace = { perSecond: 1_000_000, burst: 1_000_000 };
  app = await createLiveApp({ config: { database: await smallestPool() }, overrides: { pace } });
  ada = await visit(app.ask);
  await followRun(app, ada.token, await say(app.ask, ada.token, 'what are my limits?')).done;
}, 60_000);
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const inTime = <T>(work: Promise<T>): Promise<T> => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('It stood still.')), PATIENCE_MS);
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
};
const health = async () => (await fetch(`${app.url}/health`)).status;

describe('on the smallest pool', () => {
  it.each(RUNGS)('%i pages asked for at once are all answered, and readiness answers meanwhile', async (count) => {
    const pages = times(count, () => app.post(ada.token, PAGE));
    const ready = await inTime(health());
    const answered = await inTime(pages);
    expect(ready).toBe(200);
    expect(answered.flatMap(({ body }) => body.errors ?? [])).toEqual([]);
    expect(new Set(answered.map(({ text }) => text.replace(/"rateLimits":\[.*?\]/, ''))).size).toBe(1);
  });

  it.each([8, 32])('%i reads, acts and followed streams at once end all', async (count) => {
    const sockets = Array.from({ length: 10 }, () => follow(app.socket(ada.token), PENDING));
    const rename = 'mutation ($id: ID!, $name: String!) { renameAccount(input: { id: $id, name: $name }) { name } }';
    const work = times(count, async (index) => {
      const renamed = await app.post(ada.token, rename, { id: ada.accountId, name: `Main ${index}` });
      const page = await app.post(ada.token, PAGE);
      const log = await app.post(ada.token, AUDIT.replace('verifyAuditLog { valid entries head }', ''));
      return [renamed, page, log];
    });
    const ready = await inTime(health());
    const answered = (await inTime(work)).flat();
    expect(ready).toBe(200);
    expect(answered.flatMap(({ body }) => body.errors ?? [])).toEqual([]);
    expect(sockets.flatMap(({ errors, closed }) => [...errors, ...(closed ? [closed] : [])])).toEqual([]);
    for (const { stop } of sockets) stop();
    expect((await app.ask(ada.token, AUDIT)).verifyAuditLog.valid).toBe(true);
  });

  it('many payments proposed at once are all decided, none twice', async () => {
    const propose = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id status } }';
    const input = { accountId: ada.accountId, destination: 'Coffee Corner', amount: '1' };
    const work = times(16, (index) =>
      app.post(ada.token, propose, { input: { ...input, idempotencyKey: `ladder-${index % 8}` } }),
    );
    const answered = await inTime(work);
    expect(answered.flatMap(({ body }) => body.errors ?? [])).toEqual([]);
    expect(new Set(answered.map(({ body }) => body.data?.proposePayment.id)).size).toBe(8);
    expect(await inTime(health())).toBe(200);
  });

  it('many people arriving at once are all let in', async () => {
    const people = await inTime(
      times(8, (index) => app.post(null, `mutation { signInToLocalDemo(name: "P${index}") { token } }`)),
    );
    const tokens = people.map(({ body }) => body.data?.signInToLocalDemo.token as string);
    const pages = await inTime(Promise.all(tokens.map((token) => app.post(token, PAGE))));
    expect(pages.flatMap(({ body }) => body.errors ?? [])).toEqual([]);
    expect(new Set(pages.map(({ body }) => body.data?.viewer.id)).size).toBe(8);
  });
});
