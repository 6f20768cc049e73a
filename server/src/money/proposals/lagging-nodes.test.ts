import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LocalNetwork, startLocalNetwork } from '../../../local-network/local-network.js';
import { actsOf, holdsOf, PATIENT, rowOf, settled } from '../../../test/support/app/money-case.js';
import { createTestApp, type Person, type TestApp } from '../../../test/support/app/test-app.js';
import { type Behind, LaggingNodes } from '../../../test/support/fakes/lagging-nodes.js';
import { paymentsFrom } from '../../../test/support/fakes/ledger-reader.js';
import { networkDefinition } from '../../kernel/networks.js';
import { storedState } from '../../keyring/vault-state.entity.js';
import { TransactionStatus } from '../../rulebook/life.js';
import { HorizonGateway } from '../../stellar/horizon/horizon-gateway.js';
import { Transaction } from './transaction.entity.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const TIMING = { pollMs: 100, takeOverMs: 5_000, validMs: 4_000 };
/** Long past the end and the margin after it. */
const LATER_MS = 38_000;

let ahead = 0;
let network: LocalNetwork;
let nodes: LaggingNodes;
let app: TestApp;
let ada: Person;
beforeAll(async () => {
  network = await startLocalNetwork({ port: 0, closeAfterMs: 5, idleCloseMs: 100, nowMs: () => Date.now() + ahead });
  nodes = await LaggingNodes.start(network.url);
  const gateway = new HorizonGateway(networkDefinition('LOCAL', nodes.url), { submitMs: 2_000 });
  app = await createTestApp({ network, overrides: { gateways: [gateway], timing: TIMING } });
});
afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await nodes?.close();
  await network?.close();
});
beforeEach(async () => {
  Object.assign(nodes, { losesAnswers: false, takesNothing: false, tellsLedger: true });
  nodes.catchUp();
  ada = await app.person();
  // What falls behind during the set-up would not show the account's newest number.
  const open = { userId: ada.actor.userId, status: { $ne: TransactionStatus.CONFIRMED } };
  await expect.poll(() => app.orm.em.fork().count(Transaction, { userId: ada.actor.userId }), PATIENT).toBe(2);
  await expect.poll(() => app.orm.em.fork().count(Transaction, open), PATIENT).toBe(0);
});

const PAY = { destination: 'Coffee Corner', asset: 'XLM', amount: '7' };
const pay = async (): Promise<string> =>
  (await app.transactions.proposePayment(ada.actor, { accountId: ada.accountId, ...PAY } as never)).id;
const paid = async () => (await paymentsFrom(network.url, ada.address)).filter(({ amount }) => amount === '7.0000000');
const rests = () => new Promise((resolve) => setTimeout(resolve, 2_000));
/** What the vault itself counts for this payment, after it has asked the ledger. */
const vaultCounts = async ({ id }: Pick<Transaction, 'id'>): Promise<string[]> => {
  const before = await app.transactions.proposePayment(ada.actor, {
    accountId: ada.accountId,
    ...PAY,
    amount: '1',
  } as never);
  await settled(app, before.id, ada);
  const { state } = (await storedState(app.orm.em.fork(), ada.actor.userId))!;
  return state.spends.filter(({ transactionId }) => transactionId === id).map((spend) => spend.state);
};

/** Paid over nodes that fall behind before it is taken; then their clock runs far past its end. */
const payUnseen = async (...behind: Behind[]): Promise<string> => {
  await nodes.fallBehind([ada.address], ...behind);
  nodes.losesAnswers = true;
  const id = await pay();
  await expect.poll(async () => (await rowOf(app, id)).status, PATIENT).toBe('UNKNOWN');
  ahead += LATER_MS;
  await rests();
  return id;
};

describe('a payment that was applied, and that lagging nodes do not show', () => {
  it.each<[string, boolean, Behind[]]>([
    ['while the node of `/ledgers` is ahead of all others', true, ['transactions', 'accounts', 'history']],
    ['while the account is read from a node that is up to date', true, ['transactions', 'history']],
    ['while no node says where it stands', false, ['transactions', 'accounts', 'history']],
  ])('is never given up %s: its room stays taken, and it is confirmed once', async (_when, tellsLedger, behind) => {
    nodes.tellsLedger = tellsLedger;
    const id = await payUnseen(...behind);
    expect(await paid()).toHaveLength(1);
    expect((await rowOf(app, id)).status).toBe('UNKNOWN');
    expect(await holdsOf(app, id)).toEqual(['RESERVED']);
    nodes.losesAnswers = false;
    nodes.catchUp();
    expect(await settled(app, id, ada)).toMatchObject({ status: 'CONFIRMED', failure: null });
    expect(await holdsOf(app, id)).toEqual(['SPENT']);
    expect(await actsOf(app, id)).not.toContain('transaction.expired');
    expect(await paid()).toHaveLength(1);
    expect(await vaultCounts({ id })).toEqual(['SPENT']);
  });

  it('is confirmed by what the account has done, where its hash alone is not found', async () => {
    const id = await payUnseen('transactions');
    nodes.losesAnswers = false;
    expect(await settled(app, id, ada)).toMatchObject({ status: 'CONFIRMED' });
    expect(await paid()).toHaveLength(1);
  });
});

describe('a payment that no ledger took', () => {
  it('is given up once an answer shows its number free in a ledger after its end, and not before', async () => {
    nodes.takesNothing = true;
    await nodes.fallBehind([ada.address], 'accounts');
    const id = await pay();
    await expect.poll(async () => (await rowOf(app, id)).status, PATIENT).toBe('UNKNOWN');
    ahead += LATER_MS;
    await rests();
    expect((await rowOf(app, id)).status).toBe('UNKNOWN');
    nodes.catchUp();
    expect(await settled(app, id, ada)).toMatchObject({ status: 'EXPIRED' });
    expect(await holdsOf(app, id)).toEqual(['FREED']);
    nodes.takesNothing = false;
    expect(await vaultCounts({ id })).toEqual(['GONE']);
    expect(await paid()).toEqual([]);
  });
});
