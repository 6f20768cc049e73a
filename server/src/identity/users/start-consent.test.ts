import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createKey, type KeyApp, keyOwner, type Owner, openKeyApp } from '../../../test/support/app/key-case.js';
import { confirm, START_CONSENT } from '../../../test/support/people/registered.js';
import { Challenge, Passkey } from '../records/user.entity.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let app: KeyApp;
let grace: Owner;
let mallory: Owner;
beforeAll(async () => {
  app = await openKeyApp();
  mallory = await keyOwner(app, 'Mallory');
});
afterAll(() => app?.[Symbol.asyncDispose]());
beforeEach(async () => {
  grace = await keyOwner(app);
});

const start = (action: string, args: object, owner = grace) =>
  app.ask(owner.token, START_CONSENT, { input: { action, arguments: args } });
const asked = (owner = grace) => app.orm.em.fork().count(Challenge, { userId: owner.userId, kind: 'CONSENT' });
const passkeyOf = async ({ userId }: Owner): Promise<string> =>
  (await app.orm.em.fork().findOneOrFail(Passkey, { userId })).id;
const key = (change: object) => ({ name: 'Billing', scopes: ['READ'], ...change });

describe('asking for a confirmation', () => {
  it.each<[string, string, object, string]>([
    ['a field that needs none', 'freeze', {}, 'BAD_USER_INPUT'],
    ['no field at all', '__proto__', {}, 'BAD_USER_INPUT'],
    ['an argument that does not exist', 'unfreeze', { everything: true }, 'BAD_USER_INPUT'],
    ['an argument that is missing', 'createApiKey', { name: 'Billing' }, 'BAD_USER_INPUT'],
    ['an argument of another type', 'createApiKey', key({ scopes: 'everything' }), 'BAD_USER_INPUT'],
    ['an amount that is none', 'createApiKey', key({ caps: [{ asset: 'XLM', perDay: '1e400' }] }), 'BAD_USER_INPUT'],
    ['a time that is none', 'createApiKey', key({ expiresAt: '2027-02-30T00:00:00Z' }), 'BAD_USER_INPUT'],
    ['a key that may approve', 'createApiKey', key({ scopes: ['APPROVE'] }), 'BAD_USER_INPUT'],
    ['a key that has ended', 'createApiKey', key({ expiresAt: '2020-01-01T00:00:00Z' }), 'BAD_USER_INPUT'],
    ['a name of nothing', 'addPasskey', { response: {}, name: '' }, 'BAD_USER_INPUT'],
    ['an id that names nothing', 'removePasskey', { id: 'key_00000000000000000000000000' }, 'NOT_FOUND'],
    ['an id that is no text', 'removePasskey', { id: { $ne: null } }, 'BAD_USER_INPUT'],
    ['an account that is not there', 'unfreezeAccount', { id: 'acc_00000000000000000000000000' }, 'NOT_FOUND'],
    ['an end that is not possible yet', 'deleteUser', {}, 'CONFLICT'],
  ])('for %s is refused as the change would be, and no passkey is asked', async (_what, action, args, code) => {
    await expect(start(action, args)).rejects.toMatchObject({ code });
    expect(await asked()).toBe(0);
  });

  it('for what is somebody else’s is refused as if it were not there', async () => {
    const theirs = await passkeyOf(mallory);
    await expect(start('removePasskey', { id: theirs })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(start('unfreezeAccount', { id: mallory.accountId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await asked()).toBe(0);
  });

  it('to remove the only passkey is refused', async () => {
    const own = await passkeyOf(grace);
    await expect(start('removePasskey', { id: own })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('only passkey'),
    });
    expect(await asked()).toBe(0);
  });

  it('for one key too many is refused, and so is one where the calls of the field are used up', async () => {
    for (let n = 0; n < 20; n += 1) await createKey(app, grace, { scopes: ['READ'] });
    const before = await asked();
    await expect(start('createApiKey', key({}))).rejects.toMatchObject({ code: 'CONFLICT' });
    const create = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }';
    for (let n = 0; n < 10; n += 1) await app.ask(grace.token, create, { input: key({}) }).catch(() => undefined);
    await expect(start('createApiKey', key({}))).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(await asked()).toBe(before);
  });

  it('repeats nothing that it refuses', async () => {
    const secret = 'a recovery code in the wrong place';
    const refused = await start('createApiKey', key({ scopes: [secret], name: { secret } })).catch((error) => error);
    expect(refused.code).toBe('BAD_USER_INPUT');
    expect(JSON.stringify([refused.message, refused.extensions])).not.toContain(secret);
  });

  it('of a program is not possible', async () => {
    const { secret } = await createKey(app, grace, { scopes: ['READ', 'MANAGE', 'PROPOSE'] });
    const input = { action: 'unfreeze', arguments: {} };
    await expect(app.ask(secret, START_CONSENT, { input })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it('for what can be done is answered, counts nothing, and what was confirmed is done', async () => {
    const wanted = key({ caps: [{ asset: 'XLM', perDay: '5' }], expiresAt: new Date(Date.now() + 1e7).toISOString() });
    for (let n = 0; n < 31; n += 1) await start('createApiKey', wanted);
    const consent = await confirm(app.ask, grace, 'createApiKey', wanted);
    const create = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { name } } }';
    const { createApiKey } = await app.ask(grace.token, create, { input: { ...wanted, consent } });
    expect(createApiKey.apiKey.name).toBe('Billing');
    const unfreeze = await confirm(app.ask, grace, 'unfreezeAccount', { id: grace.accountId });
    const lift = 'mutation ($input: UnfreezeAccountInput!) { unfreezeAccount(input: $input) { id } }';
    await app.ask(grace.token, lift, { input: { id: grace.accountId, consent: unfreeze } });
  });
});
