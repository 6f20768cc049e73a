import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  expectSilence,
  type MoneyApp,
  openMoney,
  pay,
  SMALL,
  settled,
  sign,
} from '../../../test/support/app/money-case.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { Account } from '../../money/accounts/records/account.entity.js';
import { Hold } from './hold.js';

const timing = { holdMs: 60_000, pollMs: 10, waitMs: 150 };
let app: MoneyApp;
let ada: Person;
beforeAll(async () => {
  app = await openMoney();
  ada = await app.person('Ada');
});
afterAll(() => app[Symbol.asyncDispose]());

const take = (change = {}) => Hold.take(app.orm.em, ada.accountId, { ...timing, ...change });
const busyUntil = async () => (await app.orm.em.fork().findOneOrFail(Account, { id: ada.accountId })).busyUntil;

describe('an account that is held for a change of its signer', () => {
  it('signs no payment meanwhile, and signs it afterwards', async () => {
    const hold = await take();
    const { id } = await pay(app, ada, SMALL);
    await expect(sign(app, ada, id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expectSilence(app, id);
    await hold.release();
    expect(await sign(app, ada, id)).toMatchObject({ status: 'SIGNED' });
    // What is signed and not yet decided is waited for, and then refused without having taken anything.
    await expect(take()).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await busyUntil()).toBeNull();
    app.work();
    expect((await settled(app, id, ada)).status).toBe('CONFIRMED');
    await (await take()).release();
  });

  it('is held by one at a time, and by nobody for ever', async () => {
    const first = await take({ holdMs: 400 });
    await expect(take()).rejects.toMatchObject({ code: 'CONFLICT' });
    const second = await take({ waitMs: 5_000 });
    await expect(first.renew()).rejects.toMatchObject({ code: 'CONFLICT' });
    await first.release();
    expect((await busyUntil())!.getTime()).toBeGreaterThan(Date.now());
    await second.renew();
    await second.release();
    expect(await busyUntil()).toBeNull();
  });
});
