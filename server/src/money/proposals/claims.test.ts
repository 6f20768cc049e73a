import { Claimant, Operation, type xdr } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ACME,
  COFFEE,
  expectSilence,
  type MoneyApp,
  openMoney,
  passkeyPerson,
  rowOf,
} from '../../../test/support/app/money-case.js';
import { envelopeWith, XLM } from '../../../test/support/app/operation-samples.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { forgePayment } from '../../../test/support/people/forged-payment.js';
import { intentOf } from '../../rulebook/intent.js';
import { Account } from '../accounts/records/account.entity.js';

const PROPOSE = `mutation ($input: RawTransactionInput!) { proposeTransaction(input: $input) {
  id status effects verdict { rules { rule decision matched } } failure { code message } } }`;

let app: MoneyApp;
let ada: Person;
beforeAll(async () => {
  app = await openMoney();
});
beforeEach(async () => {
  ada = await app.person();
});
afterAll(() => app?.[Symbol.asyncDispose]());

const propose = async (operations: xdr.Operation[], { actor, address, accountId }: Person = ada) => {
  const input = { accountId, xdr: envelopeWith(operations, { source: address }) };
  return (await app.as(actor, PROPOSE, { input })).proposeTransaction;
};
const { predicateBeforeAbsoluteTime: before, predicateNot: not, predicateUnconditional: always } = Claimant;
const aside = (...claimants: Claimant[]) => Operation.createClaimableBalance({ asset: XLM, amount: '1', claimants });
const DEAD: [string, () => Claimant[]][] = [
  ['never', () => [new Claimant(COFFEE, not(always()))]],
  ['in the past alone', () => [new Claimant(COFFEE, before('1700000000'))]],
  [
    'by its sender alone, as the other claimant never can',
    () => [new Claimant(COFFEE, not(always())), new Claimant(ada.address)],
  ],
  [
    'by the first of two alone',
    () => [new Claimant(COFFEE), new Claimant(ACME, Claimant.predicateBeforeRelativeTime('0'))],
  ],
];

describe('a balance that can be claimed', () => {
  it.each(DEAD)('%s is refused with a sentence, and nothing is signed', async (_when, claimants) => {
    const refused = await propose([aside(...claimants())]);
    expect(refused).toMatchObject({ status: 'DENIED', failure: { code: 'BAD_USER_INPUT' } });
    expect(refused.failure.message).toContain('could never claim it (');
    await expectSilence(app, refused.id);
  });

  it('at any time is set aside', async () => {
    const effects = [expect.stringContaining('Locks up to 0.5 XLM in reserves')];
    expect(await propose([aside(new Claimant(COFFEE))])).toMatchObject({ status: 'APPROVED', effects });
  });
});

describe('the vault', () => {
  it('signs nothing that could never be claimed, whatever the server says', async () => {
    const grace = await passkeyPerson(app);
    const account = await app.orm.em.fork().findOneOrFail(Account, { id: grace.accountId });
    const intent = intentOf(envelopeWith([aside(new Claimant(COFFEE, not(always())))], { source: grace.address }));
    const request = await forgePayment(app.vault, account, { intent, sequence: 1n << 50n });
    await expect(app.vault.sign(request)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('a merge', () => {
  it('is shown as what it is: nothing is left', async () => {
    const asked = await propose([Operation.accountMerge({ destination: COFFEE })]);
    expect(asked.status).toBe('AWAITING_APPROVAL');
    expect(asked.effects).toEqual([expect.stringContaining('0 XLM is left')]);
    const { balanceChanges } = await rowOf(app, asked.id);
    expect(balanceChanges).toEqual([{ asset: 'XLM', before: '100000', after: '0' }]);
  });
});
