import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACME,
  actsOf,
  approvalOf,
  approve,
  change,
  holdsOf,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  rowOf,
  sign,
  USDC,
} from '../../../test/support/app/money-case.js';
import { updatePolicy } from '../../../test/support/app/policy-case.js';
import { User } from '../../identity/records/user.entity.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { AuditRecord } from '../../platform/audit/audit.entity.js';
import { StreamEvent } from '../../platform/events/event.entity.js';
import { Approval } from './approval.entity.js';

const ago = (minutes: number): Date => new Date(Date.now() - minutes * MINUTE_MS);

let app: MoneyApp;
let grace: PasskeyPerson;
let id: string;
let given: Awaited<ReturnType<PasskeyPerson['confirm']>>;
beforeAll(async () => {
  app = await openMoney();
});
afterAll(() => app[Symbol.asyncDispose]());
beforeEach(async () => {
  app.gateway.open(ACME);
  app.signed.length = 0;
  grace = await passkeyPerson(app);
  id = (await pay(app, grace)).id;
  given = await grace.confirm(id);
  await approve(app, grace, given);
});

const priceOfUsdc = async (usd: string) => {
  const [first, ...others] = (await rowOf(app, id)).outflows;
  await change(app, id, { outflows: [{ ...first!, price: { ...first!.price!, usd } }, ...others] });
};
const streamOf = (kind: string) =>
  app.orm.em.fork().find(StreamEvent, { stream: `${kind}:${grace.actor.userId}` }, { orderBy: { seq: 'asc' } });

/** Nothing was signed; the old card is void and a new one waits, which only a new assertion opens. */
const expectAskedAnew = async (because: RegExp) => {
  const [old, fresh, ...none] = await app.orm.em
    .fork()
    .find(Approval, { transactionId: id }, { orderBy: { id: 'asc' } });
  expect(none).toEqual([]);
  expect([old!.status, fresh!.status]).toEqual(['SUPERSEDED', 'PENDING']);
  expect(fresh!.digest).not.toBe(old!.digest);
  expect(await rowOf(app, id)).toMatchObject({ status: 'AWAITING_APPROVAL', envelope: null, hash: null });
  expect(await holdsOf(app, id)).toEqual([]);
  expect(app.signed).toEqual([]);
  const said = await app.orm.em.fork().findOneOrFail(AuditRecord, { resource: id, action: 'approval.superseded' });
  expect(said.details).toMatchObject({ digest: old!.digest, reason: expect.stringMatching(because) });
  expect((await actsOf(app, id)).slice(-2)).toEqual(['approval.superseded', 'approval.requested']);
  const pushed = (await streamOf('approvals')).slice(-2).map(({ payload }) => payload);
  expect(pushed).toMatchObject([
    { approvalId: old!.id, status: 'SUPERSEDED' },
    { approvalId: fresh!.id, status: 'PENDING' },
  ]);
  await expect(approve(app, grace, given)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
  const replayed = { ...given, consentDigest: fresh!.digest };
  await expect(approve(app, grace, replayed)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
  await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
  expect(app.signed).toEqual([]);

  await app.orm.em.fork().nativeUpdate(User, { id: grace.actor.userId }, { agentFrozenAt: null });
  await approve(app, grace, await grace.confirm(id));
  expect(await sign(app, grace, id)).toMatchObject({ status: 'SIGNED' });
  expect(app.signed).toHaveLength(1);
};
const signVoid = () => expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });

describe('a consent is void before the signature, and its owner is asked anew', () => {
  it('when its prices have grown older than 10 minutes', async () => {
    await change(app, id, { pricedAt: ago(11) });
    await signVoid();
    await expectAskedAnew(/older than 10 minutes/);
  });

  it.each(['0.95', '1.06'])('when a price moved by more than 5 percent: from %s to 1.00', async (usd) => {
    await priceOfUsdc(usd);
    await signVoid();
    await expectAskedAnew(/moved by more than 5 percent/);
    expect((await rowOf(app, id)).outflows[0]).toMatchObject({ asset: USDC, price: { usd: '1' } });
  });

  it('when the policy became stricter, even where it only asks', async () => {
    await updatePolicy(app, grace, { askAboveUsd: '1' });
    await signVoid();
    await expectAskedAnew(/policy has become stricter/);
    expect((await rowOf(app, id)).verdict).toMatchObject({ policyVersion: 2 });
  });

  it('when the recipient is no longer on the ledger', async () => {
    app.gateway.accounts.delete(ACME);
    await signVoid();
    await expectAskedAnew(/would do something else/);
    expect((await rowOf(app, id)).recipients).toMatchObject([{ address: ACME, exists: false }]);
  });

  it('when the balance no longer covers what was to leave', async () => {
    const usdc = app.gateway.accounts.get(grace.address)!.balances.find(({ asset }) => asset === USDC)!;
    usdc.amount = 10_000_000n;
    await signVoid();
    await expectAskedAnew(/would do something else/);
    const shown = (await rowOf(app, id)).balanceChanges.find(({ asset }) => asset === USDC);
    expect(shown).toMatchObject({ before: '1', after: '0' });
  });

  it('at once in many calls: it is asked anew once', async () => {
    await priceOfUsdc('0.5');
    const calls = await Promise.allSettled(Array.from({ length: 8 }, () => sign(app, grace, id)));
    expect(calls.every(({ status }) => status === 'rejected')).toBe(true);
    expect((await actsOf(app, id)).filter((act) => act === 'approval.superseded')).toHaveLength(1);
    await expectAskedAnew(/moved/);
  });

  it('without stopping the agent, who did nothing wrong', async () => {
    await change(app, id, { pricedAt: ago(11) });
    await signVoid();
    expect(await app.orm.em.fork().findOneOrFail(User, { id: grace.actor.userId })).toMatchObject({
      agentFrozenAt: null,
    });
  });
});

describe('a consent stands', () => {
  it.each(['0.96', '1.05'])('where a price moved by no more than 5 percent: from %s to 1.00', async (usd) => {
    await priceOfUsdc(usd);
    expect(await sign(app, grace, id)).toMatchObject({ status: 'SIGNED' });
  });

  it('where another payment moved the balance, and enough is left', async () => {
    const usdc = app.gateway.accounts.get(grace.address)!.balances.find(({ asset }) => asset === USDC)!;
    usdc.amount -= 70_000_000n;
    expect(await sign(app, grace, id)).toMatchObject({ status: 'SIGNED' });
  });
});

describe('a consent', () => {
  it('does not outlive a stop of everything: the transaction is denied for good', async () => {
    await app.orm.em.fork().nativeUpdate(User, { id: grace.actor.userId }, { frozenAt: new Date() });
    await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'FROZEN' });
    expect(await rowOf(app, id)).toMatchObject({ status: 'DENIED', envelope: null, hash: null });
    expect(await approvalOf(app, id)).toMatchObject({ status: 'APPROVED' });
    expect(app.signed).toEqual([]);
    expect(await actsOf(app, id)).toContain('transaction.denied');
  });
});
