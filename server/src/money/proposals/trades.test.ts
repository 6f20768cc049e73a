import { getLiquidityPoolId, Operation, type xdr } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CREATE_KEY } from '../../../test/support/app/key-case.js';
import {
  agentOf,
  COFFEE,
  expectSilence,
  type MoneyApp,
  openMoney,
  rowOf,
  sign,
} from '../../../test/support/app/money-case.js';
import { envelopeWith, odd, usdc, XLM } from '../../../test/support/app/operation-samples.js';
import { updatePolicy } from '../../../test/support/app/policy-case.js';
import type { Person } from '../../../test/support/app/test-app.js';
import { type Actor, agentActor, apiKeyActor, Scope } from '../../kernel/actor.js';

const PROPOSE = `mutation ($input: RawTransactionInput!) { proposeTransaction(input: $input) {
  id status verdict { decision rules { rule decision matched message } } failure { code message } } }`;

let app: MoneyApp;
let ada: Person;
beforeAll(async () => {
  app = await openMoney();
});
beforeEach(async () => {
  ada = await app.person();
});
afterAll(() => app?.[Symbol.asyncDispose]());

const propose = async (operations: xdr.Operation[], actor: Actor = ada.actor) => {
  const input = { accountId: ada.accountId, xdr: envelopeWith(operations, { source: ada.address }) };
  return (await app.as(actor, PROPOSE, { input })).proposeTransaction;
};
type Proposed = Awaited<ReturnType<typeof propose>>;
const market = ({ verdict }: Proposed) => verdict.rules.find(({ rule }: { rule: string }) => rule === 'market');

/** Ten lumens are worth a dollar here. */
const swap = (destMin: string, destination = ada.address, path = [] as (typeof usdc)[]) =>
  Operation.pathPaymentStrictSend({
    sendAsset: XLM,
    sendAmount: '10',
    destination,
    destAsset: usdc,
    destMin,
    path,
  });
const pool = Buffer.from(getLiquidityPoolId('constant_product', { assetA: XLM, assetB: usdc, fee: 30 })).toString(
  'hex',
);
const offer = { selling: XLM, buying: usdc, price: '0.1' };
/** Each at a price that nobody loses by, as far as an operation names one. */
const TRADES: [string, () => xdr.Operation][] = [
  ['a path payment to oneself', () => swap('1')],
  ['a path payment to somebody else', () => swap('1', COFFEE)],
  [
    'a path payment that receives',
    () =>
      Operation.pathPaymentStrictReceive({
        sendAsset: XLM,
        sendMax: '10',
        destination: ada.address,
        destAsset: usdc,
        destAmount: '1',
      }),
  ],
  ['a sell offer', () => Operation.manageSellOffer({ ...offer, amount: '10' })],
  ['a changed offer', () => Operation.manageSellOffer({ ...offer, amount: '10', offerId: '7' })],
  ['a passive offer', () => Operation.createPassiveSellOffer({ ...offer, amount: '10' })],
  ['a buy offer', () => Operation.manageBuyOffer({ ...offer, price: '10', buyAmount: '1' })],
  [
    'a pool deposit',
    () =>
      Operation.liquidityPoolDeposit({
        liquidityPoolId: pool,
        maxAmountA: '10',
        maxAmountB: '1',
        minPrice: '0.0001',
        maxPrice: '9999',
      }),
  ],
  [
    'a pool withdrawal',
    () =>
      Operation.liquidityPoolWithdraw({
        liquidityPoolId: pool,
        amount: '5',
        minAmountA: '0',
        minAmountB: '0',
      }),
  ],
];

const refused = async (proposed: Proposed): Promise<void> => {
  expect(proposed).toMatchObject({ status: 'DENIED', verdict: { decision: 'REFUSE' } });
  expect(market(proposed)).toMatchObject({ decision: 'REFUSE', matched: true });
  await expectSilence(app, proposed.id);
};

describe.each(TRADES)('%s', (_what, operation) => {
  it('is refused to a key, and to the agent that a key told to', async () => {
    const input = { name: 'Trader', scopes: ['READ', 'PROPOSE'] };
    const { id } = (await app.as(ada.actor, CREATE_KEY, { input })).createApiKey.apiKey;
    await refused(await propose([operation()], apiKeyActor(ada.actor.userId, id, [Scope.READ, Scope.PROPOSE])));
    await refused(await propose([operation()], agentActor(ada.actor.userId, { apiKeyId: id })));
  });

  it.each([
    ['an allow list', { allowList: [COFFEE] }],
    ['a deny list', { denyList: [COFFEE] }],
  ])('is refused beside %s, also to its person', async (_which, list) => {
    await updatePolicy(app, ada, list);
    await refused(await propose([operation()]));
    await refused(await propose([operation()], agentOf(ada)));
  });
});

describe('a path payment', () => {
  it('is signed unasked where at most 2 percent of its worth is lost, by the vault as well', async () => {
    const proposed = await propose([swap('0.98')]);
    expect(proposed).toMatchObject({ status: 'APPROVED' });
    await sign(app, ada, proposed.id);
    expect((await rowOf(app, proposed.id)).verdictProof?.statement).toMatchObject({ decision: 'ALLOW' });
  });

  it.each<[string, () => xdr.Operation[]]>([
    ['one stroop more may be lost', () => [swap('0.9799999')]],
    ['next to nothing has to arrive', () => [swap('0.0000001')]],
    ['an asset of a stranger is on its way', () => [swap('1', ada.address, [odd])]],
    ['it gives the same money away a little at a time', () => [swap('0.99'), swap('0.99'), swap('0.99')]],
  ])('asks where %s', async (_when, operations) => {
    const asked = await propose(operations());
    expect(asked).toMatchObject({ status: 'AWAITING_APPROVAL' });
    expect(market(asked)).toMatchObject({ decision: 'ASK', matched: true });
    expect((await rowOf(app, asked.id)).envelope).toBeNull();
  });

  it('to or from what a stranger issued asks, at whatever price', async () => {
    const route = { destination: ada.address, path: [] };
    const into = Operation.pathPaymentStrictSend({
      ...route,
      sendAsset: XLM,
      sendAmount: '10',
      destAsset: odd,
      destMin: '1000000',
    });
    expect(market(await propose([into]))).toMatchObject({ decision: 'ASK' });
  });
});

describe('an offer', () => {
  it('asks at the best price, because it may be taken at another time', async () => {
    for (const [, operation] of TRADES.slice(3, 7))
      expect(market(await propose([operation()]))).toMatchObject({ decision: 'ASK' });
  });

  it('is cancelled by anybody who may propose, for that moves nothing', async () => {
    await updatePolicy(app, ada, { denyList: [COFFEE] });
    const cancel = Operation.manageSellOffer({ ...offer, amount: '0', offerId: '7' });
    expect(await propose([cancel])).toMatchObject({ status: 'APPROVED' });
  });
});
