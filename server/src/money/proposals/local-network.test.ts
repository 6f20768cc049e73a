import { Keypair } from '@stellar/stellar-sdk/base';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { approve, countSignatures, pay, SMALL, settled } from '../../../test/support/app/money-case.js';
import { createTestApp, type Person, type TestApp, testConfig } from '../../../test/support/app/test-app.js';
import { FakeGateway } from '../../../test/support/fakes/fake-gateway.js';
import { StellarNetworks } from '../../stellar/networks/stellar-networks.js';
import type { SignRequest } from '../../vault/contract/vault.js';
import { LocalSetup } from './local-setup.js';

// Whole lives of transactions, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const BALANCES = 'query ($id: ID!) { account(id: $id) { balances { asset amount } } }';

let app: TestApp;
let ada: Person;
let signed: SignRequest[];
beforeAll(async () => {
  const { policy } = testConfig();
  const caps = { ...policy.caps, XLM: { perTransaction: '100', perDay: '100000' } };
  app = await createTestApp({ config: { policy: { ...policy, caps } } });
  signed = countSignatures(app.vault);
  ada = await app.person();
});
afterAll(() => app[Symbol.asyncDispose]());

const balances = async (): Promise<Record<string, string>> => {
  const { account } = await app.as(ada.actor, BALANCES, { id: ada.accountId });
  const rows = account.balances as { asset: string; amount: string }[];
  return Object.fromEntries(rows.map(({ asset, amount }) => [asset.split(':')[0], amount]));
};
const gatewayOf = () => app.networks.get('LOCAL');

/** Knows when each trustline is in a ledger, and answers like the real one: as it is when the caller's patience ends. */
class SlowTransactions {
  readonly proposed: string[] = [];
  constructor(private readonly closesAfterMs: number) {}
  proposeTrustline = async (_actor: unknown, { asset }: { asset: string }) => {
    this.proposed.push(asset);
    return { id: asset, userId: 'usr_a' };
  };
  settled = async (_row: unknown, patienceMs: number) => ({
    status: patienceMs >= this.closesAfterMs ? 'CONFIRMED' : 'SUBMITTED',
  });
}

it('a ledger that takes a minute gives a newcomer their test money too', async () => {
  const gateway = new FakeGateway('LOCAL');
  const account = { ...gateway.open(Keypair.random().publicKey()), network: 'LOCAL', userId: 'usr_a', id: 'acc_a' };
  const slow = new SlowTransactions(60_000);
  await new LocalSetup(new StellarNetworks([gateway]), slow as never).prepare(account as never);
  expect(slow.proposed).toEqual(['USDC', 'EURC']);
  expect(gateway.funded.map(({ asset }) => asset)).toEqual(['USDC', 'EURC']);
});

describe('over a real ledger', () => {
  it('a newcomer holds test money, whose trustlines came through the normal door', async () => {
    expect(signed.map(({ authority }) => authority.kind)).toEqual(['POLICY', 'POLICY']);
    expect(Object.keys(await balances()).sort()).toEqual(['EURC', 'USDC', 'XLM']);
  });

  it('a small payment moves exactly its amount and its fee, once', async () => {
    const before = await balances();
    const [sum, row] = [signed.length, await settled(app, (await pay(app, ada, { ...SMALL, asset: 'USDC' })).id, ada)];
    expect(row).toMatchObject({ status: 'CONFIRMED', feeCharged: 100n, failure: null });
    expect(await gatewayOf().findTransaction(row.hash!)).toMatchObject({ successful: true, ledger: row.ledger });
    const after = await balances();
    expect(Number(before.USDC) - Number(after.USDC)).toBe(5);
    expect(signed).toHaveLength(sum + 1);
  });

  it('a large one moves nothing until its owner says yes, and then once', async () => {
    const before = await balances();
    const { id, status, approval } = await pay(app, ada);
    expect([status, await balances()]).toEqual(['AWAITING_APPROVAL', before]);
    const input = { id, consentDigest: approval.consent.digest };
    await Promise.allSettled(Array.from({ length: 5 }, () => approve(app, ada, input)));
    expect((await settled(app, id, ada)).status).toBe('CONFIRMED');
    expect(Number(before.USDC) - Number((await balances()).USDC)).toBe(1200);
  });

  it('all that can be sent is sent, with the fee and the reserve left over, and not a stroop more can be', async () => {
    const eve = await app.person('Eve');
    const spendable = async () => {
      const { account } = await app.as(
        eve.actor,
        'query ($id: ID!) { account(id: $id) { balances { asset spendable } } }',
        {
          id: eve.accountId,
        },
      );
      return account.balances[0].spendable as string;
    };
    const all = { asset: 'XLM', destination: 'Acme Supplies', amount: await spendable() };
    const { id, approval } = await pay(app, eve, all);
    await approve(app, eve, { id, consentDigest: approval.consent.digest });
    expect(await settled(app, id, eve)).toMatchObject({ status: 'CONFIRMED', failure: null });
    expect(await spendable()).toBe('0');
  });

  it('five at once of one account all arrive, one after the other', async () => {
    const before = await gatewayOf().loadAccount(ada.address);
    const proposed = await Promise.all(Array.from({ length: 5 }, () => pay(app, ada, { ...SMALL, amount: '1' })));
    const rows = await Promise.all(proposed.map(({ id }) => settled(app, id, ada)));
    expect(rows.map(({ status }) => status)).toEqual(Array(5).fill('CONFIRMED'));
    expect(new Set(rows.map(({ sequence }) => sequence)).size).toBe(5);
    expect((await gatewayOf().loadAccount(ada.address))?.sequence).toBe(before!.sequence + 5n);
  });
});
