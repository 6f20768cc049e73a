import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  agentOf,
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
import { Transaction } from '../proposals/transaction.entity.js';

let app: MoneyApp;
let grace: PasskeyPerson;
let checks = 0;
/** What happens between the check of seals and the lock, as long as there is something left to happen. */
const meanwhile: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  app = await openMoney();
  const check = app.vault.checkSeals.bind(app.vault);
  app.vault.checkSeals = async (rows) => {
    const good = await check(rows);
    // Only an operation asks for all at once.
    if (rows.length > 1) {
      checks += 1;
      await meanwhile.shift()?.();
    }
    return good;
  };
});
afterAll(() => app?.[Symbol.asyncDispose]());
beforeEach(async () => {
  grace = await passkeyPerson(app);
  app.signed.length = 0;
  meanwhile.length = 0;
  checks = 0;
});

const allowed = async (): Promise<string> => {
  const { id, status } = await pay(app, grace, SMALL, agentOf(grace, 'pay Coffee Corner 5'));
  expect(status).toBe('APPROVED');
  checks = 0;
  return id;
};
const em = () => app.orm.em.fork();
const tighter = (perTransaction: string) => () =>
  updatePolicy(app, grace, { assetCaps: [{ asset: 'XLM', perTransaction }] });

it('signs after one check of seals', async () => {
  expect(await sign(app, grace, await allowed())).toMatchObject({ status: 'SIGNED' });
  expect(checks).toBe(1);
});

it('judges by a policy that became stricter after the check, once its own seal is checked', async () => {
  const id = await allowed();
  meanwhile.push(tighter('4'));
  await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
  expect(checks).toBe(2);
  await expectSilence(app, id);
  expect((await rowOf(app, id)).status).toBe('AWAITING_APPROVAL');
});

it('does not sign a proposal that a script changed after the check', async () => {
  const id = await allowed();
  meanwhile.push(() => em().nativeUpdate(Transaction, { id }, { instruction: 'pay anybody anything' }));
  await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expectSilence(app, id);
});

it('gives up where it changes each time, and signs nothing', async () => {
  const id = await allowed();
  for (const most of ['90', '80', '70', '60', '50']) meanwhile.push(tighter(most));
  await expect(sign(app, grace, id)).rejects.toMatchObject({ code: 'CONFLICT' });
  await expectSilence(app, id);
  expect((await rowOf(app, id)).status).toBe('APPROVED');
  expect(await sign(app, grace, id)).toMatchObject({ status: 'SIGNED' });
});

it('proposes under the policy that holds when the proposal is stored', async () => {
  meanwhile.push(tighter('4'));
  expect(await pay(app, grace, SMALL, agentOf(grace, 'pay Coffee Corner 5'))).toMatchObject({
    status: 'AWAITING_APPROVAL',
  });
});
