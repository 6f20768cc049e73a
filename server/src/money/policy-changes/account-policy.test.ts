import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACME,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  SMALL,
} from '../../../test/support/app/money-case.js';
import {
  loosen,
  policyOf,
  startPolicyChange,
  updatePolicy,
  versionsOf,
} from '../../../test/support/app/policy-case.js';

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

const cap = (asset: string, limits: object) => ({ assetCaps: [{ asset, ...limits }] });
const refusedWith = (attempt: Promise<unknown>, code: string) => expect(attempt).rejects.toMatchObject({ code });
describe('the policy of one account', () => {
  it('is stricter for it alone', async () => {
    const second = (await app.as(grace.actor, 'mutation { createAccount(input: { name: "Second" }) { id } }'))
      .createAccount;
    await updatePolicy(app, grace, { accountId: second.id, ...cap('XLM', { perTransaction: '4' }) });
    expect(await pay(app, grace, { ...SMALL, accountId: second.id })).toMatchObject({ status: 'AWAITING_APPROVAL' });
    expect(await pay(app, grace, SMALL)).toMatchObject({ status: 'APPROVED' });
    expect((await policyOf(app, grace, second.id)).caps[0].perTransaction).toBe('4');
    expect((await policyOf(app, grace)).caps[0].perTransaction).toBe('100');
  });

  it.each<[string, object]>([
    ['a higher limit', { askAboveUsd: '1001' }],
    ['a cap of its own', cap(`ODD:${ACME}`, { perDay: '1' })],
    ['another day', { reset: 'CALENDAR_DAY' }],
  ])('cannot be milder: %s', async (_what, input) => {
    const change = { accountId: grace.accountId, ...input };
    await refusedWith(updatePolicy(app, grace, change), 'BAD_USER_INPUT');
    await refusedWith(startPolicyChange(app, grace, change), 'BAD_USER_INPUT');
    expect(await versionsOf(app, grace)).toEqual([]);
  });

  it('stays as strict where the person’s own becomes milder, and follows where that becomes stricter', async () => {
    await updatePolicy(app, grace, { accountId: grace.accountId, askAboveUsd: '100' });
    await loosen(app, grace, { askAboveUsd: '5000' });
    expect(await policyOf(app, grace, grace.accountId)).toMatchObject({ askAboveUsd: '100', version: 3 });
    await updatePolicy(app, grace, { askAboveUsd: '50' });
    expect(await policyOf(app, grace, grace.accountId)).toMatchObject({ askAboveUsd: '50', version: 4 });
  });

  it('is loosened with a passkey alone, and never beyond the person’s own', async () => {
    const { accountId } = grace;
    await updatePolicy(app, grace, { accountId, askAboveUsd: '100' });
    await refusedWith(updatePolicy(app, grace, { accountId, askAboveUsd: '200' }), 'CONSENT_REQUIRED');
    expect(await loosen(app, grace, { accountId, askAboveUsd: '200' })).toMatchObject({ askAboveUsd: '200' });
  });
});
