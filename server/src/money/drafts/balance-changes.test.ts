import { Operation } from '@stellar/stellar-sdk/base';
import { describe, expect, it } from 'vitest';
import { decodeAll, ME, SAMPLES, tokenCall, USDC, usdc, XLM } from '../../../test/support/app/operation-samples.js';
import { FakeGateway } from '../../../test/support/fakes/fake-gateway.js';
import { simulatesAsShown } from '../proposals/simulation.js';
import { balanceChanges } from './balance-changes.js';

const ledger = new FakeGateway().open(ME, '100');
const after = (...operations: Parameters<typeof decodeAll>[0]) => balanceChanges(ledger, decodeAll(operations));

describe('the balance after', () => {
  it('has what comes in at worst as well as what leaves', () => {
    const swap = { sendAsset: XLM, sendAmount: '10', destination: ME, destAsset: usdc, destMin: '0.9', path: [] };
    expect(after(Operation.pathPaymentStrictSend(swap))).toEqual([
      { asset: 'XLM', before: '100', after: '89.99999' },
      { asset: USDC, before: '0', after: '0.9' },
    ]);
    expect(after(Operation.payment({ destination: ME, asset: XLM, amount: '10' }))).toEqual([
      { asset: 'XLM', before: '100', after: '99.99999' },
    ]);
  });

  it('of a merge is nothing, whatever else it does', () => {
    expect(after(SAMPLES.accountMerge)).toEqual([{ asset: 'XLM', before: '100', after: '0' }]);
    const xlm = after(SAMPLES.payment, SAMPLES.accountMerge).find(({ asset }) => asset === 'XLM');
    expect(xlm).toEqual({ asset: 'XLM', before: '100', after: '0' });
  });

  it('is not known where something was not sized', () => {
    expect(after(Operation.invokeContractFunction(tokenCall('swap', [])))).toMatchObject([{ unknown: true }]);
    expect(after(SAMPLES.accountMerge, Operation.invokeContractFunction(tokenCall('swap', [])))).toMatchObject([
      { unknown: true },
    ]);
  });

  it('still has what is only locked', () => {
    expect(after(SAMPLES.manageData)).toEqual([{ asset: 'XLM', before: '100', after: '99.99999' }]);
  });

  it('is never below nothing', () => {
    expect(after(Operation.payment({ destination: USDC.split(':')[1]!, asset: XLM, amount: '101' }))).toMatchObject([
      { after: '0' },
    ]);
  });
});

describe('what a person agreed to', () => {
  const shown = (before: string, left: string, unknown?: true) => ({
    balanceChanges: [{ asset: 'XLM', before, after: left, ...(unknown && { unknown }) }],
    recipients: [],
  });
  const now = (before: string, left: string, unknown?: true) => ({
    balanceChanges: shown(before, left, unknown).balanceChanges,
    existing: [],
  });

  it('still is so where a balance grew or shrank meanwhile', () => {
    expect(simulatesAsShown(shown('100', '90'), now('110', '100'))).toBe(true);
    expect(simulatesAsShown(shown('100', '0'), now('110', '0'))).toBe(true);
  });

  it('is something else where more would leave, or nobody can tell any more', () => {
    expect(simulatesAsShown(shown('100', '90'), now('100', '80'))).toBe(false);
    expect(simulatesAsShown(shown('100', '0'), now('110', '5'))).toBe(false);
    expect(simulatesAsShown(shown('100', '90'), now('100', '90', true))).toBe(false);
    expect(simulatesAsShown(shown('100', '90'), { balanceChanges: [], existing: [] })).toBe(false);
  });
});
