import { Keypair } from '@stellar/stellar-sdk/base';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { localKeypair } from '../../../local-network/ledger/assets.js';
import { type LocalNetwork, startLocalNetwork } from '../../../local-network/local-network.js';
import { AccountsCase } from '../../../test/support/app/accounts-case.js';
import { FakeGateway } from '../../../test/support/fakes/fake-gateway.js';
import { toStroops } from '../../kernel/amount.js';
import { networkDefinition } from '../../kernel/networks.js';
import type { LedgerActivity } from '../../stellar/gateway.js';
import { HorizonGateway } from '../../stellar/horizon/horizon-gateway.js';

describe('on the local network', () => {
  let network: LocalNetwork;
  let app: AccountsCase;
  beforeAll(async () => {
    network = await startLocalNetwork({ port: 0 });
    app = await AccountsCase.open([new HorizonGateway(networkDefinition('LOCAL', network.url), { readMs: 1_000 })]);
  });
  afterAll(async () => {
    await app.close();
    await network.close();
  });

  it('a new account holds what friendbot gave, and says who gave it', async () => {
    const account = await app.accounts.create(await app.addUser('Alice'), { name: 'Savings', network: 'LOCAL' });
    expect(await app.ledger.balances(account)).toEqual([
      { network: 'LOCAL', asset: 'XLM', code: 'XLM', issuer: null, amount: '10000', spendable: '9998.9' },
    ]);
    const { nodes, pageInfo } = await app.ledger.activity(app.em, account, {});
    expect(nodes).toMatchObject([
      { kind: 'CREATED', asset: 'XLM', amount: '10000', successful: true, counterparty: { label: null } },
    ]);
    expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    await app.accounts.fund(account.userId, account.id);
    expect(app.warnings).toEqual([]);
  });

  it('tells how it is', async () => {
    const status = await app.ledger.status('LOCAL');
    expect(status).toMatchObject({ reachable: true, baseFee: '0.00001', message: expect.stringContaining('ledger') });
    expect(status.ledger).toBeGreaterThan(0);
  });

  it('that stopped is an error for balances and activity, and a plain word for its status', async () => {
    const stopped = await startLocalNetwork({ port: 0 });
    const gone = await AccountsCase.open([
      new HorizonGateway(networkDefinition('LOCAL', stopped.url), { readMs: 500 }),
    ]);
    const account = await gone.accounts.create(await gone.addUser('Alice'), { name: 'Savings', network: 'LOCAL' });
    await stopped.close();
    const down = { code: 'NETWORK_ERROR', message: /did not answer/ };
    await expect(gone.ledger.balances(account)).rejects.toMatchObject(down);
    await expect(gone.ledger.activity(gone.em, account, {})).rejects.toMatchObject(down);
    expect(await gone.ledger.status('LOCAL')).toMatchObject({
      reachable: false,
      ledger: null,
      message: /did not answer/,
    });
    await expect(gone.ledger.status('MAINNET')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await gone.close();
  });
});

describe('on a network that does what the test wants', () => {
  let fake: FakeGateway;
  let app: AccountsCase;
  let alice: string;
  beforeEach(async () => {
    fake = new FakeGateway('LOCAL');
    app = await AccountsCase.open([fake]);
    alice = await app.addUser('Alice');
  });
  afterEach(() => app.close());

  it('an account that is not on the ledger holds 0 XLM', async () => {
    fake.down = true;
    const account = await app.accounts.create(alice, { name: 'Savings', network: 'LOCAL' });
    fake.down = false;
    expect(await app.ledger.balances(account)).toMatchObject([{ asset: 'XLM', amount: '0', spendable: '0' }]);
    expect((await app.ledger.activity(app.em, account, {})).nodes).toEqual([]);
  });

  it('two fields asked for together share a question; a later one asks anew', async () => {
    const account = await app.accounts.create(alice, { name: 'Savings', network: 'LOCAL' });
    let asked = 0;
    const load = fake.loadAccount.bind(fake);
    fake.loadAccount = (address) => {
      asked += 1;
      return load(address);
    };
    const control = app.ledger.control(app.em, account);
    await Promise.all([app.ledger.balances(account), control, app.ledger.balances(account)]);
    expect(asked).toBe(1);
    fake.open(account.address, '7');
    expect(await app.ledger.balances(account)).toMatchObject([{ amount: '7', spendable: '5.9' }]);
    fake.down = true;
    await expect(app.ledger.balances(account)).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  });

  it('activity names who it knows, warns of lookalikes, and pages to the end', async () => {
    const account = await app.accounts.create(alice, { name: 'Savings', network: 'LOCAL' });
    const shop = localKeypair('Coffee Corner').publicKey();
    await app.contacts.create(alice, { name: 'Coffee', address: shop, network: 'LOCAL', memo: null });
    const others = [shop, `${shop.slice(0, 5)}${'A'.repeat(47)}${shop.slice(-4)}`, Keypair.random().publicKey()];
    const happened = others.map(
      (counterparty, index): LedgerActivity => ({
        id: String(1000 - index),
        kind: 'RECEIVED',
        asset: 'XLM',
        amount: toStroops('1.5'),
        counterparty,
        memo: null,
        transactionHash: 'ab',
        ledger: 5,
        at: new Date(),
        successful: true,
      }),
    );
    fake.activities.set(account.address, happened);
    const first = await app.ledger.activity(app.em, account, { first: 2 });
    expect(
      first.nodes.map(({ amount, counterparty }) => [amount, counterparty!.label, counterparty!.lookalikeOf]),
    ).toEqual([
      ['1.5', 'Coffee', null],
      ['1.5', null, 'Coffee'],
    ]);
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false, endCursor: '999' });
    const rest = await app.ledger.activity(app.em, account, { first: 2, after: first.pageInfo.endCursor });
    expect(rest.nodes.map(({ id }) => id)).toEqual(['998']);
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it.each([
    [{ after: 'now' }, /cursor/],
    [{ after: '1&limit=200' }, /cursor/],
    [{ first: 0 }, /from 1 to 100/],
    [{ first: 101 }, /from 1 to 100/],
  ])('activity refuses the page %j', async (page, sentence) => {
    const account = await app.accounts.create(alice, { name: 'Savings', network: 'LOCAL' });
    await expect(app.ledger.activity(app.em, account, page)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(sentence),
    });
  });
});
