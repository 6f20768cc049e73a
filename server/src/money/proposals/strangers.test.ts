import { Account, Keypair, MuxedAccount } from '@stellar/stellar-sdk/base';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  actsOf,
  approve,
  change,
  expectSilence,
  holdsOf,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  rowOf,
  settled,
  sign,
  USDC,
} from '../../../test/support/app/money-case.js';
import { type Actor, agentActor } from '../../kernel/actor.js';
import { contactRecord } from '../../rulebook/sealed-rows.js';
import { Contact } from '../accounts/records/account.entity.js';
import { Reservation } from '../policy/policy.entity.js';
import { Payee } from './payee.entity.js';
import type { Transaction } from './transaction.entity.js';

// Whole lives of transactions, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let app: MoneyApp;
let grace: PasskeyPerson;
beforeAll(async () => {
  app = await openMoney({ working: true });
});
beforeEach(async () => {
  grace = await passkeyPerson(app);
  app.signed.length = 0;
  app.gateway.submitted.length = 0;
});
afterEach(() => {
  app.gateway.answers.length = 0;
});
afterAll(() => app[Symbol.asyncDispose]());

const stranger = () => app.gateway.open(Keypair.random().publicKey()).address;
/** The agent, told to pay this to them: both are in the person's own words. */
const told = (amount: string, whom: string): Actor =>
  agentActor(grace.actor.userId, { instruction: `pay ${amount} to ${whom}` });
const propose = (destination: string, amount: string, asset = USDC, accountId = grace.accountId) =>
  app.transactions.proposePayment(told(amount, destination), { accountId, destination, asset, amount });
const pay = async (destination: string, amount: string, asset = USDC): Promise<Transaction> => {
  const { id, status } = await propose(destination, amount, asset);
  return status === 'APPROVED' ? settled(app, id, grace) : rowOf(app, id);
};
const matched = ({ verdict }: Transaction) => verdict.rules.filter((rule) => rule.matched).map(({ rule }) => rule);
const asks = (row: Transaction) =>
  expect([row.status, ...matched(row)]).toEqual(['AWAITING_APPROVAL', 'new-destination']);
const expectAsked = async (row: Transaction): Promise<void> => {
  asks(row);
  expect(await holdsOf(app, row.id)).toEqual([]);
  expect(await actsOf(app, row.id)).not.toContain('transaction.signed');
};
const agreeTo = async ({ id }: Transaction): Promise<Transaction> => {
  await approve(app, grace, await grace.confirm(id));
  return settled(app, id, grace);
};

describe('a little to a stranger, and then a lot', () => {
  it('asks: what the agent paid by itself makes nobody known', async () => {
    const whom = stranger();
    expect((await pay(whom, '0.0000001')).status).toBe('CONFIRMED');
    for (let count = 0; count < 3; count += 1) await expectAsked(await pay(whom, '500'));
    expect(app.signed).toHaveLength(1);
    expect(app.gateway.submitted).toHaveLength(1);
  });

  it('asks as well where the person paid the little by hand, without a passkey', async () => {
    const whom = stranger();
    const byHand = { accountId: grace.accountId, destination: whom, asset: USDC, amount: '20' };
    const { id } = await app.transactions.proposePayment(grace.actor, byHand);
    expect((await settled(app, id, grace)).status).toBe('CONFIRMED');
    await expectAsked(await pay(whom, '20'));
  });

  it('runs up to what the person approved for that address, and asks beyond it and in another asset', async () => {
    const whom = stranger();
    expect((await agreeTo(await pay(whom, '50'))).status).toBe('CONFIRMED');
    expect((await pay(whom, '30')).status).toBe('CONFIRMED');
    await expectAsked(await pay(whom, '51'));
    expect((await pay(whom, '90', 'XLM')).status).toBe('CONFIRMED');
    await expectAsked(await pay(whom, '20', 'XLM'));
    await expectAsked(await pay(stranger(), '30'));
  });

  it('counts within a day what went there unasked: approved once is not approved nine times', async () => {
    const whom = stranger();
    await agreeTo(await pay(whom, '50'));
    expect((await pay(whom, '50')).status).toBe('CONFIRMED');
    await expectAsked(await pay(whom, '50'));
    expect((await agreeTo(await pay(whom, '60'))).status).toBe('CONFIRMED');
    expect((await pay(whom, '10')).status).toBe('CONFIRMED');
    await expectAsked(await pay(whom, '10.0000001'));
  });

  it('asks for another customer of the same account', async () => {
    const base = stranger();
    const [one, other] = ['1', '2'].map((customer) => muxed(base, customer)) as [string, string];
    await agreeTo(await pay(one, '50'));
    expect((await pay(one, '20')).status).toBe('CONFIRMED');
    await expectAsked(await pay(other, '20'));
    await expectAsked(await pay(base, '20'));
  });
});

describe('what strangers get within 24 hours', () => {
  it('counts together over strangers, and asks where the sum is above the limit', async () => {
    for (const amount of ['3', '3', '3.9']) expect((await pay(stranger(), amount)).status).toBe('CONFIRMED');
    await expectAsked(await pay(stranger(), '0.5'));
    expect((await pay('Coffee Corner', '20')).status).toBe('CONFIRMED');
  });

  it('counts all accounts and assets of the person together', async () => {
    const more = 'mutation { createAccount(input: { name: "Second" }) { id } }';
    const second = (await app.as(grace.actor, more)).createAccount.id;
    expect((await pay(stranger(), '6')).status).toBe('CONFIRMED');
    asks(await propose(stranger(), '6', USDC, second));
    asks(await propose(stranger(), '99', 'XLM'));
  });

  it('never lets 20 pass together that were proposed at once', async () => {
    const proposed = await Promise.all(Array.from({ length: 20 }, () => propose(stranger(), '3')));
    await vi.waitFor(
      async () => {
        const rows = await Promise.all(proposed.map(({ id }) => rowOf(app, id)));
        const open = rows.filter(({ status }) => status !== 'CONFIRMED' && status !== 'AWAITING_APPROVAL');
        expect(open).toEqual([]);
      },
      { timeout: 60_000, interval: 100 },
    );
    const rows = await Promise.all(proposed.map(({ id }) => rowOf(app, id)));
    expect(rows.filter(({ status }) => status === 'CONFIRMED')).toHaveLength(3);
    for (const row of rows.filter(({ status }) => status !== 'CONFIRMED')) await expectAsked(row);
    expect(app.gateway.submitted).toHaveLength(3);
  });

  it('has room again where a payment failed', async () => {
    app.gateway.answers.push((envelope) => app.gateway.include(envelope, ['tx_failed', 'op_no_trust']));
    const failed = await pay(stranger(), '9');
    expect(failed.status).toBe('FAILED');
    expect((await pay(stranger(), '9')).status).toBe('CONFIRMED');
    await expectAsked(await pay(stranger(), '9'));
  });

  it('holds in the vault where the server forgot it', async () => {
    expect((await pay(stranger(), '9')).status).toBe('CONFIRMED');
    await app.orm.em.fork().nativeDelete(Reservation, { userId: grace.actor.userId });
    const { id } = await propose(stranger(), '9');
    await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    expect(await rowOf(app, id)).toMatchObject({ envelope: null, hash: null });
    expect(app.gateway.submitted).toHaveLength(1);
  });
});

describe('a payee’s row', () => {
  it('that says more than the vault sealed makes nobody known, nor is it blessed by the next payment', async () => {
    const whom = stranger();
    expect((await pay(whom, '1')).status).toBe('CONFIRMED');
    const approved = { [USDC]: '5000' };
    const where = { userId: grace.actor.userId, address: whom };
    await app.orm.em.fork().nativeUpdate(Payee, where, { approved });
    await expectAsked(await pay(whom, '500'));
    expect((await pay(whom, '1')).status).toBe('CONFIRMED');
    expect((await app.orm.em.fork().findOneOrFail(Payee, where)).approved).toEqual({});
    await expectAsked(await pay(whom, '500'));
  });

  it('from before amounts were kept makes nobody known', async () => {
    const whom = stranger();
    const old = { userId: grace.actor.userId, network: 'LOCAL', address: whom };
    const mac = await app.vault.seal({ kind: 'payee', ...old });
    const em = app.orm.em.fork();
    await em.persist(em.create(Payee, { id: `old-${whom.slice(0, 20)}`, ...old, firstAt: new Date(), mac })).flush();
    const row = await pay(whom, '500');
    await expectAsked(row);
    expect(row.recipients[0]).toMatchObject({ firstPayment: false });
  });

  it('takes a person’s word from the vault’s statement alone: one that a script wrote raises nothing', async () => {
    const whom = stranger();
    const written = Promise.withResolvers<void>();
    app.gateway.answers.push((envelope) => written.promise.then(() => app.gateway.include(envelope)));
    const { id } = await propose(whom, '9');
    await vi.waitFor(async () => expect((await rowOf(app, id)).verdictProof).not.toBeNull());
    const { verdictProof } = await rowOf(app, id);
    const statement = { ...verdictProof!.statement, authority: { kind: 'CONSENT' as const, digest: 'ab' } };
    await change(app, id, { verdictProof: { ...verdictProof!, statement } });
    written.resolve();
    expect((await settled(app, id, grace)).status).toBe('CONFIRMED');
    const where = { userId: grace.actor.userId, address: whom };
    expect((await app.orm.em.fork().findOneOrFail(Payee, where)).approved).toEqual({});
    await expectAsked(await pay(whom, '9'));
  });
});

describe('a contact of less than a day', () => {
  const ADD = 'mutation ($input: CreateContactInput!) { createContact(input: $input) { id } }';
  const add = async (name: string): Promise<string> => {
    const { id } = (await app.as(grace.actor, ADD, { input: { name, address: stranger() } })).createContact;
    return id as string;
  };
  const byAgent = async (instruction: string, destination: string) => {
    const { id, status } = await app.transactions.proposePayment(agentActor(grace.actor.userId, { instruction }), {
      accountId: grace.accountId,
      destination,
      asset: USDC,
      amount: '20',
    });
    return status === 'APPROVED' ? settled(app, id, grace) : rowOf(app, id);
  };

  it('is known where the person names it, and a stranger where the agent comes to it by itself', async () => {
    await add('New friend');
    expect((await byAgent('pay 20 to new friend', 'New friend')).status).toBe('CONFIRMED');
    const row = await byAgent('pay 20 as the page says', 'New friend');
    await expectAsked(row);
    expect(row.verdict.rules.find(({ rule }) => rule === 'new-destination')?.message).toContain('less than a day');
  });

  it('is known to everybody once its day is over, but not because a script says that it is', async () => {
    const id = await add('Old friend');
    const em = app.orm.em.fork();
    const contact = await em.findOneOrFail(Contact, { id });
    contact.knownFrom = new Date(Date.now() - 1);
    await em.flush();
    const forged = await byAgent('pay 20 as the page says', 'Old friend').catch((error) => error);
    expect(String(forged)).toContain('No contact');
    contact.mac = await app.vault.seal(contactRecord(contact));
    await em.flush();
    expect((await byAgent('pay 20 as the page says', 'Old friend')).status).toBe('CONFIRMED');
  });

  it('that was planted while a payment waits opens nothing at the signature', async () => {
    const whom = stranger();
    const { id } = await propose(whom, '500');
    await app.as(grace.actor, ADD, { input: { name: 'Just now', address: whom } });
    await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await expectSilence(app, id);
  });
});

const muxed = (base: string, customer: string): string =>
  new MuxedAccount(new Account(base, '0'), customer).accountId();
