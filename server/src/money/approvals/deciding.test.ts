import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastingDatabase } from '../../../test/support/app/lasting-database.js';
import {
  actsOf,
  approvalOf,
  approve,
  change,
  expectSilence,
  type MoneyApp,
  newSecrets,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  rowOf,
  settled,
  sign,
} from '../../../test/support/app/money-case.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { newId } from '../../kernel/ids.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';
import { Transaction } from '../proposals/transaction.entity.js';
import { Approval } from './approval.entity.js';

const REJECT = `mutation ($input: RejectTransactionInput!) {
  rejectTransaction(input: $input) { status approval { status reason decidedAt } } }`;
const START = 'mutation ($id: ID!) { startApproval(id: $id) { options } }';
const ago = (minutes: number): Date => new Date(Date.now() - minutes * MINUTE_MS);

describe('deciding', () => {
  let app: MoneyApp;
  let ada: Person;
  let id: string;
  beforeAll(async () => {
    app = await openMoney();
  });
  afterAll(() => app[Symbol.asyncDispose]());

  const asked = async () => {
    ada = await app.person();
    id = (await pay(app, ada)).id;
  };
  const reject = async (input: Record<string, unknown>, person = ada) =>
    (await app.as(person.actor, REJECT, { input })).rejectTransaction;
  const digestOf = async () => (await approvalOf(app, id)).digest;

  describe('several at once', () => {
    const ALL = `mutation ($input: RejectTransactionsInput!) {
      rejectTransactions(input: $input) { id code transaction { status approval { reason } } } }`;
    const rejectAll = async (ids: string[]) =>
      (await app.as(ada.actor, ALL, { input: { ids, reason: 'not today' } })).rejectTransactions;

    it('are told of one by one: what was decided before keeps no other open', async () => {
      await asked();
      const [first, second] = [id, (await pay(app, ada)).id];
      await reject({ id: first, reason: 'before' });
      const done = { status: 'REJECTED', approval: { reason: 'not today' } };
      expect(await rejectAll([first, second, second])).toEqual([
        { id: first, code: 'ALREADY_DECIDED', transaction: null },
        { id: second, code: null, transaction: done },
      ]);
      for (const one of [first, second])
        expect((await actsOf(app, one)).filter((act) => act === 'approval.rejected')).toHaveLength(1);
      await expectSilence(app, second);
    });

    it('are all left alone where one is of somebody else, which is answered as if there were none', async () => {
      await asked();
      const foreign = (await pay(app, await app.person())).id;
      const answers = [foreign, newId('txn')].map((other) => rejectAll([id, other]).catch((error) => error));
      const [theirs, absent] = await Promise.all(answers);
      expect(theirs).toMatchObject({ code: 'NOT_FOUND' });
      expect([theirs.code, theirs.message]).toEqual([absent.code, absent.message]);
      for (const one of [id, foreign]) expect((await approvalOf(app, one)).status).toBe('PENDING');
    });

    it('are 1 to 50, or none of them is touched; one that is named often is rejected once', async () => {
      await asked();
      const many = [id, ...Array.from({ length: 50 }, () => newId('txn'))];
      for (const ids of [[], many])
        await expect(app.approvals.rejectAll(ada.actor, { ids })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      expect((await approvalOf(app, id)).status).toBe('PENDING');
      await expect(rejectAll([id, id, id])).resolves.toHaveLength(1);
    });
  });

  describe('no', () => {
    it('is final: with its reason, and never signed afterwards', async () => {
      await asked();
      const consentDigest = await digestOf();
      expect(await reject({ id, reason: '  wrong supplier ' })).toMatchObject({
        status: 'REJECTED',
        approval: { status: 'REJECTED', reason: 'wrong supplier' },
      });
      await expect(approve(app, ada, { id, consentDigest })).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
      await expect(reject({ id })).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
      await expect(sign(app, ada, id)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
      await expectSilence(app, id);
      expect(await actsOf(app, id)).toEqual(['transaction.proposed', 'approval.requested', 'approval.rejected']);
      const said = await app.orm.em.fork().findOneOrFail(AuditRecord, { resource: id, action: 'approval.rejected' });
      expect(said.details).toMatchObject({ digest: consentDigest, reason: 'wrong supplier' });
    });

    it('and yes at once: one of them wins, and a no is never signed', async () => {
      await asked();
      const consentDigest = await digestOf();
      const answers = await Promise.allSettled([
        ...Array.from({ length: 5 }, () => reject({ id })),
        ...Array.from({ length: 5 }, () => approve(app, ada, { id, consentDigest })),
      ]);
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const decided = (await actsOf(app, id)).filter((act) => /approval\.(approved|rejected)/.test(act));
      expect(decided).toHaveLength(1);
      expect((await rowOf(app, id)).status).toBe((await approvalOf(app, id)).status);
    });

    it.each([
      ['is too long', 'x'.repeat(501)],
      ['holds NUL, which PostgreSQL cannot store', 'a\u0000b'],
      ['holds an escape sequence', '\u001b[2K'],
      ['holds half a character', 'a\ud800b'],
    ])('is refused where its reason %s', async (_what, reason) => {
      await asked();
      await expect(reject({ id, reason })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      expect((await approvalOf(app, id)).status).toBe('PENDING');
    });

    it('is not for others', async () => {
      await asked();
      await expect(reject({ id }, await app.person('Mallory'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await approvalOf(app, id)).status).toBe('PENDING');
    });
  });

  describe('the sweep', () => {
    it('closes what is late and leaves the rest, whatever was decided on its way', async () => {
      await asked();
      const late = id;
      const inTime = (await pay(app, ada, { amount: '1100' })).id;
      const decided = (await pay(app, ada, { amount: '1050' })).id;
      await reject({ id: decided });
      const em = app.orm.em.fork();
      await em.nativeUpdate(Approval, { transactionId: { $in: [late, decided] } }, { expiresAt: ago(1) });

      expect(await app.approvals.expire()).toBe(1);
      expect(await app.approvals.expire()).toBe(0);
      const statuses = await Promise.all([late, inTime, decided].map(async (one) => (await rowOf(app, one)).status));
      expect(statuses).toEqual(['EXPIRED', 'AWAITING_APPROVAL', 'REJECTED']);
      expect((await approvalOf(app, late)).status).toBe('EXPIRED');
      await expect(sign(app, ada, late)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
      await expectSilence(app, late);
      await app.orm.em.fork().nativeUpdate(Approval, { transactionId: inTime }, { expiresAt: ago(-60) });
    });

    it('closes the others where one cannot be closed, and says so', async () => {
      await asked();
      const stuck = id;
      await asked();
      await change(app, stuck, { status: 'DENIED' as never });
      const em = app.orm.em.fork();
      await em.nativeUpdate(Approval, { transactionId: stuck }, { expiresAt: ago(2) });
      await em.nativeUpdate(Approval, { transactionId: id }, { expiresAt: ago(1) });
      await expect(app.approvals.expire()).rejects.toThrow('1 approvals could not be closed');
      expect((await rowOf(app, id)).status).toBe('EXPIRED');
      await em.nativeUpdate(Approval, { transactionId: stuck }, { status: 'EXPIRED' as never });
    });
  });

  describe('prices', () => {
    it('that have grown old are renewed when the card is opened, and the old consent is void', async () => {
      await asked();
      const before = await approvalOf(app, id);
      await change(app, id, { pricedAt: ago(6) });
      await Promise.all(Array.from({ length: 5 }, () => app.as(ada.actor, START, { id })));
      const after = await approvalOf(app, id);

      expect(after).toMatchObject({ id: before.id, status: 'PENDING', expiresAt: before.expiresAt });
      expect(after.digest).not.toBe(before.digest);
      expect((await actsOf(app, id)).filter((act) => act === 'approval.renewed')).toHaveLength(1);
      const old = { id, consentDigest: before.digest };
      await expect(approve(app, ada, old)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
      await expectSilence(app, id);
      expect(await approve(app, ada, { id, consentDigest: after.digest })).toMatchObject({ status: 'APPROVED' });
    });

    it('that are young stay, so that looking twice does not change the text', async () => {
      await asked();
      const before = await digestOf();
      await app.as(ada.actor, START, { id });
      expect(await digestOf()).toBe(before);
    });

    it('older than 10 minutes are not approved', async () => {
      await asked();
      await change(app, id, { pricedAt: ago(11) });
      const input = { id, consentDigest: await digestOf() };
      await expect(approve(app, ada, input)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
      await expectSilence(app, id);
    });
  });

  it('opens nothing that is decided, or somebody else’s', async () => {
    await asked();
    await expect(app.as((await app.person('Mallory')).actor, START, { id })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await reject({ id });
    await expect(app.as(ada.actor, START, { id })).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
  });

  it('stops at 50 cards that wait: the next is refused and not stored', async () => {
    await asked();
    const em = app.orm.em.fork();
    const waiting = { ...(await rowOf(app, id)) };
    const more = async (count: number) => {
      for (let i = 0; i < count; i += 1)
        em.persist(em.create(Transaction, { ...waiting, id: newId('txn'), hash: null, idempotencyKey: null }));
      await em.flush();
    };
    const owner = { userId: ada.actor.userId };
    const stored = () => Promise.all([em.count(Approval, owner), em.count(Transaction, owner)]);
    await more(48);
    expect((await pay(app, ada)).status).toBe('AWAITING_APPROVAL');
    expect(await stored()).toEqual([2, 50]);
    const proposal = { accountId: ada.accountId, destination: 'Acme Supplies', asset: 'USDC', amount: '1200' };
    await expect(app.transactions.proposePayment(ada.actor, proposal)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await stored()).toEqual([2, 50]);
  });
});

describe('after a restart', () => {
  const opened: MoneyApp[] = [];
  afterAll(async () => {
    for (const app of opened) await app[Symbol.asyncDispose]().catch(() => undefined);
  });

  it('a card that waited is approved with the passkey, and signed once', async () => {
    const [database, secrets] = [await lastingDatabase(), newSecrets()];
    const before = await openMoney({ config: { database }, secrets });
    const grace: PasskeyPerson = await passkeyPerson(before);
    const { id } = await pay(before, grace);
    const input = await grace.confirm(id);
    await before[Symbol.asyncDispose]();

    const after = await openMoney({ config: { database }, secrets, gateway: before.gateway, working: true });
    opened.push(after);
    await approve(after, grace, input);
    expect(await settled(after, id, grace)).toMatchObject({ status: 'CONFIRMED' });
    await expect(approve(after, grace, input)).rejects.toMatchObject({ code: 'ALREADY_DECIDED' });
    expect(after.signed).toHaveLength(1);
    expect(after.gateway.effects).toHaveLength(1);
  });

  it('with another master key nothing is signed', async () => {
    const database = await lastingDatabase();
    const before = await openMoney({ config: { database } });
    const ada = await before.person();
    await pay(before, ada);
    await before[Symbol.asyncDispose]();
    await expect(openMoney({ config: { database } })).rejects.toThrow();
  });
});
