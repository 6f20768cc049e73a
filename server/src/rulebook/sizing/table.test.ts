import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Account,
  Asset,
  getLiquidityPoolId,
  MuxedAccount,
  Operation,
  type OperationRecord,
  xdr,
} from '@stellar/stellar-sdk/base';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  decodeAll,
  decodeEnvelope,
  envelopeWith,
  ME,
  ODD,
  OTHER,
  odd,
  poolShare,
  SAMPLES,
  THIRD,
  tampered,
  tokenCall,
  USDC,
  usdc,
  XLM,
} from '../../../test/support/app/operation-samples.js';
import type { Row, SizingTable } from './sized.js';
import { SIZING } from './table.js';

const ONE = 10_000_000n;
const FEE = 100n;
type Type = OperationRecord['type'];

/** What leaves beside the fee, whom it reaches, and what the policy is told. */
type Expected = {
  out?: Record<string, bigint>;
  to?: string[];
  control?: true;
  unsized?: true;
  trust?: string;
  market?: true;
};
const EXPECTED: Record<Type, Expected> = {
  createAccount: { out: { XLM: 5n * ONE }, to: [OTHER] },
  payment: { out: { [USDC]: 5n * ONE }, to: [OTHER] },
  pathPaymentStrictSend: { out: { [USDC]: 5n * ONE }, to: [OTHER], market: true },
  pathPaymentStrictReceive: { out: { [USDC]: 5n * ONE }, to: [OTHER], market: true },
  manageSellOffer: { out: { [USDC]: 5n * ONE }, market: true },
  createPassiveSellOffer: { out: { [USDC]: 5n * ONE }, market: true },
  manageBuyOffer: { out: { [USDC]: 5n * ONE }, market: true },
  setOptions: { control: true },
  changeTrust: { trust: ODD },
  allowTrust: { control: true },
  accountMerge: { to: [OTHER], control: true, unsized: true },
  inflation: {},
  manageData: {},
  bumpSequence: { control: true },
  createClaimableBalance: { out: { [USDC]: 5n * ONE }, to: [OTHER, THIRD] },
  claimClaimableBalance: {},
  clawbackClaimableBalance: { control: true },
  beginSponsoringFutureReserves: { control: true },
  endSponsoringFutureReserves: { control: true },
  revokeAccountSponsorship: { control: true },
  revokeTrustlineSponsorship: { control: true },
  revokeOfferSponsorship: { control: true },
  revokeDataSponsorship: { control: true },
  revokeClaimableBalanceSponsorship: { control: true },
  revokeLiquidityPoolSponsorship: { control: true },
  revokeSignerSponsorship: { control: true },
  clawback: { control: true },
  setTrustLineFlags: { control: true },
  liquidityPoolDeposit: { unsized: true, market: true },
  liquidityPoolWithdraw: { market: true },
  invokeHostFunction: { out: { XLM: 5n * ONE }, to: [OTHER] },
  extendFootprintTtl: {},
  restoreFootprint: {},
};

const outOf = (operations: xdr.Operation[]): Record<string, bigint> =>
  Object.fromEntries(
    decodeAll(operations)
      .outflows.map(({ asset, amount, fee, reserve = 0n }) => [asset, amount - fee - reserve] as const)
      .filter(([, amount]) => amount > 0n),
  );

describe('the sizing table', () => {
  it('has a row for every type, or it does not compile', () => {
    expectTypeOf<keyof SizingTable>().toEqualTypeOf<Type>();
    const { payment: _payment, ...rest } = SIZING;
    // @ts-expect-error a table without a row for payments is no table
    const lacking: SizingTable = rest;
    expect(Object.keys(lacking)).not.toContain('payment');
  });

  it('has no row that leaves open who may get the money, what comes in or what it locks, or it does not compile', () => {
    const said = {
      name: 'Payment',
      intent: 'Pay',
      fields: [],
      counterparty: 'named',
      brings: [],
      reserves: 0,
    } as const;
    const { counterparty: _counterparty, ...nobody } = said;
    const { brings: _brings, ...nothing } = said;
    const { reserves: _reserves, ...free } = said;
    // @ts-expect-error it does not say who may get the money
    const first: Row<'payment'> = () => ({ ...nobody, fields: [] });
    // @ts-expect-error it does not say what comes in
    const second: Row<'payment'> = () => ({ ...nothing, fields: [] });
    // @ts-expect-error it does not say what it locks
    const third: Row<'payment'> = () => ({ ...free, fields: [] });
    expect([first, second, third]).toHaveLength(3);
  });

  it('knows all 27 operations of the network', () => {
    const bodies = new Set(Object.values(SAMPLES).map(({ body }) => body.type));
    expect(bodies.size).toBe(27);
    expect(bodies).toEqual(
      new Set(Object.keys(xdr.OperationType).filter((name) => name !== 'schema' && name in xdr.OperationBody)),
    );
  });

  it.each(Object.entries(SAMPLES))('sizes %s, and shows it', (type, operation) => {
    expect(Operation.fromXdrObject(operation).type).toBe(type);
    const { out = {}, to = [], control, unsized, trust, market } = EXPECTED[type as Type];
    const decoded = decodeAll([operation]);
    const [shown] = decoded.operations;
    expect(outOf([operation])).toEqual(out);
    expect(decoded.destinations).toEqual(to);
    expect(decoded.controlChanges).toEqual(control ? [shown!.type] : []);
    expect(decoded.unsized).toEqual(unsized ? [shown!.type] : []);
    expect(decoded.unknownTrusts).toEqual(trust ? [trust] : []);
    expect(decoded.trades.map(({ operation }) => operation)).toEqual(market ? [shown!.type] : []);
    expect(decoded.unreadable).toEqual([]);
    expect(shown).toMatchObject({ changesControl: control ?? false, unsized: unsized ?? false });
    expect(shown!.intent).toMatch(/^[A-Z][^\n]{5,200}$/);
    expect(shown!.fields.length).toBeGreaterThan(0);
    for (const { label, value } of shown!.fields) expect(`${label}${value}`.length).toBeGreaterThan(label.length);
  });

  it.each(Object.entries(SAMPLES))('does not size %s in the name of another account', (_type, { body }) => {
    const sourceAccount = Operation.inflation({ source: OTHER }).sourceAccount;
    const decoded = decodeAll([new xdr.Operation({ sourceAccount, body })]);
    expect(decoded.unsized).toHaveLength(1);
    expect(decoded.operations[0]!.fields[0]).toEqual({ label: 'Acts for', value: OTHER, kind: 'ADDRESS' });
  });

  it('takes the account’s own name as source for what it is', () => {
    expect(decodeAll([Operation.payment({ destination: OTHER, asset: XLM, amount: '1', source: ME })]).unsized).toEqual(
      [],
    );
  });
});

const tradeIn = (operation: xdr.Operation) => decodeAll([operation]).trades[0]!;

describe('what trades bring', () => {
  it('is the least that a path payment names, and every asset on its way', () => {
    expect(tradeIn(SAMPLES.pathPaymentStrictSend)).toEqual({
      operation: 'Path payment',
      pays: [{ asset: USDC, amount: 5n * ONE }],
      least: [{ asset: 'XLM', amount: ONE }],
      unknownAssets: [ODD],
      stays: false,
    });
    expect(tradeIn(SAMPLES.pathPaymentStrictReceive)).toMatchObject({ unknownAssets: [], stays: false });
  });

  it('is what an offer asks for, rounded against the account, for as long as it stays', () => {
    const offer = { selling: usdc, buying: odd, amount: '0.0000010', price: { n: 1, d: 3 } };
    for (const operation of [Operation.manageSellOffer(offer), Operation.createPassiveSellOffer(offer)])
      expect(tradeIn(operation)).toMatchObject({
        least: [{ asset: ODD, amount: 3n }],
        unknownAssets: [ODD],
        stays: true,
      });
    expect(tradeIn(SAMPLES.manageBuyOffer)).toMatchObject({
      least: [{ asset: 'XLM', amount: 25_000_000n }],
      stays: true,
    });
  });

  it('is nothing at a price that is next to nothing', () => {
    const tiny = { selling: usdc, buying: XLM, amount: '100', price: { n: 1, d: 2 ** 31 - 1 } };
    expect(tradeIn(Operation.manageSellOffer(tiny)).least).toEqual([{ asset: 'XLM', amount: 0n }]);
  });

  it('is not known of pools and of contracts that nobody has read', () => {
    const id = poolIdOf(XLM, usdc);
    const withdraw = Operation.liquidityPoolWithdraw({
      liquidityPoolId: id,
      amount: '5',
      minAmountA: '1',
      minAmountB: '2',
    });
    expect(tradeIn(withdraw)).toMatchObject({
      pays: null,
      least: [
        { asset: 'XLM', amount: ONE },
        { asset: USDC, amount: 2n * ONE },
      ],
    });
    expect(tradeIn(SAMPLES.liquidityPoolDeposit)).toMatchObject({ pays: null, least: null });
    const call = Operation.invokeContractFunction(tokenCall('swap', []));
    expect(tradeIn(call)).toMatchObject({ pays: null, least: null });
  });

  it('is nothing for an offer that is cancelled, which is no trade', () => {
    const cancel = Operation.manageSellOffer({ selling: usdc, buying: odd, price: '2', offerId: '12', amount: '0' });
    expect(decodeAll([cancel]).trades).toEqual([]);
  });
});

describe('rows', () => {
  it('count nothing for an offer that is cancelled', () => {
    const offer = { selling: usdc, buying: XLM, price: '2', offerId: '12' };
    const cancels = [
      Operation.manageSellOffer({ ...offer, amount: '0' }),
      Operation.manageBuyOffer({ ...offer, buyAmount: '0' }),
    ];
    for (const operation of cancels) {
      expect(outOf([operation])).toEqual({});
      expect(decodeAll([operation]).summary).toBe('Cancel offer 12');
    }
  });

  it('know a muxed destination, and whose money only comes back', () => {
    const muxed = new MuxedAccount(new Account(OTHER, '0'), '7').accountId();
    const to = (destination: string) => decodeAll([Operation.payment({ destination, asset: XLM, amount: '1' })]);
    expect(to(muxed).destinations).toEqual([muxed]);
    expect(to(ME).destinations).toEqual([]);
    expect(to(ME).summary).toBe('Send 1 XLM to this account');
  });

  it('size a deposit into a pool whose assets are known', () => {
    const deposit = (liquidityPoolId: string) =>
      Operation.liquidityPoolDeposit({
        liquidityPoolId,
        maxAmountA: '5',
        maxAmountB: '6',
        minPrice: '1',
        maxPrice: '2',
      });
    const id = '6dd0ef2f7e0b2b8a';
    expect(decodeAll([deposit(id.repeat(4))]).unsized).toEqual(['Pool deposit']);
    const opened = Operation.changeTrust({ asset: poolShare });
    const own = deposit(poolIdOf(XLM, odd));
    expect(decodeAll([own]).unsized).toEqual(['Pool deposit']);
    expect(decodeAll([opened, own]).unsized).toEqual([]);
    expect(outOf([opened, own])).toEqual({ XLM: 5n * ONE, [ODD]: 6n * ONE });
    expect(decodeAll([opened]).unknownTrusts).toEqual([ODD]);
    expect(outOf([deposit(poolIdOf(XLM, usdc))])).toEqual({ XLM: 5n * ONE, [USDC]: 6n * ONE });
  });

  it('never show the code of a stranger’s asset alone', () => {
    const fake = new Asset('XLM', THIRD);
    const { summary, operations } = decodeAll([Operation.payment({ destination: OTHER, asset: fake, amount: '5' })]);
    expect(summary).toBe(`Send 5 XLM of ${THIRD.slice(0, 4)}…${THIRD.slice(-4)} to Other`);
    expect(operations[0]!.fields).toContainEqual({ label: 'Issuer', value: THIRD, kind: 'ADDRESS' });
  });

  it('say what each option changes', () => {
    const decoded = decodeAll([
      Operation.setOptions({
        masterWeight: 0,
        highThreshold: 3,
        setFlags: 4,
        signer: { sha256Hash: 'ab'.repeat(32), weight: 0 },
      }),
    ]);
    expect(decoded.summary).toBe(
      'Change the account: remove a signer, weight of its own key, high threshold, sets flags, which can lock it for ever',
    );
    expect(decoded.operations[0]!.fields.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      `Signer: whoever knows the text of hash ${'ab'.repeat(32)}`,
      'Its weight: 0 (removed)',
      'Weight of its own key: 0',
      'High threshold: 3',
      'Sets flags: flags can never change again',
      'Can lock the account: nobody can sign for it unless other signers that it has weigh enough for a threshold of 3',
    ]);
  });

  it.each<[string, (tx: xdr.Transaction) => xdr.OperationBody]>([
    ['an amount below 0', () => xdr.OperationBody.payment(new xdr.PaymentOp({ ...paymentOp(), amount: -1n }))],
    [
      'a price of nothing',
      () => {
        const { value } = SAMPLES.manageBuyOffer.body as { value: xdr.ManageBuyOfferOp };
        return xdr.OperationBody.manageBuyOffer(
          new xdr.ManageBuyOfferOp({ ...value, price: new xdr.Price({ n: 1, d: 0 }) }),
        );
      },
    ],
    [
      'an asset code that is none',
      () => {
        const { alphaNum4 } = usdc.toXdrObject() as { alphaNum4: xdr.AlphaNum4 };
        const assetCode = new xdr.AssetCode4(new Uint8Array([0x55, 0x1b, 0x5b, 0]));
        const asset = xdr.Asset.assetTypeCreditAlphanum4(new xdr.AlphaNum4({ ...alphaNum4, assetCode }));
        return xdr.OperationBody.payment(new xdr.PaymentOp({ ...paymentOp(), asset }));
      },
    ],
  ])('take %s for unreadable, and let nobody agree to it', (_what, change) => {
    const envelope = tampered(envelopeWith([SAMPLES.payment]), (tx) => ({
      operations: [new xdr.Operation({ sourceAccount: null, body: change(tx) })],
    }));
    const decoded = decodeEnvelope(envelope);
    expect(decoded.unreadable).toHaveLength(1);
    expect(decoded.unsized).toEqual(decoded.unreadable);
    expect(decoded.operations[0]).toMatchObject({ fields: [], unsized: true });
    expect(decoded.outflows).toEqual([{ asset: 'XLM', amount: FEE, fee: FEE }]);
  });
});

const paymentOp = (): xdr.PaymentOp => (SAMPLES.payment.body as { value: xdr.PaymentOp }).value;
const poolIdOf = (a: Asset, b: Asset): string =>
  Buffer.from(getLiquidityPoolId('constant_product', { assetA: a, assetB: b, fee: 30 })).toString('hex');

const LEDGERS = join(import.meta.dirname, '../../../../../shared/data/ledgers');

// Recorded ledgers of the network's own tests are too large to keep here; where they lie beside the project they are read.
describe.skipIf(!existsSync(LEDGERS))('recorded ledgers', () => {
  it('are read whole: every operation is sized or said to be unsized', () => {
    const envelopes = recorded();
    expect(envelopes.length).toBeGreaterThan(50);
    for (const envelope of envelopes) {
      const decoded = decodeEnvelope(envelope);
      for (const { type, intent, fields } of decoded.operations) {
        expect(type).not.toBe('');
        expect(intent).not.toBe('');
        if (!decoded.unreadable.includes(type)) expect(fields.length).toBeGreaterThan(0);
      }
      for (const { amount, fee } of decoded.outflows) expect(amount).toBeGreaterThanOrEqual(fee);
    }
  });
});

const recorded = (): string[] =>
  readdirSync(LEDGERS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.xdr'))
    .flatMap((name) => envelopesIn(readFileSync(join(LEDGERS, name))));

/** A file is a row of records, each with its length before it, of which the highest bit marks the last part. */
const envelopesIn = (file: Buffer): string[] => {
  const found: string[] = [];
  for (let at = 0; at < file.length; ) {
    const length = file.readUInt32BE(at) & 0x7fffffff;
    const meta = xdr.LedgerCloseMeta.fromXdr(new Uint8Array(file.subarray(at + 4, at + 4 + length)));
    found.push(...envelopesOf(meta).flatMap(plain));
    at += 4 + length;
  }
  return found;
};

const envelopesOf = (meta: xdr.LedgerCloseMeta): xdr.TransactionEnvelope[] => {
  const { txSet } = meta.value as xdr.LedgerCloseMetaV2;
  const { phases } = (txSet as { v1TxSet: xdr.TransactionSetV1 }).v1TxSet;
  return phases.flatMap((phase) =>
    phase.type === 'v0Components'
      ? phase.v0Components.flatMap(({ value }) => (value as xdr.TxSetComponentTxsMaybeDiscountedFee).txs)
      : phase.parallelTxsComponent.executionStages.flat(2),
  );
};

const plain = (envelope: xdr.TransactionEnvelope): string[] => {
  if (envelope.type === 'envelopeTypeTx') return [envelope.toXdr('base64')];
  if (envelope.type !== 'envelopeTypeTxFeeBump') return [];
  const { innerTx } = envelope.feeBump.tx;
  return [xdr.TransactionEnvelope.envelopeTypeTx(innerTx.value as xdr.TransactionV1Envelope).toXdr('base64')];
};
