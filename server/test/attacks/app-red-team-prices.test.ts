import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MINUTE_MS } from '../../src/kernel/durations.js';
import { Account } from '../../src/money/accounts/records/account.entity.js';
import { Approval } from '../../src/money/approvals/approval.entity.js';
import { consentDigest } from '../../src/rulebook/consent-text.js';
import type { PriceSource, Sample } from '../../src/rulebook/facts/price.js';
import type { SealedPriceQuote } from '../../src/rulebook/facts/price-quote.js';
import { accountRecord } from '../../src/rulebook/sealed-rows.js';
import { StellarNetworks } from '../../src/stellar/networks/stellar-networks.js';
import type { SealedRow } from '../../src/vault/contract/vault.js';
import { OrderBookSource } from '../../src/vault/room/prices/order-book.source.js';
import {
  approvalOf,
  approve,
  COFFEE,
  type MoneyApp,
  openMoney,
  type PasskeyPerson,
  passkeyPerson,
  pay,
  RichGateway,
  rowOf,
  sign,
  USDC,
} from '../support/app/money-case.js';
import { forgePayment } from '../support/people/forged-payment.js';

// The attacker holds the server's process and lies about prices: a person's caps are wide, so that a price alone decides.
const ONE = 10_000_000n;
const CHEAP = `ODD:${USDC.split(':')[1]}`;
const wide = { perTransaction: '1000000', perDay: '100000000' };
const caps = { XLM: wide, USDC: wide };

/** A source that says what it is told. */
class Oracle implements PriceSource {
  readonly name = 'prices.example';
  says: string | null = null;
  async quote(): Promise<Sample | null> {
    return this.says === null ? null : { usd: this.says, at: new Date() };
  }
}

const gateway = new RichGateway();
const oracle = new Oracle();
const book = new OrderBookSource(new StellarNetworks([gateway]));
let sources: PriceSource[];
let app: MoneyApp;
let grace: PasskeyPerson;
let account: Account;
let sequence = 1n << 40n;
beforeAll(async () => {
  // Ninety XLM for a tenth of a dollar each; what is beyond costs ten dollars. And something that is nearly for free.
  const level = (n: bigint, d: bigint, amount: bigint) => ({ price: { n, d }, amount: amount * ONE });
  gateway.books.set(`XLM ${USDC}`, { asks: [level(1n, 10n, 90n), level(10n, 1n, 100_000n)], bids: [] });
  gateway.books.set(`${CHEAP} ${USDC}`, { asks: [level(1n, 10_000n, 100_000n)], bids: [] });
  const config = { policy: { approvalThresholdUsd: '1000', caps, overLimit: 'ASK' as const, feeMaxXlm: '0.1' } };
  app = await openMoney({ config, gateway, overrides: { prices: () => sources } });
});
afterAll(() => app[Symbol.asyncDispose]());
beforeEach(async () => {
  sources = [book];
  grace = await passkeyPerson(app);
  account = await app.orm.em.fork().findOneOrFail(Account, { id: grace.accountId });
  const accounts = [{ record: accountRecord(account), mac: account.mac }];
  await app.vault.catchUp({ userId: grace.actor.userId, accounts, state: null });
});
afterEach(() => void vi.useRealTimers());

const quotesFor = async (amount: bigint, asset = 'XLM', network = 'LOCAL'): Promise<SealedPriceQuote[]> =>
  (await app.vault.quotePrices({ network, outflows: [{ asset, amount: `${amount * ONE}` }] })).flatMap(
    ({ row }) => row ?? [],
  );

type Attack = { amount?: bigint; actor?: 'PERSON' | 'AGENT'; prices: SealedRow[] };

const typed = { destinations: [{ address: COFFEE, origin: 'USER', typed: true }], amount: 'USER' };

/** Asks for a signature without anybody's word, over a proposal that the server sealed. */
const strike = async ({ amount = 9_000n, actor = 'PERSON', prices }: Attack) => {
  sequence += 1n;
  const proposal = { proposedBy: actor, provenance: typed };
  return app.vault.sign(
    await forgePayment(app.vault, account, { amount: amount * ONE, proposal, grounds: { prices }, sequence }),
  );
};
const unsigned = (attack: Attack) => expect(strike(attack)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });

const forged = async (change: Partial<SealedPriceQuote['record']>): Promise<SealedRow[]> => {
  const [quote] = await quotesFor(9_001n);
  return [{ ...quote!, record: { ...quote!.record, ...change } }];
};

describe('an attacker who lies about a price', () => {
  it('has what is cheap signed, as anybody has', async () => {
    await expect(strike({ amount: 80n, prices: await quotesFor(81n) })).resolves.toHaveProperty('signature');
    const small = { amount: 40n, actor: 'AGENT' as const };
    await expect(strike({ ...small, prices: await quotesFor(41n) })).resolves.toHaveProperty('signature');
    const among = [...(await quotesFor(41n, CHEAP)), ...(await quotesFor(1n)), ...(await quotesFor(41n))];
    await expect(strike({ ...small, prices: among })).resolves.toHaveProperty('signature');
    // What strangers got of the agent within a day counts together.
    await unsigned({ ...small, prices: await quotesFor(41n) });
  });

  it.each<[string, () => Promise<SealedRow[]>]>([
    ['the truth', () => quotesFor(9_001n)],
    ['no price', async () => []],
    ['a price without a seal', async () => [{ ...(await quotesFor(9_001n))[0]!, mac: null }]],
    ['a lower price under the seal of another', () => forged({ usd: '0.0000001' })],
    ['a quote for less, said to be for more', async () => [withAmount((await quotesFor(90n))[0]!, 9_001n)]],
    ['the price of so much less, as the order book really has it', () => quotesFor(90n)],
    ['the price of one', () => quotesFor(1n)],
    ['the price of another asset', () => quotesFor(9_001n, CHEAP)],
    ['the price of another asset, renamed', async () => [renamed((await quotesFor(9_001n, CHEAP))[0]!)]],
    ['the price on another network', () => elsewhere()],
    [
      'each of these at once',
      async () => [...(await quotesFor(1n)), ...(await elsewhere()), ...(await forged({ usd: '0' }))],
    ],
  ])('gets nothing signed above the threshold with %s', async (_what, prices) => {
    await unsigned({ prices: await prices() });
  });

  it.each<[string, () => Promise<SealedRow[]>]>([
    ['the truth', () => quotesFor(96n)],
    ['no price', async () => []],
    ['the price of so much less', () => quotesFor(50n)],
    ['a lower price under the seal of another', () => forged({ usd: '0.0000001' })],
  ])('has the agent pay no stranger above its limit with %s', async (_what, prices) => {
    await unsigned({ amount: 95n, actor: 'AGENT', prices: await prices() });
  });

  it('cannot have a price sealed, whatever it is called', async () => {
    const [{ record }] = (await forged({ usd: '0.0000001' })) as [SealedRow];
    await expect(app.vault.seal(record as never)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const contact = { ...record, kind: 'contact' as const };
    const mac = await app.vault.seal(contact);
    await unsigned({ prices: [{ record: contact, mac }] });
    await unsigned({ prices: [{ record, mac }] });
  });

  it('finds an old quote worth nothing, and one of tomorrow', async () => {
    const cheap = { amount: 80n, prices: await quotesFor(81n) };
    const given = Date.now();
    vi.setSystemTime(given + 2 * MINUTE_MS + 1_000);
    await unsigned(cheap);
    vi.setSystemTime(given - 61_000);
    await unsigned(cheap);
    vi.setSystemTime(given + 60_000);
    await expect(strike(cheap)).resolves.toHaveProperty('signature');
  });

  it.each(['0', '0.0', 'NaN', '-1', '1e-9', '', 'Infinity'])('gets no quote where a source says %j', async (said) => {
    sources = [oracle];
    oracle.says = said;
    expect(await quotesFor(9_001n)).toEqual([]);
    oracle.says = null;
    expect(await quotesFor(9_001n)).toEqual([]);
  });

  it.each([['no number'], ['-5'], ['1.5'], ['9'.repeat(41)]])('gets no quote for %s', async (amount) => {
    const asked = app.vault.quotePrices({ network: 'LOCAL', outflows: [{ asset: 'XLM', amount }] });
    await expect(asked).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('gets no quotes for more than a transaction can hold', async () => {
    const outflows = Array.from({ length: 257 }, () => ({ asset: 'XLM', amount: '1' }));
    await expect(app.vault.quotePrices({ network: 'LOCAL', outflows })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});

const withAmount = ({ record, mac }: SealedPriceQuote, amount: bigint): SealedRow => ({
  record: { ...record, amount: `${amount * ONE}` },
  mac,
});
const renamed = ({ record, mac }: SealedPriceQuote): SealedRow => ({ record: { ...record, asset: 'XLM' }, mac });

/** On another network it is worth next to nothing, as a source of the operator's says. */
const elsewhere = async (): Promise<SealedPriceQuote[]> => {
  sources = [oracle];
  oracle.says = '0.0000001';
  const quotes = await quotesFor(9_001n, 'XLM', 'TESTNET');
  expect(quotes).toHaveLength(1);
  return quotes;
};

/** The text that the person is given to sign has another price than the one that was known. */
const lieOnCard = async (transactionId: string, lie: (text: string) => string): Promise<void> => {
  const { id, canonical } = await approvalOf(app, transactionId);
  const told = canonical.replace(/^price: XLM .*$/m, lie);
  expect(told).not.toBe(canonical);
  const digest = consentDigest(told).toString('hex');
  await app.orm.em.fork().nativeUpdate(Approval, { id }, { canonical: told, digest });
};

describe('prices that the person agreed to', () => {
  it.each<[string, (line: string) => string]>([
    ['lower than the vault knows', (line) => line.replace(/ \d[\d.]* /, ' 0.0001 ')],
    ['none at all', () => 'price: XLM none'],
  ])('are compared with the vault’s own: no signature where they were %s', async (_what, lie) => {
    const { id } = await pay(app, grace, { asset: 'XLM', amount: '9000' });
    await lieOnCard(id, lie);
    await approve(app, grace, await grace.confirm(id));
    const before = app.signed.length;
    await expect(sign(app, grace, id)).rejects.toThrow('out of date');
    expect(app.signed).toHaveLength(before + 1);
    expect(await rowOf(app, id)).toMatchObject({ envelope: null, verdictProof: null });
  });

  it('stand in the statement of the vault as it knew them', async () => {
    const { id } = await pay(app, grace, { asset: 'XLM', amount: '9000' });
    await approve(app, grace, await grace.confirm(id));
    await sign(app, grace, id);
    const { statement } = (await rowOf(app, id)).verdictProof!;
    expect(statement.prices).toMatchObject([{ asset: 'XLM', usd: '9.9010001', source: 'order book' }]);
  });
});
