import { TransactionBuilder } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MoneyApp, openMoney, pay, SMALL, settled } from '../../../test/support/app/money-case.js';
import { changedLeaf, failures, forged, leavesOf, receiptOf, setLeaf } from '../../../test/support/app/receipt-case.js';
import { jsonHash } from '../../platform/audit/audit-hash.js';
import { VerdictKey } from '../../vault/room/judgement/verdict-key.js';
import { printReport, verifyText } from '../cli.js';
import { checkFeeBump } from './fee-bump.check.js';
import type { Receipt } from './receipt.shape.js';

let app: MoneyApp;
let raised: Receipt;
let plain: Receipt;
let twice: Receipt;
beforeAll(async () => {
  app = await openMoney({ working: true });
  const eve = await app.person();
  const receipt = async (): Promise<Receipt> => {
    const { id } = await pay(app, eve, SMALL);
    expect(await settled(app, id, eve)).toMatchObject({ status: 'CONFIRMED' });
    return receiptOf(app, eve, id);
  };
  const tooLow = () => ({ kind: 'FAILED' as const, resultCodes: ['tx_insufficient_fee'] });
  app.gateway.answers.push(tooLow);
  [raised, plain] = [await receipt(), await receipt()];
  app.gateway.answers.push(tooLow, tooLow);
  twice = await receipt();
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());

describe('a receipt of what went out under a higher fee', () => {
  it('holds, and says under which fee and by whose word', async () => {
    expect(raised.audit.entries.filter(({ action }) => action === 'transaction.signed')).toHaveLength(2);
    const { hash, verdictProof } = raised.feeBump!;
    const report = await verifyText(JSON.stringify(raised), { verdictKey: verdictProof!.publicKey });
    expect(report.steps.filter(({ ok }) => !ok)).toEqual([]);
    expect(printReport(report)).toContain(`A fee of up to 0.0004 XLM around the same bytes, as ${hash}`);
    expect(plain.feeBump).toBeUndefined();
    expect((await verifyText(JSON.stringify(plain))).steps.map(({ name }) => name)).not.toContain('fee bump');
  });

  it('holds with no part of it changed', async () => {
    for (const path of leavesOf(raised.feeBump, ['feeBump'])) {
      const failed = await failures(forged(raised, (copy) => setLeaf(copy, path, (old) => changedLeaf(old, 9))));
      expect([path, failed.some((name) => /^(fee bump|document)$/.test(name))]).toEqual([path, true]);
    }
  });

  it.each<[string, (copy: Receipt) => void]>([
    ['it is left out', (copy) => void delete copy.feeBump],
    ['its statement is left out', (copy) => Object.assign(copy.feeBump!, { verdictProof: null })],
    [
      'its statement is the one for the payment',
      (copy) => Object.assign(copy.feeBump!, { verdictProof: copy.verdictProof }),
    ],
    [
      'its statement is signed by a key of the forger',
      (copy) => Object.assign(copy.feeBump!, { verdictProof: own(copy) }),
    ],
    ['its envelope is the payment', (copy) => Object.assign(copy.feeBump!, { envelope: copy.transaction.envelope })],
    ['its signature is another', (copy) => Object.assign(copy.feeBump!, { envelope: badlySigned(copy) })],
    ['the log does not say so', (copy) => Object.assign(copy.audit, { entries: withoutBump(copy) })],
  ])('does not hold where %s', async (_what, change) => {
    expect(await failures(forged(raised, change))).toContain('fee bump');
  });

  it('that was raised twice holds with both, in their order, and no part of either changed', async () => {
    expect(await failures(JSON.stringify(twice))).toEqual([]);
    expect(checkFeeBump(twice)).toMatch(/up to 0\.0004 XLM .* up to 0\.004 XLM/);
    for (const path of leavesOf(twice.earlierFeeBumps, ['earlierFeeBumps'])) {
      const failed = await failures(forged(twice, (copy) => setLeaf(copy, path, (old) => changedLeaf(old, 9))));
      expect([path, failed.some((name) => /^(fee bump|document)$/.test(name))]).toEqual([path, true]);
    }
  });

  it.each<[string, (copy: Receipt) => void]>([
    ['the first is left out', (copy) => void delete copy.earlierFeeBumps],
    [
      'the last is left out',
      (copy) => Object.assign(copy, { feeBump: copy.earlierFeeBumps![0], earlierFeeBumps: undefined }),
    ],
    [
      'they change places',
      (copy) => Object.assign(copy, { feeBump: copy.earlierFeeBumps![0], earlierFeeBumps: [copy.feeBump] }),
    ],
    ['one stands there twice', (copy) => Object.assign(copy, { earlierFeeBumps: [copy.feeBump] })],
  ])('that was raised twice does not hold where %s', async (_what, change) => {
    expect(await failures(forged(twice, change))).toContain('fee bump');
  });

  it('lends its fee bump to no other receipt', async () => {
    const borrowed = forged(plain, (copy) => Object.assign(copy, { feeBump: raised.feeBump }));
    expect(await failures(borrowed)).toEqual(['fee bump']);
  });

  it('of before the vault had a word for it is NOT CHECKED, unless its reader knows a key', () => {
    const older = structuredClone(raised);
    older.feeBump!.verdictProof = null;
    // The entry repeated the word for the payment.
    older.audit.entries.find(({ details }) => details.fee)!.details.verdictProofHash = jsonHash(older.verdictProof);
    expect(checkFeeBump(older)).toMatch(/^NOT CHECKED/);
    expect(() => checkFeeBump(older, older.verdictProof!.publicKey)).toThrow('your key');
  });
});

const own = ({ feeBump }: Receipt) => new VerdictKey(new Uint8Array(32).fill(9)).sign(feeBump!.verdictProof!.statement);
const badlySigned = ({ feeBump, network }: Receipt): string => {
  const bump = TransactionBuilder.fromXdr(feeBump!.envelope, network.passphrase);
  bump.signatures[0]!.signature.value[0]! ^= 1;
  return bump.toXdr();
};
const withoutBump = ({ audit }: Receipt) => audit.entries.filter(({ details }) => !details.fee);
