import { Asset, Keypair, Memo, Operation, type OperationRecord, xdr } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACME,
  agentOf,
  COFFEE,
  expectSilence,
  type MoneyApp,
  openMoney,
  rowOf,
  settled,
} from '../../../test/support/app/money-case.js';
import { envelopeWith, OTHER, SAMPLES, tampered, usdc, XLM } from '../../../test/support/app/operation-samples.js';
import { createTestApp, type Person, type TestApp } from '../../../test/support/app/test-app.js';
import type { Actor } from '../../kernel/actor.js';

const PROPOSE = `mutation ($input: RawTransactionInput!) { proposeTransaction(input: $input) {
  id status summary memo xdr fee verdict { decision rules { rule decision matched code } }
  operations { type changesControl unsized } outflows { asset amount } recipients { address }
  failure { code message } approval { status consent { digest } } } }`;
type Options = { memo?: Memo; fee?: string; source?: string; idempotencyKey?: string; actor?: Actor };

const propose = async (app: TestApp, person: Person, operations: xdr.Operation[], options: Options = {}) => {
  const { actor = person.actor, idempotencyKey, ...frame } = options;
  const envelope = envelopeWith(operations, { source: person.address, ...frame });
  const input = { accountId: person.accountId, xdr: envelope, ...(idempotencyKey && { idempotencyKey }) };
  return (await app.as(actor, PROPOSE, { input })).proposeTransaction;
};
const xlm = (amount: string, destination = COFFEE) => Operation.payment({ destination, asset: XLM, amount });

describe('a transaction that was built elsewhere, on the local network', () => {
  let app: TestApp;
  let ada: Person;
  beforeAll(async () => {
    app = await createTestApp();
    ada = await app.person();
  }, 60_000);
  afterAll(() => app?.[Symbol.asyncDispose]());

  it('pays like a payment that Tuxedo built, with a sequence number of its own', async () => {
    const proposed = await propose(app, ada, [xlm('5'), xlm('2', ACME)], { memo: Memo.text('INV-1') });
    expect(proposed).toMatchObject({
      status: 'APPROVED',
      memo: 'INV-1',
      outflows: [{ asset: 'XLM', amount: '7.00002' }],
    });
    const done = await settled(app, proposed.id, ada);
    expect(done).toMatchObject({ status: 'CONFIRMED', feeCharged: 200n });
    expect(done.sequence).not.toBe(42n);
  }, 30_000);

  const setOptions = Operation.setOptions({ homeDomain: 'example.org' });

  it('that changes control is asked about where a person proposes it, and is then done', async () => {
    const asked = await propose(app, ada, [setOptions]);
    expect(asked).toMatchObject({
      status: 'AWAITING_APPROVAL',
      operations: [{ changesControl: true, unsized: false }],
    });
    const approve = 'mutation ($input: ApproveTransactionInput!) { approveTransaction(input: $input) { status } }';
    await app.as(ada.actor, approve, { input: { id: asked.id, consentDigest: asked.approval.consent.digest } });
    const done = await settled(app, asked.id, ada);
    expect(done).toMatchObject({ status: 'CONFIRMED' });
  }, 30_000);

  it('that changes control is denied to the agent', async () => {
    const denied = await propose(app, ada, [setOptions], { actor: agentOf(ada) });
    expect(denied).toMatchObject({ status: 'DENIED', approval: null, failure: { code: 'PERMISSION_DENIED' } });
    expect((await rowOf(app, denied.id)).envelope).toBeNull();
  });
});

describe('the policy for what was built elsewhere', () => {
  let app: MoneyApp;
  let ada: Person;
  let grace: Person;
  beforeAll(async () => {
    app = await openMoney();
    [ada, grace] = [await app.person('Ada'), await app.person('Grace')];
    app.gateway.open(OTHER);
  }, 60_000);
  afterAll(() => app?.[Symbol.asyncDispose]());

  const asks: OperationRecord['type'][] = [
    'accountMerge',
    'allowTrust',
    'beginSponsoringFutureReserves',
    'bumpSequence',
    'clawback',
    'clawbackClaimableBalance',
    'endSponsoringFutureReserves',
    'liquidityPoolDeposit',
    'revokeAccountSponsorship',
    'revokeClaimableBalanceSponsorship',
    'revokeDataSponsorship',
    'revokeLiquidityPoolSponsorship',
    'revokeOfferSponsorship',
    'revokeSignerSponsorship',
    'revokeTrustlineSponsorship',
    'setOptions',
    'setTrustLineFlags',
  ];

  it.each(asks)('asks a person about %s, and refuses it to the agent', async (type) => {
    const asked = await propose(app, ada, [xlm('1'), SAMPLES[type]]);
    expect(asked).toMatchObject({ status: 'AWAITING_APPROVAL', verdict: { decision: 'ASK' } });
    const denied = await propose(app, grace, [xlm('1'), SAMPLES[type]], { actor: agentOf(grace) });
    expect(denied).toMatchObject({ status: 'DENIED', approval: null, verdict: { decision: 'REFUSE' } });
    await expectSilence(app, denied.id);
  });

  it('counts the sum of all operations, so that dust does not pass a limit', async () => {
    const dust = Array.from({ length: 50 }, () => xlm('2.1'));
    const asked = await propose(app, ada, dust);
    const [rule] = asked.verdict.rules.filter(({ rule }: { rule: string }) => rule === 'per-transaction-cap');
    expect(rule).toMatchObject({ matched: true, decision: 'ASK', code: 'SPENDING_LIMIT_EXCEEDED' });
    await expectSilence(app, asked.id);
  });

  it('knows the same key again, whoever calls', async () => {
    const first = await propose(app, ada, [Operation.manageData({ name: 'a', value: 'b' })], {
      idempotencyKey: 'raw-1',
    });
    const again = await propose(app, ada, [Operation.manageData({ name: 'a', value: 'b' })], {
      idempotencyKey: 'raw-1',
    });
    expect(again.id).toBe(first.id);
    const other = propose(app, ada, [Operation.manageData({ name: 'a', value: 'c' })], { idempotencyKey: 'raw-1' });
    await expect(other).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('what can be told before it is proposed', () => {
  let app: MoneyApp;
  let ada: Person;
  const stranger = Keypair.random().publicKey();
  const exchange = Keypair.random().publicKey();
  beforeAll(async () => {
    app = await openMoney();
    ada = await app.person();
    app.gateway.open(exchange, '10', { memoRequired: true });
  }, 60_000);
  afterAll(() => app?.[Symbol.asyncDispose]());

  const odd = new Asset('ODD', stranger);
  it.each<[string, () => xdr.Operation[], Options, string]>([
    ['money that is not there', () => [xlm('999999')], {}, 'INSUFFICIENT_BALANCE'],
    [
      'an asset it does not hold',
      () => [Operation.payment({ destination: COFFEE, asset: odd, amount: '1' })],
      {},
      'NO_TRUSTLINE',
    ],
    ['no memo for who asks for one', () => [xlm('1', exchange)], {}, 'MEMO_REQUIRED'],
    ['a source that is not the account', () => [xlm('1')], { source: stranger }, 'BAD_USER_INPUT'],
  ])('refuses %s, and stores nothing', async (_what, operations, options, code) => {
    await expect(propose(app, ada, operations(), options)).rejects.toMatchObject({ code });
    const { transactions } = await app.as(ada.actor, '{ transactions { totalCount } }');
    expect(transactions.totalCount).toBe(0);
    expect(app.signed).toEqual([]);
  });

  it('denies more fee than the policy lets a transaction offer, whatever it holds', async () => {
    const bob = await app.person('Bob');
    expect(await propose(app, bob, [xlm('1')], { fee: '1000000' })).toMatchObject({ status: 'APPROVED' });
    const dear = await propose(app, bob, [xlm('1'), xlm('1')], { fee: '500001' });
    expect(dear).toMatchObject({ status: 'DENIED', failure: { message: expect.stringContaining('0.1000002 XLM') } });
    expect(app.signed).toEqual([]);
  });

  it('refuses what cannot be read, because nobody could agree to it', async () => {
    const { value } = SAMPLES.payment.body as { value: xdr.PaymentOp };
    const body = xdr.OperationBody.payment(new xdr.PaymentOp({ ...value, amount: -1n }));
    const envelope = tampered(envelopeWith([xlm('1')], { source: ada.address }), () => ({
      operations: [new xdr.Operation({ sourceAccount: null, body })],
    }));
    const refused = app.as(ada.actor, PROPOSE, { input: { accountId: ada.accountId, xdr: envelope } });
    await expect(refused).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('payment'),
    });
  });

  it('leaves to the ledger what an earlier operation may bring', async () => {
    const trust = Operation.changeTrust({ asset: odd });
    const swap = Operation.pathPaymentStrictReceive({
      sendAsset: usdc,
      sendMax: '999999',
      destination: ada.address,
      destAsset: odd,
      destAmount: '1',
    });
    const asked = await propose(app, ada, [trust, swap]);
    expect(asked).toMatchObject({ status: 'DENIED', recipients: [] });
    expect(asked.verdict.rules.find(({ rule }: { rule: string }) => rule === 'per-day-cap').matched).toBe(true);
  });
});
