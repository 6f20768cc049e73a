import { Operation, type xdr } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Account } from '../../src/money/accounts/records/account.entity.js';
import { sealedVersion } from '../../src/money/policy/policy.entity.js';
import type { SealedPriceQuote } from '../../src/rulebook/facts/price-quote.js';
import { intentOf } from '../../src/rulebook/intent.js';
import { accountRecord } from '../../src/rulebook/sealed-rows.js';
import { StellarNetworks } from '../../src/stellar/networks/stellar-networks.js';
import type { Grounds, SealedRow } from '../../src/vault/contract/vault.js';
import { OrderBookSource } from '../../src/vault/room/prices/order-book.source.js';
import {
  COFFEE,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  RichGateway,
  USDC,
} from '../support/app/money-case.js';
import { envelopeWith, odd, usdc, XLM } from '../support/app/operation-samples.js';
import { updatePolicy, versionsOf } from '../support/app/policy-case.js';
import { forgePayment } from '../support/people/forged-payment.js';

// The attacker holds the server's process, trades with themselves, and shows the vault what they like.
const ONE = 10_000_000n;
const level = (n: bigint, d: bigint, amount: bigint) => ({ price: { n, d }, amount: amount * ONE });

const gateway = new RichGateway();
let app: MoneyApp;
let grace: PasskeyPerson;
let account: Account;
let sequence = 1n << 41n;
beforeAll(async () => {
  // Lumens are worth a tenth of a dollar to whoever buys them; one hundred of them are asked for at five dollars each.
  const bids = [level(1n, 10n, 1_000n)];
  gateway.books.set(`XLM ${USDC}`, { asks: [level(5n, 1n, 1_000n)], bids });
  const prices = () => [new OrderBookSource(new StellarNetworks([gateway]))];
  app = await openMoney({ gateway, overrides: { prices } });
});
afterAll(() => app[Symbol.asyncDispose]());
beforeEach(async () => {
  grace = await passkeyPerson(app);
  account = await app.orm.em.fork().findOneOrFail(Account, { id: grace.accountId });
  const accounts = [{ record: accountRecord(account), mac: account.mac }];
  await app.vault.catchUp({ userId: grace.actor.userId, accounts, state: null });
});

type Asked = { asset: string; amount: bigint; side?: 'SELL' };
const quotes = async (...asked: Asked[]): Promise<SealedPriceQuote[]> => {
  const outflows = asked.map(({ amount, ...rest }) => ({ ...rest, amount: `${amount}` }));
  return (await app.vault.quotePrices({ network: 'LOCAL', outflows })).flatMap(({ row }) => row ?? []);
};
const OUT: Asked[] = [
  { asset: USDC, amount: 1_000n * ONE },
  { asset: 'XLM', amount: 100n * ONE },
];
const sold = (amount: bigint): Asked => ({ asset: 'XLM', amount: amount * ONE, side: 'SELL' });

/** Ten dollars for lumens that go to the account itself. */
const buy = (destMin: string, change: object = {}) =>
  Operation.pathPaymentStrictSend({
    sendAsset: usdc,
    sendAmount: '10',
    destination: grace.address,
    destAsset: XLM,
    destMin,
    path: [],
    ...change,
  });
type Strike = { prices: SealedRow[]; policies?: Grounds['policies']; proposal?: object };
const strike = async (operations: xdr.Operation[], { prices, proposal = {}, ...rest }: Strike) => {
  sequence += 1n;
  const intent = intentOf(envelopeWith(operations, { source: grace.address }));
  const grounds = { prices, ...rest };
  return app.vault.sign(await forgePayment(app.vault, account, { intent, grounds, proposal, sequence }));
};
const unsigned = (attempt: Promise<unknown>, code = 'CONSENT_REQUIRED') =>
  expect(attempt).rejects.toMatchObject({ code });

describe('an attacker who trades with themselves', () => {
  it('has a fair trade signed, as anybody has', async () => {
    const prices = await quotes(...OUT, sold(100n));
    await expect(strike([buy('100')], { prices })).resolves.toHaveProperty('signature');
  });

  it('gets nothing signed for less than it could be sold for, however dear they offer it', async () => {
    const prices = await quotes(...OUT, sold(100n));
    await unsigned(strike([buy('2')], { prices }));
    await unsigned(strike([buy('97')], { prices }));
  });

  it.each<[string, () => Promise<SealedRow[]>]>([
    ['no price of what comes in', () => quotes(...OUT)],
    ['what buying it costs as what it could be sold for', () => quotes(...OUT, { asset: 'XLM', amount: 100n * ONE })],
    ['the same, renamed', async () => renamed(await quotes(...OUT))],
    ['a quote for less of it', () => quotes(...OUT, sold(1n))],
    ['a price without a seal', async () => (await quotes(...OUT, sold(100n))).map((row) => ({ ...row, mac: null }))],
    ['no price of what leaves', () => quotes(sold(100n))],
    ['what it could be sold for as the price of what leaves', () => quotes(sold(100n), { ...OUT[0]!, side: 'SELL' })],
  ])('gets nothing signed with %s', async (_what, prices) => {
    await unsigned(strike([buy('100')], { prices: await prices() }));
  });

  it('gets nothing signed by way of their own asset, or into it, or by an offer', async () => {
    const prices = await quotes(...OUT, sold(1_000n));
    await unsigned(strike([buy('100', { path: [odd] })], { prices }));
    await unsigned(strike([buy('1000000', { destAsset: odd })], { prices }));
    const offer = { selling: usdc, buying: XLM, amount: '10', price: '10' };
    await unsigned(strike([Operation.manageSellOffer(offer)], { prices }));
    await unsigned(strike([Operation.createPassiveSellOffer(offer)], { prices }));
    await unsigned(strike([Operation.manageBuyOffer({ ...offer, buyAmount: '100', price: '0.1' })], { prices }));
  });

  it('gets nothing signed in the name of a key, or of the agent that one told to', async () => {
    const prices = await quotes(...OUT, sold(100n));
    for (const proposedBy of ['API_KEY', 'AGENT'])
      await unsigned(
        strike([buy('100')], { prices, proposal: { proposedBy, apiKeyId: 'api_x' } }),
        'PERMISSION_DENIED',
      );
  });

  it('gets nothing signed for a person who keeps a list, with or without their word', async () => {
    const prices = await quotes(...OUT, sold(100n));
    await updatePolicy(app, grace, { denyList: [COFFEE] });
    const [row] = await versionsOf(app, grace);
    await unsigned(
      strike([buy('100')], { prices, policies: { own: sealedVersion(row!), account: null } }),
      'PERMISSION_DENIED',
    );
  });
});

const renamed = (rows: SealedPriceQuote[]): SealedRow[] => [
  ...rows,
  ...rows.map(({ record, mac }) => ({ record: { ...record, side: 'SELL' as const }, mac })),
];
