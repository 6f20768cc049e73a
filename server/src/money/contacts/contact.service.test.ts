import { Keypair, MuxedAccount, Account as SdkAccount, StrKey } from '@stellar/stellar-sdk/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccountsCase } from '../../../test/support/app/accounts-case.js';
import { FakeGateway } from '../../../test/support/fakes/fake-gateway.js';
import { ownsContact } from '../accounts/ownership.js';
import { Contact } from '../accounts/records/account.entity.js';

const address = Keypair.random().publicKey();
const muxed = new MuxedAccount(new SdkAccount(address, '0'), '42').accountId();
const contract = StrKey.encodeContract(new Uint8Array(32).fill(1));

let app: AccountsCase;
let alice: string;
let mallory: string;
beforeEach(async () => {
  app = await AccountsCase.open([new FakeGateway('LOCAL'), new FakeGateway('MAINNET')]);
  [alice, mallory] = [await app.addUser('Alice'), await app.addUser('Mallory')];
});
afterEach(() => app.close());

type Change = Partial<Parameters<AccountsCase['contacts']['create']>[1]>;
const text = (value: string) => ({ type: 'TEXT', value });
const add = (change: Change = {}, userId = alice) =>
  app.contacts.create(userId, { name: 'Bob', address, network: 'LOCAL', memo: null, ...change });
const resolve = (input: string, userId = alice, network: 'LOCAL' | 'MAINNET' = 'LOCAL') =>
  app.contacts.resolveDestination(app.em, userId, network, input);

describe('a contact', () => {
  it('is kept for its owner, and written down', async () => {
    const contact = await add({ name: ' Bob ', memo: ' rent ' });
    expect(contact).toMatchObject({ name: 'Bob', address, network: 'LOCAL', memo: 'rent', demo: false });
    expect(await app.acts(alice)).toEqual(['contact.added OK']);
    expect([await ownsContact(app.em, alice, contact.id), await ownsContact(app.em, mallory, contact.id)]).toEqual([
      true,
      false,
    ]);
  });

  it.each<[string, Change, string]>([
    ['an empty name', { name: ' ' }, 'BAD_USER_INPUT'],
    ['a name nobody can see', { name: '\u200b\u200d' }, 'BAD_USER_INPUT'],
    ['a name that turns the writing direction', { name: 'Bob\u202e' }, 'BAD_USER_INPUT'],
    ['a name that is an address', { name: Keypair.random().publicKey() }, 'BAD_USER_INPUT'],
    ['a name that is a secret key', { name: Keypair.random().secret() }, 'BAD_USER_INPUT'],
    [
      'an address with a wrong letter',
      { address: `${address.slice(0, -1)}${address.endsWith('A') ? 'B' : 'A'}` },
      'BAD_USER_INPUT',
    ],
    ['no address', { address: 'bob' }, 'BAD_USER_INPUT'],
    ['a contract', { address: contract }, 'BAD_USER_INPUT'],
    ['a secret key for an address', { address: Keypair.random().secret() }, 'BAD_USER_INPUT'],
    ['a memo of 29 bytes', { memo: `${'ä'.repeat(14)}x` }, 'BAD_USER_INPUT'],
    ['a memo of two lines', { memo: 'a\nb' }, 'BAD_USER_INPUT'],
    ['an id with a zero in front', { memo: '01', memoType: 'ID' }, 'BAD_USER_INPUT'],
    ['an id above 64 bits', { memo: '18446744073709551616', memoType: 'ID' }, 'BAD_USER_INPUT'],
    ['an id below 0', { memo: '-1', memoType: 'ID' }, 'BAD_USER_INPUT'],
    ['a hash of 31 bytes', { memo: 'ab'.repeat(31), memoType: 'HASH' }, 'BAD_USER_INPUT'],
    ['a type of no memo', { memo: null, memoType: 'ID' }, 'BAD_USER_INPUT'],
    ['a memo beside an M… address', { address: muxed, memo: 'x' }, 'BAD_USER_INPUT'],
    ['a network that is not served', { network: 'TESTNET' }, 'BAD_USER_INPUT'],
  ])('is refused with %s, and nothing is kept', async (_what, change, code) => {
    await expect(add(change)).rejects.toMatchObject({ code });
    expect([await app.em.count(Contact, {}), await app.acts(alice)]).toEqual([0, []]);
  });

  it.each(['Bob', 'BOB', 'B\u200bob', 'Ｂｏｂ', ' bob '])(
    'is refused under a name that reads like a taken one: %j',
    async (name) => {
      await add();
      await expect(add({ name })).rejects.toMatchObject({ code: 'CONFLICT' });
      await expect(add({ name, network: 'MAINNET' })).resolves.toBeDefined();
      await expect(add({ name }, mallory)).resolves.toBeDefined();
    },
  );

  it('of one name is kept once, however many ask at the same time', async () => {
    const results = await Promise.allSettled([add(), add(), add()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await app.acts(alice)).toEqual(['contact.added OK']);
  });

  it('is deleted by its owner alone', async () => {
    const { id } = await add();
    await expect(app.contacts.delete(mallory, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await app.em.count(Contact, {})).toBe(1);
    expect(await app.acts(mallory)).toEqual([]);
    expect(await app.contacts.delete(alice, id)).toBe(true);
    await expect(app.contacts.delete(alice, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await app.acts(alice)).toEqual(['contact.added OK', 'contact.removed OK']);
  });
});

describe('a destination', () => {
  const labelled = { label: 'Bob', labelSource: 'CONTACT' };
  const nobody = { label: null, labelSource: null };

  it('is found by the name of a contact, in any case, with its memo', async () => {
    await add({ memo: 'rent' });
    for (const name of ['Bob', ' bOB '])
      expect(await resolve(name)).toEqual({ address, ...labelled, memo: text('rent') });
  });

  it('may be any valid address, which keeps the name and the memo of its contact', async () => {
    expect(await resolve(address)).toEqual({ address, ...nobody, memo: null });
    expect(await resolve(muxed)).toEqual({ address: muxed, ...nobody, memo: null });
    await add({ memo: 'rent' });
    expect(await resolve(` ${address} `)).toEqual({ address, ...labelled, memo: text('rent') });
    expect(await resolve(muxed), 'another customer of the same account').toEqual({
      address: muxed,
      ...nobody,
      memo: null,
    });
  });

  it.each([
    ['ID', '18446744073709551615', '18446744073709551615'],
    ['HASH', 'AB'.repeat(32), 'ab'.repeat(32)],
    ['RETURN', '00'.repeat(32), '00'.repeat(32)],
    ['TEXT', '0042', '0042'],
  ] as const)('keeps a memo of type %s as it is', async (memoType, memo, kept) => {
    const contact = await add({ memo, memoType });
    expect([contact.memo, contact.memoType]).toEqual([kept, memoType]);
    expect(await resolve('Bob')).toMatchObject({ memo: { type: memoType, value: kept } });
  });

  it('shared by two contacts carries both names and nobody’s memo', async () => {
    await add({ memo: '1' });
    await add({ name: 'Carol', memo: '2' });
    expect(await resolve(address)).toEqual({ address, label: 'Bob or Carol', labelSource: 'CONTACT', memo: null });
    expect(await resolve('Carol')).toMatchObject({ label: 'Carol', memo: text('2') });
  });

  it('may be an own account, unless two have that name', async () => {
    const own = await app.accounts.create(alice, { name: 'Savings', network: 'LOCAL' });
    const found = { address: own.address, label: 'Savings', labelSource: 'OWN_ACCOUNT', memo: null };
    expect(await resolve('savings')).toEqual(found);
    expect(await resolve(own.address)).toEqual(found);
    await expect(resolve('savings', mallory)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await app.accounts.create(alice, { name: 'Savings', network: 'LOCAL' });
    await expect(resolve('savings')).rejects.toThrow(/2 accounts with that name/);
    await add({ name: 'Savings' });
    expect(await resolve('savings'), 'a contact goes first').toMatchObject({ address, labelSource: 'CONTACT' });
  });

  it('is never found in somebody else’s contacts, nor on another network', async () => {
    await add();
    await expect(resolve('Bob', mallory)).rejects.toThrow(/You have no contacts there yet/);
    await expect(resolve('Bob', alice, 'MAINNET')).rejects.toThrow(/No contact on MAINNET/);
    expect(await resolve(address, mallory)).toMatchObject(nobody);
  });

  it('that nobody has names the contacts that come near', async () => {
    await add({ name: 'Coffee Corner' });
    await add({ name: 'Acme Supplies' });
    await expect(resolve('cofee corner')).rejects.toThrow('Did you mean Coffee Corner?');
    await expect(resolve('acme')).rejects.toThrow('Did you mean Acme Supplies?');
    await expect(resolve('Zoltan')).rejects.toThrow('Your contacts there are Acme Supplies, Coffee Corner.');
    await expect(resolve('')).rejects.toThrow('The destination is empty.');
    const long = await resolve('x'.repeat(5000)).catch(({ message }: Error) => message);
    expect(String(long).length).toBeLessThan(250);
  });

  it.each([
    ['a contract', contract, /contract/],
    ['an address with a wrong letter', `${address.slice(0, -1)}${address.endsWith('A') ? 'B' : 'A'}`, /checksum/],
    ['an address that was cut', address.slice(0, 40), /checksum/],
    ['an address in small letters', address.toLowerCase(), /capitals/],
    ['a federation name', 'bob*example.com', /name\*domain/],
  ])('is refused for %s', async (_what, input, sentence) => {
    const refusal = { code: 'BAD_USER_INPUT', message: expect.stringMatching(sentence) };
    await expect(resolve(input)).rejects.toMatchObject(refusal);
  });

  it.each(['', 'pay ', 'key:'])('that is a secret key after %j is refused without repeating it', async (before) => {
    const secret = Keypair.random().secret();
    const refusal = await resolve(`${before}${secret}`).catch((error: Error) => error);
    expect(refusal).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining('secret key') });
    expect(JSON.stringify(refusal) + (refusal as Error).message).not.toContain(secret.slice(5, 20));
  });
});

describe('an address that begins and ends like a known one', () => {
  const twin = (of: string) => `G${of.slice(1, 5)}${'A'.repeat(47)}${of.slice(-4)}`;

  it('names the contact or account it could be mistaken for, and only to that person', async () => {
    const own = await app.accounts.create(alice, { name: 'Savings', network: 'LOCAL' });
    await add();
    const ask = (text: string, userId = alice) => app.contacts.lookalikeOf(app.em, userId, 'LOCAL', text);
    expect(await ask(twin(address))).toBe('Bob');
    expect(await ask(twin(own.address))).toBe('Savings');
    expect(await ask(address)).toBeNull();
    expect(await ask(muxed)).toBeNull();
    expect(await ask(Keypair.random().publicKey())).toBeNull();
    expect(await ask(twin(address), mallory)).toBeNull();
  });
});
