import { MuxedAccount, Account as Source } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACME,
  agentOf,
  approve,
  COFFEE,
  change,
  expectSilence,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  rowOf,
  SMALL,
  sign,
} from '../../../test/support/app/money-case.js';
import { updatePolicy } from '../../../test/support/app/policy-case.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { Transaction } from '../proposals/transaction.entity.js';

let app: MoneyApp;
let grace: PasskeyPerson;
beforeAll(async () => {
  app = await openMoney();
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());
beforeEach(async () => {
  grace = await passkeyPerson(app);
  app.signed.length = 0;
  app.gateway.submitted.length = 0;
});

const matchedOf = (transaction: { verdict: { rules: { rule: string; matched: boolean }[] } }) =>
  transaction.verdict.rules.filter(({ matched }) => matched).map(({ rule }) => rule);

describe('the deny list', () => {
  it('refuses everybody, a contact of the person too', async () => {
    await updatePolicy(app, grace, { denyList: [COFFEE] });
    for (const actor of [grace.actor, agentOf(grace)]) {
      const refused = await pay(app, grace, SMALL, actor);
      expect(refused).toMatchObject({ status: 'DENIED', failure: { code: 'PERMISSION_DENIED' } });
      expect(matchedOf(refused)).toEqual(['destination-denied']);
      await expectSilence(app, refused.id);
    }
    expect(await pay(app, grace, { ...SMALL, destination: ACME })).toMatchObject({ status: 'APPROVED' });
  });

  it('closes a card that waits for such a payment', async () => {
    const { id } = await pay(app, grace);
    await updatePolicy(app, grace, { denyList: [ACME] });
    expect(await rowOf(app, id)).toMatchObject({ status: 'SUPERSEDED' });
  });

  it('stops an approved payment before its signature', async () => {
    const { id } = await pay(app, grace);
    await approve(app, grace, await grace.confirm(id));
    await updatePolicy(app, grace, { denyList: [ACME] });
    await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(app.signed).toEqual([]);
  });
});

describe('a muxed address', () => {
  const muxed = (customer: string): string => new MuxedAccount(new Source(COFFEE, '0'), customer).accountId();
  const paid = (destination: string, rest: object = {}) =>
    pay(app, grace, { ...SMALL, destination, ...rest }, agentOf(grace, `pay 5 to ${destination}`));
  const listsOf = async () => (await app.as(grace.actor, '{ policy { allowList denyList } }')).policy;

  it('on the allow list lets that customer through, and neither the account nor another customer', async () => {
    await updatePolicy(app, grace, { allowList: [muxed('1')] });
    expect((await listsOf()).allowList).toEqual([muxed('1')]);
    expect(await paid(muxed('1'))).toMatchObject({ status: 'APPROVED' });
    for (const other of [muxed('2'), COFFEE]) {
      const refused = await paid(other);
      expect([refused.status, ...matchedOf(refused)]).toContain('destination-not-allowed');
      expect(refused.status).toBe('DENIED');
      await expectSilence(app, refused.id);
    }
  });

  it('of an account on the allow list is not on it', async () => {
    await updatePolicy(app, grace, { allowList: [COFFEE] });
    const refused = await paid(muxed('1'));
    expect(refused.status).toBe('DENIED');
    await expectSilence(app, refused.id);
  });

  it('on the deny list is not paid by way of its account and a memo', async () => {
    await updatePolicy(app, grace, { denyList: [muxed('1')] });
    const memo = { memo: '1', memoType: 'ID' };
    for (const refused of [await paid(muxed('1')), await paid(COFFEE, memo)]) {
      expect([refused.status, ...matchedOf(refused)]).toContain('destination-denied');
      await expectSilence(app, refused.id);
    }
    expect(matchedOf(await paid(COFFEE))).not.toContain('destination-denied');
    expect(matchedOf(await paid(muxed('2')))).not.toContain('destination-denied');
  });

  it('of an account on the deny list is denied', async () => {
    await updatePolicy(app, grace, { denyList: [COFFEE] });
    expect(matchedOf(await paid(muxed('1')))).toContain('destination-denied');
  });
});

describe('the allow list', () => {
  it('refuses the agent and asks the person for everybody else', async () => {
    await updatePolicy(app, grace, { allowList: [ACME] });
    expect(await pay(app, grace, SMALL, agentOf(grace))).toMatchObject({ status: 'DENIED' });
    const asked = await pay(app, grace, SMALL);
    expect(asked.status).toBe('AWAITING_APPROVAL');
    expect(matchedOf(asked)).toEqual(['destination-not-allowed']);
    expect(await pay(app, grace, { ...SMALL, destination: ACME })).toMatchObject({ status: 'APPROVED' });
  });

  it('of an account holds together with that of the person: who is on one alone is on none', async () => {
    await updatePolicy(app, grace, { allowList: [ACME] });
    await updatePolicy(app, grace, { accountId: grace.accountId, allowList: [ACME] });
    await expect(updatePolicy(app, grace, { accountId: grace.accountId, allowList: [COFFEE] })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});

describe('allowed hours', () => {
  // A part of the day that is not now.
  const later = () => {
    const minute = new Date().getUTCHours() * 60 + new Date().getUTCMinutes();
    return minute < 720 ? { fromMinute: 1200, toMinute: 1440 } : { fromMinute: 0, toMinute: 240 };
  };

  it('ask outside of them, whoever proposes, at the signature too', async () => {
    const before = await pay(app, grace, SMALL);
    await updatePolicy(app, grace, { allowedHours: [later()] });
    for (const actor of [grace.actor, agentOf(grace)]) {
      const asked = await pay(app, grace, SMALL, actor);
      expect(asked.status).toBe('AWAITING_APPROVAL');
      expect(matchedOf(asked)).toContain('outside-hours');
    }
    await expect(sign(app, grace, before.id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    expect(await rowOf(app, before.id)).toMatchObject({ status: 'AWAITING_APPROVAL', envelope: null });
    expect(app.signed).toEqual([]);
  });
});

describe('the rate of the agent', () => {
  it('refuses from the first proposal beyond it, and only the agent', async () => {
    await updatePolicy(app, grace, { callsPerHour: 2 });
    const first = await pay(app, grace, SMALL, agentOf(grace));
    expect(await pay(app, grace, SMALL, agentOf(grace))).toMatchObject({ status: 'APPROVED' });
    const third = await pay(app, grace, SMALL, agentOf(grace));
    expect(third).toMatchObject({ status: 'DENIED', failure: { code: 'RATE_LIMITED' } });
    expect(matchedOf(third)).toEqual(['agent-call-rate']);
    expect(await pay(app, grace, SMALL)).toMatchObject({ status: 'APPROVED' });
    // Later ones do not take back what was within the rate.
    expect(await sign(app, grace, first.id)).toMatchObject({ status: 'SIGNED' });
  });

  it('counts an hour', async () => {
    await updatePolicy(app, grace, { callsPerHour: 1 });
    const { id } = await pay(app, grace, SMALL, agentOf(grace));
    const old = { createdAt: new Date(Date.now() - 3_600_001) };
    expect(await app.orm.em.fork().nativeUpdate(Transaction, { id }, old)).toBe(1);
    expect(await pay(app, grace, SMALL, agentOf(grace))).toMatchObject({ status: 'APPROVED' });
    expect(await pay(app, grace, SMALL, agentOf(grace))).toMatchObject({ status: 'DENIED' });
  });

  it('counts what the vault has signed, whatever became of the rows', async () => {
    await updatePolicy(app, grace, { callsPerHour: 2 });
    const old = { createdAt: new Date(Date.now() - 3_600_001), status: TransactionStatus.CONFIRMED };
    for (const proposed of [
      await pay(app, grace, SMALL, agentOf(grace)),
      await pay(app, grace, SMALL, agentOf(grace)),
    ]) {
      await sign(app, grace, proposed.id);
      await change(app, proposed.id, old);
    }
    const { id, status } = await pay(app, grace, SMALL, agentOf(grace));
    expect(status).toBe('APPROVED');
    await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(await rowOf(app, id)).toMatchObject({ envelope: null, hash: null });
    const own = await pay(app, grace, SMALL);
    expect(await sign(app, grace, own.id)).toMatchObject({ status: 'SIGNED' });
  });

  it('of 0 lets the agent propose nothing', async () => {
    await updatePolicy(app, grace, { callsPerHour: 0 });
    expect(await pay(app, grace, SMALL, agentOf(grace))).toMatchObject({ status: 'DENIED' });
  });

  it('holds for proposals at the same moment', async () => {
    await updatePolicy(app, grace, { callsPerHour: 3 });
    const all = await Promise.all(Array.from({ length: 7 }, () => pay(app, grace, SMALL, agentOf(grace))));
    expect(all.filter(({ status }) => status === 'APPROVED')).toHaveLength(3);
  });
});
