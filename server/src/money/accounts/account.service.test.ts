import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccountsCase } from '../../../test/support/app/accounts-case.js';
import { FakeGateway } from '../../../test/support/fakes/fake-gateway.js';
import { DomainError } from '../../kernel/errors.js';
import { ownsAccount } from './ownership.js';
import { Account, Contact } from './records/account.entity.js';

const demoContacts = [
  { name: 'Coffee Corner', address: 'GDC6A5REGWQS5RZ7HWKLV2HJBT7M7JYUVLV5ZUSAOQLSV52LX667XDJI' },
  { name: 'Acme Supplies', address: 'GBLWTZRDSWGCBSAXJB6XLQFWYQPAIPY7XDUWPVBRADAR3GL6JW25ZL5E' },
];

let local: FakeGateway;
let main: FakeGateway;
let prepared: string[];
let prepareFails: boolean;
let app: AccountsCase;
let alice: string;
let mallory: string;

beforeEach(async () => {
  [local, main, prepared, prepareFails] = [new FakeGateway('LOCAL'), new FakeGateway('MAINNET'), [], false];
  const prepareAccount = async ({ address }: Account) => {
    if (prepareFails) throw new DomainError('NETWORK_ERROR', 'No trust line today.');
    prepared.push(address);
  };
  app = await AccountsCase.open([local, main], { demoContacts, prepareAccount });
  [alice, mallory] = [await app.addUser('Alice'), await app.addUser('Mallory')];
});
afterEach(() => app.close());

const open = (userId = alice, name = 'Savings', network: 'LOCAL' | 'MAINNET' | 'TESTNET' = 'LOCAL') =>
  app.accounts.create(userId, { name, network });
const count = () => app.em.count(Account, {});

describe('opening an account', () => {
  it('does not wait without end for what else it should have, which comes all the same', async () => {
    const gate = Promise.withResolvers<void>();
    const prepareAccount = async ({ address }: Account) => {
      await gate.promise;
      prepared.push(address);
    };
    const slow = await AccountsCase.open([local, main], { prepareAccount, prepareWithinMs: 20 });
    const { address } = await slow.accounts.create(await slow.addUser('Alice'), { name: 'Main', network: 'LOCAL' });
    expect(prepared).toEqual([]);
    gate.resolve();
    await expect.poll(() => prepared).toEqual([address]);
    expect(slow.warnings).toEqual([]);
    await slow.close();
  });

  it('seals a key, writes it down, funds it and prepares it', async () => {
    const account = await open(alice, '  Savings ');
    expect(account).toMatchObject({ userId: alice, name: 'Savings', network: 'LOCAL', holder: 'PASSKEY' });
    expect(account.address).toMatch(/^G[A-Z2-7]{55}$/);
    expect(local.funded).toEqual([{ address: account.address }]);
    expect(prepared).toEqual([account.address]);
    expect(await app.acts(alice)).toContain('account.created OK');
    expect(await app.audit.verify(alice)).toMatchObject({ valid: true });
    const stored = await app.em.findOneOrFail(Account, { id: account.id });
    expect(stored.sealed).toMatchObject({ version: 1 });
    expect(JSON.stringify(stored)).not.toMatch(/S[A-Z2-7]{55}/);
  });

  it('gives a demo user a key that needs no passkey, on LOCAL alone', async () => {
    const demo = await app.addUser('Demo', true);
    expect(await open(demo)).toMatchObject({ holder: 'DEMO' });
    const refusal = { code: 'PERMISSION_DENIED', message: expect.stringContaining('Register with a passkey') };
    await expect(open(demo, 'Real', 'MAINNET')).rejects.toMatchObject(refusal);
    expect(await count()).toBe(1);
  });

  it('asks no friendbot for real money', async () => {
    await open(alice, 'Real', 'MAINNET');
    expect([main.funded, prepared]).toEqual([[], []]);
  });

  it('stands although friendbot is down, and can be funded later', async () => {
    local.down = true;
    const account = await open();
    expect(await count()).toBe(1);
    expect(prepared).toEqual([]);
    expect(app.warnings.join()).toContain(account.id);
    await expect(app.accounts.fund(alice, account.id)).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    local.down = false;
    await app.accounts.fund(alice, account.id);
    expect(prepared).toEqual([account.address]);
    expect(await app.acts(alice)).toContain('account.funded REQUESTED');
  });

  it('stands although it could not be prepared', async () => {
    prepareFails = true;
    const account = await open();
    expect(local.funded).toEqual([{ address: account.address }]);
    expect(app.warnings.join()).toContain('not prepared');
  });

  it.each([
    ['an empty name', '   ', 'LOCAL' as const],
    ['a long name', 'x'.repeat(81), 'LOCAL' as const],
    ['a name of two lines', 'a\nb', 'LOCAL' as const],
    ['a name that turns the writing direction', 'a\u202eb', 'LOCAL' as const],
    ['a network that is not served', 'Fine', 'TESTNET' as const],
  ])('refuses %s and leaves nothing behind', async (_what, name, network) => {
    await expect(open(alice, name, network)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect([await count(), await app.acts(alice), local.funded]).toEqual([0, [], []]);
  });

  it('stops at 20 accounts, even for many calls at once', async () => {
    for (let index = 0; index < 18; index++) await open(alice, `n${index}`);
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => open(alice, 'more')));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await count()).toBe(20);
    await expect(open(mallory)).resolves.toMatchObject({ userId: mallory });
  });
});

describe('contacts for trying things out', () => {
  const names = async (userId: string) =>
    (await app.contacts.list(app.em, userId)).map(({ name, demo }) => [name, demo]);

  it('come with the first local account, once, and stay gone when deleted', async () => {
    await Promise.all([open(), open()]);
    expect(await names(alice)).toEqual([
      ['Acme Supplies', true],
      ['Coffee Corner', true],
    ]);
    const [contact] = await app.contacts.list(app.em, alice);
    await app.contacts.delete(alice, contact!.id);
    await open();
    expect(await names(alice)).toEqual([['Coffee Corner', true]]);
    expect(await names(mallory)).toEqual([]);
  });

  it('do not come with an account of another network, and leave a name that is taken alone', async () => {
    await open(alice, 'Real', 'MAINNET');
    expect(await names(alice)).toEqual([]);
    const mine = demoContacts[1]!.address;
    await app.contacts.create(alice, { name: 'coffee corner', address: mine, network: 'LOCAL', memo: null });
    await open();
    expect((await app.em.find(Contact, { userId: alice, demo: true })).map(({ name }) => name)).toEqual([
      'Acme Supplies',
    ]);
  });
});

describe('an account of somebody else', () => {
  it.each<[string, (id: string) => Promise<unknown>]>([
    ['read', (id) => app.accounts.get(app.em, mallory, id)],
    ['renamed', (id) => app.accounts.rename(mallory, id, 'Mine')],
    ['archived', (id) => app.accounts.archive(mallory, id)],
    ['funded', (id) => app.accounts.fund(mallory, id)],
  ])('cannot be %s, and looks as if it were not there', async (_what, act) => {
    const { id } = await open();
    const [theirs, missing] = await Promise.allSettled([act(id), act('acc_missing')]);
    expect(theirs).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } });
    expect((theirs as PromiseRejectedResult).reason.message).toBe((missing as PromiseRejectedResult).reason.message);
    expect(await app.em.findOneOrFail(Account, { id })).toMatchObject({ name: 'Savings', archivedAt: null });
    expect(await app.acts(mallory)).toEqual([]);
    expect(local.funded).toHaveLength(1);
    expect([await ownsAccount(app.em, alice, id), await ownsAccount(app.em, mallory, id)]).toEqual([true, false]);
  });

  it('is in no list of others', async () => {
    await open();
    expect((await app.accounts.list(app.em, mallory, {})).totalCount).toBe(0);
  });
});

describe('an own account', () => {
  it('gets a new name, and the change is written down once', async () => {
    const { id } = await open();
    expect(await app.accounts.rename(alice, id, 'Holiday')).toMatchObject({ name: 'Holiday' });
    await app.accounts.rename(alice, id, 'Holiday');
    expect((await app.acts(alice)).filter((act) => act.startsWith('account.renamed'))).toHaveLength(1);
    await expect(app.accounts.rename(alice, id, '')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('leaves the list when archived, keeps its key, and is found by its id', async () => {
    const { id, sealed } = await open();
    await open(alice, 'Other');
    await app.accounts.archive(alice, id);
    await app.accounts.archive(alice, id);
    expect((await app.accounts.list(app.em, alice, {})).nodes.map(({ name }) => name)).toEqual(['Other']);
    expect(await app.accounts.get(app.em, alice, id)).toMatchObject({ sealed, archivedAt: expect.any(Date) });
    expect((await app.acts(alice)).filter((act) => act.startsWith('account.archived'))).toHaveLength(1);
  });

  it('with real money is never funded', async () => {
    const { id } = await open(alice, 'Real', 'MAINNET');
    await expect(app.accounts.fund(alice, id)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(main.funded).toEqual([]);
    expect(await app.acts(alice)).not.toContain('account.funded REQUESTED');
  });
});
