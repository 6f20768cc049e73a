import { Claimant, MuxedAccount, Operation, Account as SdkAccount, type xdr } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CREATE_KEY } from '../../../test/support/app/key-case.js';
import {
  agentOf,
  COFFEE,
  type MoneyApp,
  openMoney,
  passkeyPerson,
  rowOf,
  sign,
  USDC,
} from '../../../test/support/app/money-case.js';
import { decodeAll, envelopeWith, ME, OTHER, SAMPLES, usdc, XLM } from '../../../test/support/app/operation-samples.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { forgePayment } from '../../../test/support/people/forged-payment.js';
import { apiKeyActor, Scope } from '../../kernel/actor.js';
import { canonicalAsset } from '../../kernel/assets.js';
import { intentOf } from '../../rulebook/intent.js';
import { Account } from '../accounts/records/account.entity.js';

const PROPOSE = `mutation ($input: RawTransactionInput!) { proposeTransaction(input: $input) {
  id status summary effects outflows { asset amount fee reserve }
  verdict { rules { rule decision matched } } failure { code message } } }`;
const TRUST = `mutation ($input: TrustlineInput!) { proposeTrustline(input: $input) {
  status effects outflows { asset amount reserve } verdict { rules { rule matched } } } }`;
const ISSUER = USDC.split(':')[1]!;
const entries = (count: number, prefix = 'n') =>
  Array.from({ length: count }, (_, index) => Operation.manageData({ name: `${prefix}${index}`, value: 'x' }));

let app: MoneyApp;
let ada: Person;
beforeAll(async () => {
  app = await openMoney();
});
beforeEach(async () => {
  ada = await app.person();
});
afterAll(() => app?.[Symbol.asyncDispose]());

const propose = async (operations: xdr.Operation[], actor = ada.actor) => {
  const input = { accountId: ada.accountId, xdr: envelopeWith(operations, { source: ada.address }) };
  return (await app.as(actor, PROPOSE, { input })).proposeTransaction;
};
const matched = ({ verdict }: { verdict: { rules: { rule: string; matched: boolean }[] } }): string[] =>
  verdict.rules.filter((rule) => rule.matched).map(({ rule }) => rule);

describe('reserves that get locked', () => {
  it('are an outflow, in words and in the caps', async () => {
    const proposed = await propose(entries(100));
    expect(proposed).toMatchObject({
      status: 'APPROVED',
      outflows: [{ asset: 'XLM', amount: '50.001', fee: '0.001', reserve: '50' }],
      effects: ['Locks up to 50 XLM in reserves (100 entries x 0.5 XLM), which comes back when they are removed.'],
    });
    await sign(app, ada, proposed.id);
    expect((await rowOf(app, proposed.id)).verdictProof?.statement.outflows).toEqual([
      { asset: 'XLM', amount: '50.0010000' },
    ]);
  });

  it('add up with payments to the limit of one transaction', async () => {
    const pay = (amount: string) => Operation.payment({ destination: COFFEE, asset: XLM, amount });
    expect(await propose([...entries(99), pay('50.5')])).toMatchObject({ status: 'APPROVED' });
    const asked = await propose([...entries(99, 'm'), pay('50.5000001')]);
    expect([asked.status, ...matched(asked)]).toEqual(['AWAITING_APPROVAL', 'per-transaction-cap']);
  });

  it('leave the agent’s trustlines as they were', async () => {
    app.gateway.open(canonicalAsset('EURC', 'LOCAL').split(':')[1]!);
    const input = { accountId: ada.accountId, asset: 'EURC', limit: '200000' };
    const { proposeTrustline } = await app.as(agentOf(ada), TRUST, { input });
    expect(proposeTrustline).toMatchObject({ status: 'APPROVED', outflows: [{ reserve: '0.5' }] });
    expect(matched(proposeTrustline)).toEqual([]);
  });

  it('are refused to a key that may spend another asset alone', async () => {
    const made = { name: 'Dollars', scopes: ['READ', 'PROPOSE'], caps: [{ asset: 'USDC', perDay: '5' }] };
    const { id } = (await app.as(ada.actor, CREATE_KEY, { input: made })).createApiKey.apiKey;
    const refused = await propose(entries(10), apiKeyActor(ada.actor.userId, id, [Scope.READ, Scope.PROPOSE]));
    expect([refused.status, ...matched(refused)]).toEqual(['DENIED', 'api-key-asset']);
    await expectUnsigned(refused.id);
  });
});

const expectUnsigned = async (id: string): Promise<void> => {
  expect(await rowOf(app, id)).toMatchObject({ envelope: null, verdictProof: null });
};
const lockedBy = (...operations: xdr.Operation[]): bigint => decodeAll(operations).outflows[0]?.reserve ?? 0n;
const HALF = 5_000_000n;

describe('what operations lock', () => {
  it.each<[string, xdr.Operation[], bigint]>([
    ['a trustline', [SAMPLES.changeTrust], 1n],
    ['a signer', [SAMPLES.setOptions], 1n],
    ['a data entry', [SAMPLES.manageData], 1n],
    ['an offer', [Operation.manageSellOffer({ selling: XLM, buying: usdc, price: '2', amount: '5' })], 1n],
    [
      'a balance for two',
      [
        Operation.createClaimableBalance({
          asset: XLM,
          amount: '1',
          claimants: [new Claimant(OTHER), new Claimant(ME)],
        }),
      ],
      2n,
    ],
    ['what the account pays for another', [SAMPLES.beginSponsoringFutureReserves, SAMPLES.createAccount], 2n],
    ['a sponsorship that is handed over', [SAMPLES.revokeAccountSponsorship], 2n],
    [
      'one entry that comes and one that goes',
      [SAMPLES.manageData, Operation.manageData({ name: 'a', value: null })],
      1n,
    ],
    ['nothing', [SAMPLES.createAccount, Operation.manageData({ name: 'a', value: null })], 0n],
  ])('%s is counted', (_what, operations, count) => {
    expect(lockedBy(...operations)).toBe(count * HALF);
  });
});

const muxed = new MuxedAccount(new SdkAccount(ISSUER, '0'), '7').accountId();
const swap = { sendAsset: XLM, sendAmount: '10', destAsset: usdc, destMin: '1', path: [] };
const BURNS: [string, () => xdr.Operation][] = [
  ['a payment', () => Operation.payment({ destination: ISSUER, asset: usdc, amount: '5' })],
  ['a payment to its muxed address', () => Operation.payment({ destination: muxed, asset: usdc, amount: '5' })],
  ['a path payment', () => Operation.pathPaymentStrictSend({ ...swap, destination: ISSUER })],
  [
    'a balance that it may claim',
    () =>
      Operation.createClaimableBalance({
        asset: usdc,
        amount: '5',
        claimants: [new Claimant(COFFEE), new Claimant(ISSUER)],
      }),
  ],
];

describe('an asset that goes back to its issuer', () => {
  beforeAll(() => void app.gateway.open(ISSUER));

  it.each(BURNS)('by %s is destroyed: the card says so, and a person is asked', async (_how, operation) => {
    const asked = await propose([operation()]);
    expect(asked.status).toBe('AWAITING_APPROVAL');
    expect(matched(asked)).toContain('burn');
    expect(asked.effects.join(' ')).toMatch(/^.*\d USDC is destroyed: sent back to its issuer\./);
    const [shown] = (await rowOf(app, asked.id)).operations;
    expect(shown!.fields.map(({ label }) => label)).toContain('Destroys');
    await expectUnsigned(asked.id);
  });

  it('is asked about by the vault as well, whatever the server says', async () => {
    const grace = await passkeyPerson(app);
    const account = await app.orm.em.fork().findOneOrFail(Account, { id: grace.accountId });
    const intent = intentOf(envelopeWith([BURNS[0]![1]()], { source: grace.address }));
    const request = await forgePayment(app.vault, account, { intent, sequence: 1n << 51n });
    await expect(app.vault.sign(request)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
  });

  it('is not destroyed where somebody else gets it', async () => {
    const paid = await propose([Operation.payment({ destination: COFFEE, asset: usdc, amount: '5' })]);
    expect([paid.status, ...matched(paid)]).toEqual(['APPROVED']);
  });
});
