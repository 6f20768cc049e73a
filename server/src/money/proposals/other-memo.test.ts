import { Account, Asset, Keypair, Memo, MuxedAccount, Operation, TransactionBuilder } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  approve,
  expectSilence,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  rowOf,
  sign,
} from '../../../test/support/app/money-case.js';
import { type Actor, agentActor } from '../../kernel/actor.js';
import { passphraseOf } from '../../kernel/networks.js';
import { contactRecord } from '../../rulebook/sealed-rows.js';
import { Contact } from '../accounts/records/account.entity.js';

const PAY = `mutation ($input: PaymentInput!) { proposePayment(input: $input) {
  id status memo memoType verdict { decision rules { rule matched message } } } }`;
const ADD = 'mutation ($input: CreateContactInput!) { createContact(input: $input) { id memo memoType } }';
const RULE = 'memo-not-the-contacts';

let app: MoneyApp;
let grace: PasskeyPerson;
let exchange: string;
beforeAll(async () => {
  app = await openMoney();
});
beforeEach(async () => {
  grace = await passkeyPerson(app);
  exchange = app.gateway.open(Keypair.random().publicKey()).address;
  app.signed.length = 0;
  app.gateway.submitted.length = 0;
});
afterAll(() => app[Symbol.asyncDispose]());

const muxed = (customer: string): string => new MuxedAccount(new Account(exchange, '0'), customer).accountId();
type Input = Record<string, unknown>;
const add = async (input: Input = {}) =>
  (await app.as(grace.actor, ADD, { input: { name: 'Exchange', address: exchange, ...input } })).createContact;
const told = (instruction: string): Actor => agentActor(grace.actor.userId, { instruction });
const pay = async (actor: Actor, values: Input = {}) => {
  const input = { accountId: grace.accountId, destination: 'Exchange', asset: 'XLM', amount: '5', ...values };
  const { proposePayment: paid } = await app.as(actor, PAY, { input });
  type Rule = { rule: string; matched: boolean; message: string };
  const matched = (paid.verdict.rules as Rule[]).filter((rule) => rule.matched);
  return { ...paid, matched: matched.map(({ rule }) => rule), told: matched[0]?.message };
};
const asks = async (actor: Actor, values: Input, sentence: string) => {
  const paid = await pay(actor, values);
  expect([paid.status, ...paid.matched]).toContain(RULE);
  expect(paid.status).toBe('AWAITING_APPROVAL');
  const { verdict } = await rowOf(app, paid.id);
  expect(verdict.rules.find(({ rule }) => rule === RULE)?.message).toBe(sentence);
  await expectSilence(app, paid.id);
  return paid;
};
const runs = async (actor: Actor, values: Input = {}) => {
  const paid = await pay(actor, values);
  expect([paid.status, ...paid.matched]).toEqual(['APPROVED']);
  return paid;
};
const SPOKEN = 'send 5 XLM to Exchange';

describe('a payment to a contact who is told apart by a memo', () => {
  it('asks where the model set another memo, and says both', async () => {
    await add({ memo: '111222' });
    const sentence = 'Contact Exchange has memo 111222 (text); this payment has memo 666666 (text).';
    await asks(told(SPOKEN), { memo: '666666' }, sentence);
    await asks(told(SPOKEN), { destination: exchange, memo: '666666' }, sentence);
    await asks(told(`${SPOKEN} with memo 666666`), { memo: '666666' }, sentence);
    await asks(grace.actor, { memo: '666666' }, sentence);
  });

  it('runs with the contact’s own memo, which is filled in with its type where none is given', async () => {
    expect(await add({ memo: '111222', memoType: 'ID' })).toMatchObject({ memo: '111222', memoType: 'ID' });
    expect(await runs(told(SPOKEN))).toMatchObject({ memo: '111222', memoType: 'ID' });
    expect(await runs(told(`send 5 XLM to ${exchange}`), { destination: exchange, memo: '' })).toMatchObject({
      memoType: 'ID',
    });
    expect(await runs(told(SPOKEN), { memo: '111222', memoType: 'ID' })).toMatchObject({ memoType: 'ID' });
  });

  it('asks where the memo has the same characters and another type: none is made into another', async () => {
    await add({ memo: '111222', memoType: 'ID' });
    const sentence = 'Contact Exchange has memo 111222 (id); this payment has memo 111222 (text).';
    await asks(told(SPOKEN), { memo: '111222' }, sentence);
    const hash = 'ab'.repeat(32);
    await add({ name: 'Hashed', memo: hash, memoType: 'HASH' });
    expect(await runs(told('5 to hashed'), { destination: 'Hashed' })).toMatchObject({ memo: hash, memoType: 'HASH' });
    const both = `Contact Exchange has memo 111222 (id), contact Hashed has memo ${hash} (hash); this payment has memo ${hash} (return).`;
    await asks(told('5 to hashed'), { destination: 'Hashed', memo: hash, memoType: 'RETURN' }, both);
  });

  it('asks where bytes from elsewhere have no memo, or another one', async () => {
    await add({ memo: '7', memoType: 'ID' });
    const propose = (memo: Memo) => {
      const options = { fee: '100', networkPassphrase: passphraseOf('LOCAL'), timebounds: { minTime: 0, maxTime: 0 } };
      const payment = Operation.payment({ destination: exchange, asset: Asset.native(), amount: '5' });
      const built = new TransactionBuilder(new Account(grace.address, '0'), options).addOperation(payment);
      const xdr = built.addMemo(memo).build().toXdr();
      return app.transactions.proposeTransaction(grace.actor, { accountId: grace.accountId, xdr });
    };
    const messages = async (memo: Memo) => {
      const { verdict, status, id } = await propose(memo);
      const rule = verdict.rules.find((one) => one.rule === RULE && one.matched);
      if (status === 'AWAITING_APPROVAL') await expectSilence(app, id);
      return [status, rule?.message ?? null];
    };
    const other = 'Contact Exchange has memo 7 (id); this payment has';
    expect(await messages(Memo.none())).toEqual(['AWAITING_APPROVAL', `${other} no memo.`]);
    expect(await messages(Memo.text('7'))).toEqual(['AWAITING_APPROVAL', `${other} memo 7 (text).`]);
    expect(await messages(Memo.text('7\u202e'))).toEqual(['AWAITING_APPROVAL', `${other} memo 7[U+202E] (text).`]);
    expect(await messages(Memo.id('7'))).toEqual(['APPROVED', null]);
  });

  it('runs with the memo of any contact at the address, and asks with that of none', async () => {
    await add({ memo: '1', memoType: 'ID' });
    await add({ name: 'Savings there', memo: '2', memoType: 'ID' });
    await runs(told(SPOKEN), { memo: '2', memoType: 'ID' });
    const has = 'Contact Exchange has memo 1 (id), contact Savings there has memo 2 (id)';
    await asks(told(SPOKEN), { memo: '3', memoType: 'ID' }, `${has}; this payment has memo 3 (id).`);
    await asks(told(`send 5 XLM to ${exchange}`), { destination: exchange }, `${has}; this payment has no memo.`);
  });

  it('asks for another muxed id, and for the account alone', async () => {
    await add({ address: muxed('1') });
    await runs(told(SPOKEN));
    const has = `Contact Exchange has the muxed address ${muxed('1')}; this payment has`;
    const other = muxed('2');
    await asks(told(`5 to ${other}`), { destination: other }, `${has} the muxed address ${other}.`);
    await asks(told(`5 to ${exchange}`), { destination: exchange }, `${has} no memo.`);
    const memo = { destination: exchange, memo: '1', memoType: 'ID' };
    await asks(told(`5 to ${exchange} memo 1`), memo, `${has} memo 1 (id).`);
  });
});

describe('a payment to a contact without a memo', () => {
  it('runs with a memo that the person typed, and asks with one that they did not', async () => {
    await add();
    await runs(told(`${SPOKEN} memo rent`), { memo: 'rent' });
    await runs(grace.actor, { memo: 'rent' });
    const sentence = 'Contact Exchange has no memo; this payment has memo 666666 (text).';
    const { id } = await asks(told(SPOKEN), { memo: '666666' }, sentence);
    await approve(app, grace, await grace.confirm(id));
    expect((await sign(app, grace, id)).status).toBe('SIGNED');
  });

  it('asks with a muxed id that the person did not type', async () => {
    await add();
    const other = muxed('9');
    const sentence = `Contact Exchange has no memo; this payment has the muxed address ${other}.`;
    await asks(told(SPOKEN), { destination: other }, sentence);
  });
});

describe('a payment to somebody who is no contact', () => {
  it('asks where the person typed the address and the model added a memo', async () => {
    const typed = told(`send 5 XLM to ${exchange}`);
    await runs(typed, { destination: exchange });
    const paid = await pay(typed, { destination: exchange, memo: '666666' });
    expect([paid.status, ...paid.matched]).toEqual(['AWAITING_APPROVAL', 'untyped-destination']);
    await runs(told(`send 5 XLM to ${exchange} memo 42`), { destination: exchange, memo: '42', memoType: 'ID' });
  });
});

describe('the contact’s memo', () => {
  it('is what the vault goes by: a memo that was written into the row makes it nobody’s contact', async () => {
    const { id } = await add({ memo: '111222' });
    const paid = await runs(told(SPOKEN));
    await app.orm.em.fork().nativeUpdate(Contact, { id }, { memo: '666666' });
    await expect(sign(app, grace, paid.id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await expectSilence(app, paid.id);
    await expect(pay(told(SPOKEN))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await app.orm.em.fork().nativeUpdate(Contact, { id }, { memo: '111222', memoType: 'ID' });
    await expect(pay(told(SPOKEN))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('asks in the vault by itself, where the server judged by another row', async () => {
    const { id } = await add({ memo: '111222' });
    const paid = await runs(told(SPOKEN));
    const em = app.orm.em.fork();
    const contact = await em.findOneOrFail(Contact, { id });
    const judge = app.vault.sign.bind(app.vault);
    let asked = 0;
    app.vault.sign = async (request) => {
      asked += 1;
      const known = { ...contactRecord(contact), memo: '333' };
      const row = { record: known, mac: await app.vault.seal(known) };
      return judge({ ...request, grounds: { ...request.grounds, known: [row] } });
    };
    await expect(sign(app, grace, paid.id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    app.vault.sign = judge;
    expect(asked).toBe(1);
    expect(await rowOf(app, paid.id)).toMatchObject({ status: 'APPROVED', envelope: null, hash: null });
    expect(app.gateway.submitted).toEqual([]);
  });

  it('kept from before types were kept is a text, and its seal goes on being good', async () => {
    const { id } = await add({ memo: '42' });
    const em = app.orm.em.fork();
    const { userId, name, address, network } = await em.findOneOrFail(Contact, { id });
    const mac = await app.vault.seal({ kind: 'contact', id, userId, name, address, network, memo: '42' });
    await em.nativeUpdate(Contact, { id }, { memoType: null, knownFrom: null, mac });
    expect(await runs(told(SPOKEN))).toMatchObject({ memo: '42', memoType: 'TEXT' });
    const listed = await app.as(grace.actor, '{ viewer { contacts { name memo memoType } } }');
    expect(listed.viewer.contacts).toContainEqual({ name: 'Exchange', memo: '42', memoType: 'TEXT' });
  });

  it('is refused in a form that its type does not have', async () => {
    for (const [memo, memoType] of [
      ['01', 'ID'],
      ['18446744073709551616', 'ID'],
      ['abc', 'HASH'],
      ['ä'.repeat(15), 'TEXT'],
      ['', 'RETURN'],
    ])
      await expect(pay(grace.actor, { destination: exchange, memo, memoType })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      });
  });
});
