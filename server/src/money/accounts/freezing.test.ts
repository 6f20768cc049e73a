import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  actsOf,
  approve,
  expectSilence,
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
import { StreamEvent } from '../../platform/events/event.entity.js';

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

const FREEZE =
  'mutation ($id: ID!, $reason: String) { freezeAccount(id: $id, reason: $reason) { frozen frozenReason } }';
const UNFREEZE = 'mutation ($input: UnfreezeAccountInput!) { unfreezeAccount(input: $input) { frozen frozenReason } }';
const freeze = async (id = grace.accountId, reason?: string) =>
  (await app.as(grace.actor, FREEZE, { id, reason })).freezeAccount;
const consentFor = async (id: string) => {
  const args = { input: { action: 'unfreezeAccount', arguments: { id } } };
  const { id: challengeId, options } = (await app.as(grace.actor, START_CONSENT, args)).startConsent;
  return { challengeId, assertion: grace.authenticator.assert(options, ORIGIN) };
};

describe('a frozen account', () => {
  it('signs nothing from that moment, between approval and signature too', async () => {
    const { id } = await pay(app, grace);
    await approve(app, grace, await grace.confirm(id));
    expect(await freeze(grace.accountId, 'lost my phone')).toEqual({ frozen: true, frozenReason: 'lost my phone' });
    await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'FROZEN' });
    expect(app.signed).toEqual([]);
    expect(await rowOf(app, id)).toMatchObject({ status: 'DENIED', envelope: null });
  });

  it('is pushed to the person’s other windows, and so is its end', async () => {
    const { userId } = grace.actor;
    const pushed = async () =>
      (await app.orm.em.fork().find(StreamEvent, { stream: `user:${userId}` })).map(({ payload }) => payload);
    await freeze();
    await freeze();
    const { accountId } = grace;
    expect(await pushed()).toEqual([{ accountId, accountFrozen: true }]);
    const input = { id: accountId, consent: await consentFor(accountId) };
    await app.as(grace.actor, UNFREEZE, { input });
    expect(await pushed()).toContainEqual({ accountId, accountFrozen: false });
  });

  it('refuses what is proposed, and the approval of what waits, which goes on waiting', async () => {
    const waits = await pay(app, grace);
    const input = await grace.confirm(waits.id);
    await freeze();
    expect(await pay(app, grace, SMALL)).toMatchObject({ status: 'DENIED', failure: { code: 'FROZEN' } });
    await expect(approve(app, grace, input)).rejects.toMatchObject({ code: 'FROZEN' });
    expect(await rowOf(app, waits.id)).toMatchObject({ status: 'AWAITING_APPROVAL' });
    await expectSilence(app, waits.id);
  });

  it('leaves the other accounts alone', async () => {
    const { createAccount } = await app.as(grace.actor, 'mutation { createAccount(input: { name: "Second" }) { id } }');
    await freeze();
    const { id, status } = await pay(app, grace, { ...SMALL, accountId: createAccount.id });
    expect(status).toBe('APPROVED');
    expect(await sign(app, grace, id)).toMatchObject({ status: 'SIGNED' });
  });

  it('goes on with a passkey for this very account, and not otherwise', async () => {
    await freeze();
    const { createAccount } = await app.as(grace.actor, 'mutation { createAccount(input: { name: "Second" }) { id } }');
    const other = await consentFor(createAccount.id);
    const unfreeze = (consent: object) => app.as(grace.actor, UNFREEZE, { input: { id: grace.accountId, consent } });
    await expect(unfreeze(other)).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
    await expect(unfreeze({ challengeId: 'chl_0' })).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    expect(await pay(app, grace, SMALL)).toMatchObject({ status: 'DENIED' });
    const done = await unfreeze(await consentFor(grace.accountId));
    expect(done.unfreezeAccount).toEqual({ frozen: false, frozenReason: null });
    expect(await pay(app, grace, SMALL)).toMatchObject({ status: 'APPROVED' });
    expect(await actsOf(app, grace.accountId)).toEqual(['account.created', 'account.frozen', 'account.unfrozen']);
  });

  it('is frozen once, however often it is asked for', async () => {
    await freeze();
    await freeze(grace.accountId, 'again');
    expect(await actsOf(app, grace.accountId)).toEqual(['account.created', 'account.frozen']);
  });
});
