import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  agentOf,
  approve,
  type MoneyApp,
  ORIGIN,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  rowOf,
  SMALL,
  sign,
} from '../../../test/support/app/money-case.js';
import { START_CONSENT } from '../../../test/support/people/registered.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { Reservation } from '../policy/policy.entity.js';
import { Transaction } from '../proposals/transaction.entity.js';
import { Account } from './records/account.entity.js';

const ARCHIVE =
  'mutation ($id: ID!, $consent: ConsentInput) { archiveAccount(id: $id, consent: $consent) { archived } }';
const UNARCHIVE = 'mutation ($id: ID!) { unarchiveAccount(id: $id) { archived } }';
const LIST = `query ($archived: Boolean) { accounts(archived: $archived) { totalCount
  nodes { id archived balances { asset amount } } } }`;

let app: MoneyApp;
let grace: PasskeyPerson;
beforeAll(async () => {
  app = await openMoney();
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());
beforeEach(async () => {
  app.gateway.down = false;
  grace = await passkeyPerson(app);
  app.signed.length = 0;
});

const asked = async (action = 'archiveAccount', args: object = { id: grace.accountId }) =>
  (
    await app.as(grace.actor, START_CONSENT.replace('digest', 'digest canonical'), {
      input: { action, arguments: args },
    })
  ).startConsent;
const consented = async () => {
  const { id: challengeId, options } = await asked();
  return { challengeId, assertion: grace.authenticator.assert(options, ORIGIN) };
};
const archive = (consent?: unknown, id = grace.accountId) => app.as(grace.actor, ARCHIVE, { id, consent });
const listed = async (archived: boolean) => (await app.as(grace.actor, LIST, { archived })).accounts;
const expectNotArchived = async () => {
  expect(await app.orm.em.fork().findOneOrFail(Account, { id: grace.accountId })).toMatchObject({ archivedAt: null });
  const acts = await app.orm.em.fork().count(AuditRecord, { resource: grace.accountId, action: 'account.archived' });
  expect(acts).toBe(0);
};

describe('archiving an account', () => {
  it('needs its person’s passkey, over a text that names what it holds and what that is worth', async () => {
    await expect(archive()).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await expectNotArchived();
    const { consent } = await asked();
    expect(consent.canonical).toMatch(
      new RegExp(
        `\\nshows: Archive account ${grace.address} on LOCAL holding 10\\d+ XLM and 100000 USDC:\\w+ and .*\\n` +
          'worth: about \\d+(\\.\\d+)? USD.*\\n',
      ),
    );
    expect(await archive(await consented())).toEqual({ archiveAccount: { archived: true } });
  });

  it('cannot be confirmed for another account, or twice', async () => {
    const second = (await app.as(grace.actor, 'mutation { createAccount(input: { name: "Two" }) { id } }'))
      .createAccount;
    const consent = await consented();
    await expect(archive(consent, second.id)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
    await expect(archive(consent)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    await expectNotArchived();
  });

  it('is void where money came since the person was asked, and not where only a price moved', async () => {
    const consent = await consented();
    app.gateway.accounts.get(grace.address)!.balances[0]!.amount += 1n;
    await expect(archive(consent)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH', message: /has changed/ });
    await expectNotArchived();
    expect((await archive(await consented())).archiveAccount).toEqual({ archived: true });
  });

  it('says unknown, and never nothing, while the network does not answer', async () => {
    app.gateway.down = true;
    const { consent, id: challengeId, options } = await asked();
    expect(consent.canonical).toContain('holding unknown amounts: the network did not answer\nworth: unknown\n');
    const proof = { challengeId, assertion: grace.authenticator.assert(options, ORIGIN) };
    expect((await archive(proof)).archiveAccount).toEqual({ archived: true });
  });

  it('of somebody else is not there to be asked about', async () => {
    const other = await passkeyPerson(app, 'Mallory');
    await expect(asked('archiveAccount', { id: other.accountId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(archive(undefined, other.accountId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is free for a demo user without a passkey, as other confirmations are, and closed to the agent', async () => {
    const ada = await app.person();
    await expect(app.as(agentOf(ada), ARCHIVE, { id: ada.accountId })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
    expect((await app.as(ada.actor, ARCHIVE, { id: ada.accountId })).archiveAccount).toEqual({ archived: true });
  });
});

describe('an account with something open', () => {
  const refusedBoth = async (before: unknown) => {
    await expect(asked()).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(archive(before)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expectNotArchived();
  };

  it.each(Object.values(TransactionStatus).filter((status) => !['PROPOSED'].includes(status)))(
    'a transaction that is %s is archived only if that is an end',
    async (status) => {
      const before = await consented();
      const { id } = await pay(app, grace, SMALL);
      await app.orm.em.fork().nativeUpdate(Transaction, { id }, { status });
      const isOpen = ['AWAITING_APPROVAL', 'APPROVED', 'SIGNED', 'SUBMITTED', 'UNKNOWN'].includes(status);
      if (isOpen) return refusedBoth(before);
      expect((await archive(await consented())).archiveAccount).toEqual({ archived: true });
    },
  );

  it('is not archived while what failed may still apply', async () => {
    const before = await consented();
    const { id } = await pay(app, grace, SMALL);
    await sign(app, grace, id);
    await app.orm.em.fork().nativeUpdate(Transaction, { id }, { status: TransactionStatus.FAILED });
    expect(await app.orm.em.fork().count(Reservation, { transactionId: id, state: 'RESERVED' })).toBe(1);
    await refusedBoth(before);
  });

  it('never ends up archived with a card that waits, whoever is faster', async () => {
    const consent = await consented();
    const [proposed, archived] = await Promise.allSettled([pay(app, grace), archive(consent)]);
    const waiting = await app.orm.em
      .fork()
      .count(Transaction, { accountId: grace.accountId, status: 'AWAITING_APPROVAL' as never });
    expect([proposed, archived].filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(waiting).toBe(proposed.status === 'fulfilled' ? 1 : 0);
  });

  it('that was archived between draft and proposal gets no proposal', async () => {
    const load = app.gateway.loadAccount.bind(app.gateway);
    app.gateway.loadAccount = async (address) => {
      await app.accounts.archive(grace.actor.userId, grace.accountId);
      return load(address);
    };
    try {
      await expect(pay(app, grace, SMALL)).rejects.toMatchObject({ message: /archived/ });
    } finally {
      app.gateway.loadAccount = load;
    }
    expect(await app.orm.em.fork().count(Transaction, { accountId: grace.accountId })).toBe(0);
  });
});

describe('an archived account', () => {
  beforeEach(async () => {
    await archive(await consented());
  });

  it('is listed apart, with what it holds and what comes in later, and comes back without a passkey', async () => {
    expect(await listed(false)).toMatchObject({ totalCount: 0 });
    app.gateway.accounts.get(grace.address)!.balances[0]!.amount = 70_000_000n;
    expect(await listed(true)).toMatchObject({
      totalCount: 1,
      nodes: [
        { id: grace.accountId, archived: true, balances: expect.arrayContaining([{ asset: 'XLM', amount: '7' }]) },
      ],
    });
    expect(await app.as(grace.actor, UNARCHIVE, { id: grace.accountId })).toEqual({
      unarchiveAccount: { archived: false },
    });
    expect([(await listed(false)).totalCount, (await listed(true)).totalCount]).toEqual([1, 0]);
    expect(await pay(app, grace, SMALL)).toMatchObject({ status: 'APPROVED' });
  });

  it('is nobody else’s to list or to bring back, nor the agent’s', async () => {
    const other = await passkeyPerson(app, 'Mallory');
    expect((await app.as(other.actor, LIST, { archived: true })).accounts.totalCount).toBe(0);
    await expect(app.as(other.actor, UNARCHIVE, { id: grace.accountId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(app.as(agentOf(grace), UNARCHIVE, { id: grace.accountId })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });

  it('pays nobody, whoever proposes it; what was agreed before there was such a rule is not signed either', async () => {
    for (const actor of [grace.actor, agentOf(grace)])
      await expect(pay(app, grace, SMALL, actor)).rejects.toMatchObject({ message: /archived/ });
    await app.accounts.unarchive(grace.actor.userId, grace.accountId);
    const { id } = await pay(app, grace);
    await approve(app, grace, await grace.confirm(id));
    await app.orm.em.fork().nativeUpdate(Account, { id: grace.accountId }, { archivedAt: new Date() });
    await expect(sign(app, grace, id)).rejects.toMatchObject({ message: /archived/ });
    expect(app.signed).toEqual([]);
    expect(await rowOf(app, id)).toMatchObject({ envelope: null });
  });

  it('is named with what it holds where its person leaves for ever', async () => {
    const { consent } = await asked('deleteUser', {});
    expect(consent.canonical).toMatch(new RegExp(`\\nshows: Leave for ever ${grace.address} .* holding \\d+ XLM`));
  });
});
