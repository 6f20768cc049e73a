import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import {
  CREATE_KEY,
  createKey,
  KEYS,
  type KeyApp,
  type KeyInput,
  keyOwner,
  type Owner,
  openKeyApp,
  payWith,
  REVOKE_KEY,
  revokeKey,
} from '../../../test/support/app/key-case.js';
import { follow } from '../../../test/support/app/live-app.js';
import { COFFEE } from '../../../test/support/app/money-case.js';
import { DEMO, eventually } from '../../../test/support/app/story.js';
import { dumpTables } from '../../../test/support/app/table-dump.js';
import { FairClock } from '../../../test/support/fakes/fair-clock.js';
import { confirm, register } from '../../../test/support/people/registered.js';
import { DAY_MS } from '../../kernel/durations.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';
import { ApiKey } from './api-key.entity.js';
import { hashKeyToken, newKeyToken } from './key-token.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const VIEWER = '{ viewer { id name } }';
const UPDATES = 'subscription { transactionUpdates { id } }';
const inDays = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

const ARCHIVE = 'mutation ($id: ID!, $consent: ConsentInput) { archiveAccount(id: $id, consent: $consent) { id } }';

let app: KeyApp;
let grace: Owner;
beforeAll(async () => {
  app = await openKeyApp();
});
afterAll(() => app?.[Symbol.asyncDispose]());
beforeEach(async () => {
  grace = await keyOwner(app);
});

const rowsOf = (owner: Owner): Promise<ApiKey[]> => app.orm.em.fork().find(ApiKey, { userId: owner.userId });
const edit = (id: string, values: Partial<ApiKey>): Promise<number> =>
  app.orm.em.fork().nativeUpdate(ApiKey, { id }, values as never);
const actsOf = async (resource: string) =>
  (await app.orm.em.fork().find(AuditRecord, { resource }, { orderBy: { seq: 'asc' } })).map(({ action }) => action);

describe('making a key', () => {
  const ASKED = {
    name: 'Billing',
    scopes: ['READ', 'PROPOSE'],
    caps: [{ asset: 'XLM', perTransaction: '10', perDay: '50' }],
    allowList: [COFFEE],
    expiresAt: inDays(30),
  };

  it.each<[string, KeyInput]>([
    ['name', { name: 'Billing 2' }],
    ['scopes', { scopes: ['READ', 'PROPOSE', 'CHAT'] }],
    ['limit', { caps: [{ asset: 'XLM', perTransaction: '10', perDay: '500' }] }],
    ['other limits', { caps: null }],
    ['list', { allowList: null }],
    ['end', { expiresAt: inDays(31) }],
  ])('takes no word that was given for another %s, and makes nothing', async (_what, change) => {
    const owner = await keyOwner(app);
    const consent = await confirm(app.ask, owner, 'createApiKey', ASKED);
    const input = { ...ASKED, ...change, consent };
    await expect(app.ask(owner.token, CREATE_KEY, { input })).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
    expect(await rowsOf(owner)).toEqual([]);
    expect(await app.orm.em.fork().count(AuditRecord, { userId: owner.userId, action: 'api_key.created' })).toBe(0);
  });

  it('needs the passkey of exactly this person, once', async () => {
    const [owner, other] = [await keyOwner(app), await keyOwner(app, 'Other')];
    const given = await confirm(app.ask, owner, 'createApiKey', ASKED);
    for (const consent of [
      undefined,
      { challengeId: 'chl_0' },
      { challengeId: (await confirm(app.ask, owner, 'createApiKey', ASKED)).challengeId },
      await confirm(app.ask, other, 'createApiKey', ASKED),
      await confirm(app.ask, owner, 'unfreeze', {}),
    ])
      await expect(
        app.ask(owner.token, CREATE_KEY, { input: { ...ASKED, ...(consent && { consent }) } }),
      ).rejects.toMatchObject({ code: expect.stringMatching(/^CONSENT_/) });
    expect(await rowsOf(owner)).toEqual([]);
    await app.ask(owner.token, CREATE_KEY, { input: { ...ASKED, consent: given } });
    await expect(app.ask(owner.token, CREATE_KEY, { input: { ...ASKED, consent: given } })).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
    });
    expect(await rowsOf(owner)).toHaveLength(1);
  });

  it('is the same moment however its end is written', async () => {
    const asked = { ...ASKED, expiresAt: `${inDays(10).slice(0, 10)}T12:00:00Z` };
    const same = { ...asked, expiresAt: `${inDays(10).slice(0, 10)}T14:00:00+02:00` };
    const consent = await confirm(app.ask, grace, 'createApiKey', asked);
    const { createApiKey } = await app.ask(grace.token, CREATE_KEY, { input: { ...same, consent } });
    expect(createApiKey.apiKey.expiresAt).toBe(`${inDays(10).slice(0, 10)}T12:00:00.000Z`);
  });

  it('of a demo user without a passkey needs no word', async () => {
    const { token } = (await app.ask(null, DEMO, { name: 'Ada' })).signInToLocalDemo;
    const { secret, apiKey } = (await app.ask(token, CREATE_KEY, { input: { name: 'Try', scopes: ['READ'] } }))
      .createApiKey;
    expect(apiKey).toMatchObject({ name: 'Try', scopes: ['READ'], caps: [], allowList: null, lastUsedAt: null });
    expect(new Date(apiKey.expiresAt).getTime()).toBeCloseTo(Date.now() + 90 * DAY_MS, -6);
    expect((await app.ask(secret, VIEWER)).viewer.name).toBe('Ada');
  });

  it('shows its secret once, and keeps its hash alone', async () => {
    const { id, secret } = await createKey(app, grace, ASKED);
    expect(secret).toMatch(/^txk_[\w-]{43}$/);
    const row = await app.orm.em.fork().findOneOrFail(ApiKey, { id });
    expect(row).toMatchObject({ tokenHash: hashKeyToken(secret), prefix: secret.slice(0, 8), revokedAt: null });
    expect(JSON.stringify(await dumpTables(app.orm))).not.toContain(secret.slice(9));
    const listed = (await app.ask(grace.token, KEYS)).viewer.apiKeys.find((key: { id: string }) => key.id === id);
    expect(listed).toMatchObject({
      name: 'Billing',
      prefix: secret.slice(0, 8),
      scopes: ['READ', 'PROPOSE'],
      allowList: [COFFEE],
      caps: [{ asset: 'XLM', network: 'LOCAL', perTransaction: '10', perDay: '50', overPerTransaction: 'REFUSE' }],
    });
    const written = await app.orm.em.fork().findOneOrFail(AuditRecord, { resource: id });
    expect(written).toMatchObject({ action: 'api_key.created', actor: 'PERSON' });
    expect(JSON.stringify(written.details)).not.toContain(secret.slice(9));
  });

  it.each<[string, KeyInput, RegExp]>([
    ['the scope to approve', { scopes: ['READ', 'APPROVE'] }, /takes a person/],
    ['no scope', { scopes: [] }, /at least one scope/],
    ['an end that is over', { expiresAt: inDays(-1) }, /over already/],
    ['a life of more than a year', { expiresAt: inDays(367) }, /a year at most/],
    ['a limit without an amount', { caps: [{ asset: 'XLM' }] }, /perTransaction/],
    [
      'one asset twice',
      {
        caps: [
          { asset: 'XLM', perDay: '1' },
          { asset: 'XLM', perDay: '9' },
        ],
      },
      /twice/,
    ],
    ['ALLOW above its limit', { caps: [{ asset: 'XLM', perDay: '1', overPerTransaction: 'ALLOW' }] }, /ASK or REFUSE/],
    ['too many limits', { caps: Array.from({ length: 21 }, () => ({ asset: 'XLM', perDay: '1' })) }, /at most 20/],
    ['an empty list', { allowList: [] }, /is empty/],
    ['a name that breaks lines', { name: 'a\nb' }, /line breaks/],
  ])('with %s is refused with a sentence', async (_what, change, why) => {
    const before = (await rowsOf(grace)).length;
    await expect(createKey(app, grace, change)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(why),
    });
    expect(await rowsOf(grace)).toHaveLength(before);
  });

  it('ends at 20 that are good; one that was revoked makes room', async () => {
    const { userId, ...owner } = await keyOwner(app);
    const make = () => app.apiKeys.create(userId, { name: 'Many', scopes: ['READ' as never] });
    const made = await Promise.allSettled(Array.from({ length: 23 }, make));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
    await expect(make()).rejects.toMatchObject({ code: 'CONFLICT' });
    const [first] = await app.apiKeys.list(userId);
    await app.ask(owner.token, REVOKE_KEY, { id: first!.id });
    await make();
  });
});

describe('a key', () => {
  it('opens HTTP and sockets, and says when it was used', async () => {
    const { id, secret } = await createKey(app, grace);
    expect((await rowsOf(grace)).find((key) => key.id === id)?.lastUsedAt).toBeNull();
    expect((await app.ask(secret, VIEWER)).viewer.id).toBe(grace.userId);
    expect((await rowsOf(grace)).find((key) => key.id === id)?.lastUsedAt).toBeInstanceOf(Date);
    const events = follow(app.socket(secret), UPDATES);
    await eventually(async () => {
      await payWith(app, secret, grace.accountId);
      expect(events.events.length).toBeGreaterThan(0);
    });
    events.stop();
  });

  const wrong: [string, () => Promise<string> | string][] = [
    ['unknown', () => newKeyToken()],
    ['no key at all', () => 'txk_'],
    ['cut off', async () => (await createKey(app, grace)).secret.slice(0, -1)],
    ['longer', async () => `${(await createKey(app, grace)).secret}A`],
    ['of another case', async () => (await createKey(app, grace)).secret.replace('txk_', 'TXK_')],
    ['with the beginning of a session', async () => (await createKey(app, grace)).secret.replace('txk_', 'tux_')],
    ['a session with the beginning of a key', () => grace.token.replace('tux_', 'txk_')],
    ['its hash', async () => `txk_${hashKeyToken((await createKey(app, grace)).secret).slice(0, 43)}`],
    [
      'revoked',
      async () => {
        const key = await createKey(app, grace);
        await revokeKey(app, grace, key);
        return key.secret;
      },
    ],
    [
      'expired',
      async () => {
        const end = Date.now() + 4_000;
        const { secret } = await createKey(app, grace, { expiresAt: new Date(end).toISOString() });
        await new Promise((resolve) => setTimeout(resolve, end - Date.now() + 10));
        return secret;
      },
    ],
    [
      'given more by a script',
      async () => {
        const { id, secret } = await createKey(app, grace, { scopes: ['READ'] });
        await edit(id, { scopes: ['READ', 'CHAT'] as never });
        return secret;
      },
    ],
    [
      'written by a script',
      async () => {
        const { id } = await createKey(app, grace);
        const secret = newKeyToken();
        await edit(id, { tokenHash: hashKeyToken(secret) });
        return secret;
      },
    ],
  ];
  it('that is not good gets one and the same answer, whatever is wrong with it', async () => {
    const answers = new Map<string, unknown>();
    for (const [what, make] of wrong) {
      const token = await make();
      const { status, body } = await app.post(token, VIEWER);
      answers.set(what, { status, body });
      const socket = follow(app.socket(token), UPDATES);
      await socket.done;
      expect([socket.closed?.code, socket.events], what).toEqual([4403, []]);
    }
    const [first] = answers.values();
    expect(first).toMatchObject({ body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] } });
    for (const [what, answer] of answers) expect(answer, what).toEqual(first);
  });

  it('opens nothing from a cookie, another scheme, or an address, and in an address it is refused', async () => {
    const { secret } = await createKey(app, grace);
    const query = `query=${encodeURIComponent(VIEWER)}`;
    const get = (search: string, headers: Record<string, string>) =>
      fetch(`${app.url}/graphql?${search}`, { headers: { 'apollo-require-preflight': '1', ...headers } });
    expect((await (await get(query, { authorization: `Bearer ${secret}` })).json()).data.viewer.id).toBe(grace.userId);
    for (const headers of [
      { cookie: `tuxedo_session=${secret}` },
      { authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}` },
      { authorization: secret },
      { 'x-api-key': secret },
    ]) {
      const { errors } = await (await get(query, headers)).json();
      expect(errors[0].extensions.code).toBe('UNAUTHENTICATED');
    }
    for (const name of ['token', 'api_key', 'authorization', 'variables']) {
      const answer = await get(`${query}&${name}=${secret}`, {});
      const text = await answer.text();
      expect([answer.status, JSON.parse(text).errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
      expect(text).not.toContain(secret);
    }
    const address = `${app.url.replace('http', 'ws')}/graphql?token=${secret}`;
    const [error] = await once(new WebSocket(address, 'graphql-transport-ws'), 'error');
    expect(String(error)).toContain('400');
  });

  it('is listed for its person alone: not for a key, not by another', async () => {
    const { id, secret } = await createKey(app, grace);
    const other = await register(app.ask, 'Other');
    const node = 'query ($id: ID!) { node(id: $id) { id } }';
    expect((await app.ask(grace.token, node, { id })).node.id).toBe(id);
    await expect(app.ask(secret, KEYS)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    for (const token of [secret, other.token])
      await expect(app.ask(token, node, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(app.ask(other.token, REVOKE_KEY, { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await app.ask(other.token, KEYS)).viewer.apiKeys).toEqual([]);
  });

  it('holds five sockets at once, and leaves its person theirs', async () => {
    const { secret } = await createKey(app, grace);
    const open = Array.from({ length: 8 }, () => follow(app.socket(secret), UPDATES));
    await eventually(() => expect(open.filter(({ closed }) => closed?.code === 4429)).toHaveLength(3));
    const own = follow(app.socket(grace.token), UPDATES);
    await eventually(async () => {
      await payWith(app, secret, grace.accountId);
      expect(own.events.length).toBeGreaterThan(0);
    });
    for (const { stop } of [...open, own]) stop();
  });

  it('is named in the log by what it did', async () => {
    const { id, secret } = await createKey(app, grace);
    const { id: transaction } = await payWith(app, secret, grace.accountId);
    const read = 'query ($id: String) { auditLog(filter: { resource: $id }) { nodes { action actor apiKeyId } } }';
    const { nodes } = (await app.ask(grace.token, read, { id: transaction })).auditLog;
    expect(nodes).toEqual([{ action: 'transaction.proposed', actor: 'API_KEY', apiKeyId: id }]);
  });
});

describe('the end of a key', () => {
  it.each<[string, KeyInput, (key: { id: string; secret: string }, owner: Owner) => Promise<number>]>([
    [
      'that its person revokes',
      {},
      async (key, owner) => {
        expect((await revokeKey(app, owner, key)).revokedAt).not.toBeNull();
        return Date.now();
      },
    ],
    [
      'by its time',
      { expiresAt: 'soon' },
      async ({ id }) => (await app.orm.em.fork().findOneOrFail(ApiKey, { id })).expiresAt.getTime(),
    ],
    [
      'with its person, who is deleted',
      {},
      async (_key, owner) => {
        const consent = await confirm(app.ask, owner, 'archiveAccount', { id: owner.accountId });
        await app.ask(owner.token, ARCHIVE, { id: owner.accountId, consent });
        const input = await confirm(app.ask, owner, 'deleteUser', {});
        await app.ask(owner.token, 'mutation ($input: ConsentInput!) { deleteUser(input: $input) }', { input });
        return Date.now();
      },
    ],
  ])('%s closes its sockets with 4403 within a second, and not an event comes after', async (_how, change, end) => {
    const [owner, other] = [await keyOwner(app), await keyOwner(app, 'Other')];
    const soon = change.expiresAt === 'soon' && { expiresAt: new Date(Date.now() + 10_000).toISOString() };
    const [key, otherKey] = [await createKey(app, owner, { ...change, ...soon }), await createKey(app, other)];
    const [events, others] = [follow(app.socket(key.secret), UPDATES), follow(app.socket(otherKey.secret), UPDATES)];
    if (_how !== 'with its person, who is deleted')
      await eventually(async () => {
        await payWith(app, owner.token, owner.accountId);
        expect(events.events.length).toBeGreaterThan(0);
      });
    else await new Promise((resolve) => setTimeout(resolve, 500));
    using clock = new FairClock();
    const deadline = await end(key, owner);
    await events.done;
    expect(clock.since(deadline)).toBeLessThan(1_000);
    expect([events.closed?.code, events.errors]).toEqual([4403, []]);
    const before = events.events.length;
    if (_how !== 'with its person, who is deleted') await payWith(app, owner.token, owner.accountId);
    await eventually(async () => {
      await payWith(app, other.token, other.accountId);
      expect(others.events.length).toBeGreaterThan(0);
    });
    expect(events.events).toHaveLength(before);
    await expect(app.ask(key.secret, VIEWER)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    others.stop();
  });

  it('is written down once, and asking again changes nothing', async () => {
    const key = await createKey(app, grace);
    const first = await revokeKey(app, grace, key);
    expect(await revokeKey(app, grace, key)).toEqual(first);
    expect(await actsOf(key.id)).toEqual(['api_key.created', 'api_key.revoked']);
  });
});
