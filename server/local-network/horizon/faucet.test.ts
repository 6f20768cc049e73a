import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keypair, Operation } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { payment, Sandbox } from '../testing/sandbox.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await Sandbox.start();
});
afterAll(() => sandbox.close());

const problem = (detail: string) => ({ status: 400, body: { extras: { reason: expect.stringContaining(detail) } } });

it('opens an account with 10,000 XLM by a transaction that stands in the ledger', async () => {
  const address = Keypair.random().publicKey();
  const answer = await sandbox.server.friendbot(address).call();
  expect(answer).toMatchObject({ successful: true, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await sandbox.balance(address)).toBe('10000.0000000');
  const { hash } = answer as unknown as { hash: string };
  const { records } = await sandbox.server.operations().forTransaction(hash).call();
  expect(records[0]).toMatchObject({ type: 'create_account', account: address, starting_balance: '10000.0000000' });
});

it('refuses an account that has its money, and fills up one that has spent some', async () => {
  const account = await sandbox.funded();
  const again = () => sandbox.http(`/friendbot?addr=${account.publicKey()}`);
  const before = await sandbox.latestLedger();
  expect(await again()).toMatchObject(problem('account already funded to starting balance'));
  expect(await sandbox.latestLedger()).toBe(before);

  await sandbox.send(account, payment(await sandbox.funded(), '500'));
  expect((await again()).status).toBe(200);
  expect(await sandbox.balance(account)).toBe('10000.0000000');
});

it('is asked by POST too', async () => {
  const address = Keypair.random().publicKey();
  expect((await sandbox.http(`/friendbot?addr=${address}`, { method: 'POST' })).status).toBe(200);
  const other = Keypair.random().publicKey();
  expect((await sandbox.post('/friendbot', { addr: other })).status).toBe(200);
});

it('pays 10,000 of a test asset from its issuer to an account that trusts it', async () => {
  const account = await sandbox.funded();
  const ask = () => sandbox.http(`/friendbot?addr=${account.publicKey()}&asset=EURC`);
  expect(await ask()).toMatchObject(problem('no trustline for EURC'));

  await sandbox.send(account, Operation.changeTrust({ asset: sandbox.asset('EURC') }));
  expect((await ask()).status).toBe(200);
  expect((await ask()).status).toBe(200);
  expect(await sandbox.balance(account, 'EURC')).toBe('20000.0000000');
  const { records } = await sandbox.server.payments().forAccount(account.publicKey()).order('desc').limit(1).call();
  expect(records[0]).toMatchObject({
    type: 'payment',
    from: sandbox.network.issuerOf('EURC'),
    amount: '10000.0000000',
  });
});

it('says so when a full line takes no more', async () => {
  const account = await sandbox.funded();
  await sandbox.send(account, Operation.changeTrust({ asset: sandbox.asset(), limit: '1' }));
  const answer = await sandbox.http(`/friendbot?addr=${account.publicKey()}&asset=USDC`);
  expect(answer.body.extras).toMatchObject({ result_codes: { operations: ['op_line_full'] } });
});

it.each([
  ['an address that is none', '/friendbot?addr=GABC', 'The address must be an account'],
  ['no address', '/friendbot', 'The address must be an account'],
  ['an asset it does not have', `/friendbot?addr=${Keypair.random().publicKey()}&asset=GOLD`, 'USDC and EURC'],
])('refuses %s', async (_what, path, reason) => {
  expect(await sandbox.http(path)).toMatchObject(problem(reason));
});

it('serves many at once, each exactly once, while ledgers are being written', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'local-network-'));
  const busy = await Sandbox.start({ dataDir });
  const ask = (address: string) => busy.http(`/friendbot?addr=${address}`);
  const addresses = Array.from({ length: 20 }, () => Keypair.random().publicKey());
  const answers = await Promise.all(addresses.map(ask));
  expect(answers.map(({ status }) => status)).toEqual(addresses.map(() => 200));
  expect(new Set(answers.map(({ body }) => body.hash)).size).toBe(20);

  const one = Keypair.random().publicKey();
  const twice = await Promise.all([one, one].map(ask));
  expect(twice.map(({ status }) => status).sort()).toEqual([200, 400]);
  expect(await busy.balance(one)).toBe('10000.0000000');
  await busy.close();
  await rm(dataDir, { recursive: true });
});
