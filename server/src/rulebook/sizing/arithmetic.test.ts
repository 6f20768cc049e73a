import { Operation, xdr } from '@stellar/stellar-sdk/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeAll,
  decodeEnvelope,
  envelopeWith,
  OTHER,
  SAMPLES,
  tampered,
  USDC,
  usdc,
  XLM,
} from '../../../test/support/app/operation-samples.js';
import { fromStroops7, MAX_STROOPS } from '../../kernel/amount.js';
import type { Decoded } from '../decode.js';
import { costOf } from './offers.js';

const amount = fc.oneof(
  fc.bigInt(1n, MAX_STROOPS),
  fc.bigInt(1n, 1000n),
  fc.constantFrom(1n, MAX_STROOPS - 1n, MAX_STROOPS),
);
const price = fc.oneof(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.constantFrom(1, 3, 2 ** 31 - 1));
const pay = (stroops: bigint, asset = usdc): xdr.Operation =>
  Operation.payment({ destination: OTHER, asset, amount: fromStroops7(stroops) });
const of = ({ outflows }: Decoded, asset: string) => outflows.find((outflow) => outflow.asset === asset)?.amount ?? 0n;
const buying = (bought: bigint, n: number, d: number): xdr.Operation =>
  Operation.manageBuyOffer({ selling: usdc, buying: XLM, buyAmount: fromStroops7(bought), price: { n, d } });

describe('what a transaction costs at most', () => {
  it('is every amount of 64 bits to the last stroop', () => {
    fc.assert(
      fc.property(amount, (stroops) => {
        expect(of(decodeAll([pay(stroops)]), USDC)).toBe(stroops);
      }),
    );
  });

  it('is the sum of its operations, which never wraps round', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 100 }), (amounts) => {
        const sum = amounts.reduce((total, stroops) => total + stroops, 0n);
        expect(of(decodeAll(amounts.map((stroops) => pay(stroops))), USDC)).toBe(sum);
      }),
      { numRuns: 30 },
    );
  });

  it('is never less for being paid in dust', () => {
    fc.assert(
      fc.property(fc.bigInt(100n, MAX_STROOPS), fc.integer({ min: 2, max: 100 }), (whole, parts) => {
        const dust = whole / BigInt(parts);
        const split = [...Array.from({ length: parts - 1 }, () => dust), whole - dust * BigInt(parts - 1)];
        const cost = of(decodeAll(split.map((stroops) => pay(stroops))), USDC);
        expect(cost).toBeGreaterThanOrEqual(of(decodeAll([pay(whole)]), USDC));
      }),
      { numRuns: 30 },
    );
  });

  it('counts the network fee once, in XLM, on top of what is sent', () => {
    const fees = fc.integer({ min: 100, max: 10_000 });
    fc.assert(
      fc.property(fees, fc.array(amount, { minLength: 1, maxLength: 10 }), (fee, amounts) => {
        const decoded = decodeAll(
          amounts.map((stroops) => pay(stroops, XLM)),
          { fee: String(fee) },
        );
        const feeMax = BigInt(fee) * BigInt(amounts.length);
        expect(decoded.feeMax).toBe(feeMax);
        const sum = amounts.reduce((total, stroops) => total + stroops, feeMax);
        expect(decoded.outflows).toEqual([{ asset: 'XLM', amount: sum, fee: feeMax }]);
      }),
      { numRuns: 30 },
    );
  });

  it('is the maximum of a path payment, whatever it may really take', () => {
    fc.assert(
      fc.property(amount, amount, (most, arriving) => {
        const route = { sendAsset: usdc, destination: OTHER, destAsset: XLM };
        const [sent, received] = [fromStroops7(most), fromStroops7(arriving)];
        const operations = [
          Operation.pathPaymentStrictSend({ ...route, sendAmount: sent, destMin: received }),
          Operation.pathPaymentStrictReceive({ ...route, sendMax: sent, destAmount: received }),
        ];
        for (const operation of operations) {
          expect(of(decodeAll([operation]), USDC)).toBe(most);
          expect(of(decodeAll([operation]), 'XLM')).toBe(100n);
        }
      }),
    );
  });

  it('of buying is the exact product with the price, rounded up', () => {
    fc.assert(
      fc.property(amount, price, price, (bought, n, d) => {
        const cost = of(decodeAll([buying(bought, n, d)]), USDC);
        expect(cost * BigInt(d)).toBeGreaterThanOrEqual(bought * BigInt(n));
        expect((cost - 1n) * BigInt(d)).toBeLessThan(bought * BigInt(n));
        expect(cost).toBeGreaterThan(0n);
      }),
    );
  });

  it('of buying in parts is at least that of buying at once', () => {
    fc.assert(
      fc.property(amount, amount, price, price, (a, b, n, d) => {
        expect(costOf(a, { n, d }) + costOf(b, { n, d })).toBeGreaterThanOrEqual(costOf(a + b, { n, d }));
      }),
    );
  });

  it('never becomes less through an amount below 0', () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), -1n), amount, (negative, positive) => {
        const { value } = SAMPLES.payment.body as { value: xdr.PaymentOp };
        const body = xdr.OperationBody.payment(new xdr.PaymentOp({ ...value, amount: negative }));
        const decoded = decodeEnvelope(
          tampered(envelopeWith([pay(positive)]), ({ operations }) => ({
            operations: [...operations, new xdr.Operation({ sourceAccount: null, body })],
          })),
        );
        expect(of(decoded, USDC)).toBe(positive);
        expect(decoded.unreadable).toEqual(['payment']);
      }),
    );
  });

  it('is never negative, and never less than the fee', () => {
    const operations = fc.subarray(Object.values(SAMPLES), { minLength: 1 });
    fc.assert(
      fc.property(operations, (some) => {
        const { outflows, feeMax } = decodeAll(some);
        expect(feeMax).toBe(100n * BigInt(some.length));
        for (const { amount: most, fee } of outflows) expect(most).toBeGreaterThanOrEqual(fee);
      }),
    );
  });
});
