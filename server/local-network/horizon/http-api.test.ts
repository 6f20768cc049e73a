import { type Keypair, Keypair as Keys, Networks, NotFoundError, Operation, xdr } from '@stellar/stellar-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_CONTACT_NAMES, localKeypair } from '../ledger/assets.js';
import { LOCAL_PASSPHRASE } from '../ledger/passphrase.js';
import { payment, Sandbox } from '../testing/sandbox.js';

let sandbox: Sandbox;
let alice: Keypair;
let bob: Keypair;
beforeAll(async () => {
  sandbox = await Sandbox.start();
  [alice, bob] = [await sandbox.funded(), await sandbox.holder()];
});
afterAll(() => sandbox.close());

const PROBLEM = 'application/problem+json; charset=utf-8';

describe('the front page', () => {
  it('names the network and its latest ledger', async () => {
    const root = await sandbox.server.root();
    expect(root).toMatchObject({ network_passphrase: LOCAL_PASSPHRASE, history_elder_ledger: 1 });
    expect(root.history_latest_ledger).toBe(root.core_latest_ledger);
    expect(Math.abs(Date.parse(root.history_latest_ledger_closed_at) - Date.now())).toBeLessThan(10_000);
  });

  it('tells the time, from which clients make time bounds', async () => {
    const { maxTime } = await sandbox.server.fetchTimebounds(30);
    expect(Math.abs(Number(maxTime) - 30 - Date.now() / 1000)).toBeLessThan(3);
  });

  it('lets browsers of any origin read, and sends the server time along', async () => {
    const response = await fetch(`${sandbox.network.url}/fee_stats`);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-expose-headers')).toContain('Date');
    expect((await fetch(sandbox.network.url, { method: 'OPTIONS' })).status).toBe(204);
  });
});

describe('an account', () => {
  it('can be loaded with everything the SDK reads', async () => {
    const account = await sandbox.server.loadAccount(bob.publicKey());
    expect(account.balances).toEqual([
      {
        balance: '10000.0000000',
        limit: '922337203685.4775807',
        buying_liabilities: '0.0000000',
        selling_liabilities: '0.0000000',
        last_modified_ledger: expect.any(Number),
        is_authorized: true,
        is_authorized_to_maintain_liabilities: true,
        is_clawback_enabled: false,
        asset_type: 'credit_alphanum4',
        asset_code: 'USDC',
        asset_issuer: sandbox.network.issuerOf('USDC'),
      },
      {
        balance: '9999.9999900',
        buying_liabilities: '0.0000000',
        selling_liabilities: '0.0000000',
        asset_type: 'native',
      },
    ]);
    expect(account.thresholds).toEqual({ low_threshold: 0, med_threshold: 0, high_threshold: 0 });
    expect(account.signers).toEqual([{ weight: 1, key: bob.publicKey(), type: 'ed25519_public_key' }]);
    expect(account.data_attr).toEqual({});
    expect(account.sequence_ledger).toBeGreaterThan(1);
    expect((await account.payments()).records).toHaveLength(2);
  });

  it('that does not exist is a 404 the SDK knows', async () => {
    await expect(sandbox.server.loadAccount(Keys.random().publicKey())).rejects.toBeInstanceOf(NotFoundError);
    const answer = await sandbox.http(`/accounts/${Keys.random().publicKey()}`);
    expect(answer).toMatchObject({
      status: 404,
      contentType: PROBLEM,
      body: { type: 'https://stellar.org/horizon-errors/not_found', title: 'Resource Missing', status: 404 },
    });
    const history = await sandbox.http(`/accounts/${Keys.random().publicKey()}/payments`);
    expect(history.status).toBe(404);
  });

  it('of the demonstration exists from the first ledger, with XLM and open lines', async () => {
    for (const name of LOCAL_CONTACT_NAMES) {
      const { balances, subentry_count } = await sandbox.server.loadAccount(localKeypair(name).publicKey());
      expect(balances.map((line) => ('asset_code' in line ? line.asset_code : 'XLM'))).toEqual(['EURC', 'USDC', 'XLM']);
      expect(subentry_count).toBe(2);
    }
  });

  it('is found by its signer and by what it holds', async () => {
    const bySigner = await sandbox.server.accounts().forSigner(alice.publicKey()).call();
    expect(bySigner.records.map(({ id }) => id)).toEqual([alice.publicKey()]);
    const holders = await sandbox.server.accounts().forAsset(sandbox.asset()).call();
    const expected = [bob.publicKey(), ...LOCAL_CONTACT_NAMES.map((name) => localKeypair(name).publicKey())];
    expect(holders.records.map(({ id }) => id)).toEqual(expected.sort());
    const second = await holders.next();
    expect(second.records).toEqual([]);
  });
});

describe('what cannot be answered is a problem that says what is wrong', () => {
  it.each([
    ['/accounts/GABC', 'account_id', 'Account ID must start with `G` and contain 56 alphanum characters'],
    ['/transactions/xyz', 'tx_id', 'Transaction hash must be a hex-encoded, lowercase SHA-256 hash'],
    ['/ledgers/0', 'ledger_id', 'Ledger ID must be an integer higher than 0'],
    ['/ledgers?limit=201', 'limit', 'invalid limit: value provided that is over limit max of 200'],
    ['/ledgers?limit=0', 'limit', 'invalid limit: non-positive value provided'],
    ['/ledgers?limit=ten', 'limit', 'unparseable value'],
    ['/ledgers?order=up', 'order', 'order: invalid value'],
    ['/ledgers?cursor=here', 'cursor', 'cursor: invalid value'],
    ['/ledgers?cursor=-1', 'cursor', 'the cursor -1 is a negative number: '],
    ['/payments?include_failed=maybe', 'include_failed', 'Filter should be true or false'],
    ['/payments?join=effects', 'join', 'Accepted values: transactions'],
    ['/accounts', 'filters', 'Use exactly one filter: signer or asset. The local network knows no other.'],
  ])('%s', async (path, field, reason) => {
    expect(await sandbox.http(path)).toMatchObject({
      status: 400,
      contentType: PROBLEM,
      body: {
        type: 'https://stellar.org/horizon-errors/bad_request',
        title: 'Bad Request',
        status: 400,
        extras: { invalid_field: field, reason },
      },
    });
  });

  it.each(['/nothing/here', `/transactions/${'0'.repeat(64)}`, '/ledgers/999999', '/operations/1', '/%E0%A4%A'])(
    '%s is not found',
    async (path) => {
      expect(await sandbox.http(path)).toMatchObject({ status: 404, contentType: PROBLEM });
    },
  );

  it('a body that is no envelope is malformed, and is echoed', async () => {
    for (const tx of ['AAAA', 'not base64!', `${'A'.repeat(40)}`]) {
      expect(await sandbox.post('/transactions', { tx })).toMatchObject({
        status: 400,
        contentType: PROBLEM,
        body: {
          type: 'https://stellar.org/horizon-errors/transaction_malformed',
          title: 'Transaction Malformed',
          extras: { envelope_xdr: tx },
        },
      });
    }
  });

  it('a missing envelope, another content type and an endless body are refused', async () => {
    expect(await sandbox.post('/transactions', { other: 'x' })).toMatchObject({
      status: 400,
      body: { extras: { invalid_field: 'tx' } },
    });
    const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
    expect((await sandbox.http('/transactions', json)).status).toBe(415);
    const huge = await sandbox.post('/transactions', { tx: 'A'.repeat(2_000_000) });
    expect(huge.status).toBe(413);
  });

  it('a failed transaction carries its codes, its result and its envelope', async () => {
    const transaction = await sandbox.signed(alice, [payment(bob, '99999')]);
    const tx = transaction.toEnvelope().toXdr('base64');
    const answer = await sandbox.post('/transactions', { tx });
    expect(answer).toMatchObject({
      status: 400,
      contentType: PROBLEM,
      body: {
        type: 'https://stellar.org/horizon-errors/transaction_failed',
        title: 'Transaction Failed',
        status: 400,
        extras: {
          envelope_xdr: tx,
          result_codes: { transaction: 'tx_failed', operations: ['op_underfunded'] },
        },
      },
    });
    const { result_xdr } = answer.body.extras as unknown as { result_xdr: string };
    expect(xdr.TransactionResult.fromXdr(result_xdr, 'base64').result.type).toBe('txFailed');
  });
});

describe('ledgers', () => {
  it('are chained by their hashes and count what they hold', async () => {
    const { records } = await sandbox.server.ledgers().limit(200).call();
    expect(records.map(({ sequence }) => sequence)).toEqual(records.map((_, index) => index + 1));
    for (const [index, ledger] of records.entries()) {
      if (index > 0) expect(ledger.prev_hash).toBe(records[index - 1]!.hash);
      const header = xdr.LedgerHeader.fromXdr(ledger.header_xdr, 'base64');
      expect(header.ledgerSeq).toBe(ledger.sequence);
    }
    const { ledger } = await sandbox.send(alice, payment(bob, '1'), payment(bob, '1'));
    const closed = await sandbox.http(`/ledgers/${ledger}`);
    expect(closed.body).toMatchObject({
      sequence: ledger,
      successful_transaction_count: 1,
      failed_transaction_count: 0,
      operation_count: 2,
      tx_set_operation_count: 2,
      base_fee_in_stroops: 100,
      base_reserve_in_stroops: 5_000_000,
      total_coins: '100000000000.0000000',
    });
    expect((await sandbox.server.transactions().forLedger(ledger).call()).records).toHaveLength(1);
    expect((await sandbox.server.operations().forLedger(ledger).call()).records).toHaveLength(2);
    expect((await sandbox.server.payments().forLedger(ledger).call()).records).toHaveLength(2);
  });

  it('close when somebody looks after a while, so that time can be seen to pass', async () => {
    let now = Date.parse('2026-06-01T12:00:00Z');
    const clock = await Sandbox.start({ nowMs: () => now, idleCloseMs: 5000 });
    const before = await clock.latestLedger();
    now += 4000;
    expect(await clock.latestLedger()).toBe(before);
    now += 60_000;
    const root = await clock.server.root();
    expect(root.history_latest_ledger).toBe(before + 1);
    expect(root.history_latest_ledger_closed_at).toBe('2026-06-01T12:01:04Z');
    now -= 3_600_000; // A clock set back does not take the ledger's time with it.
    await clock.funded();
    expect((await clock.server.root()).history_latest_ledger_closed_at).toBe('2026-06-01T12:01:04Z');
    await clock.close();
  });
});

describe('fees', () => {
  it('are told over the last five ledgers', async () => {
    const fees = await Sandbox.start();
    expect((await fees.server.feeStats()).max_fee).toMatchObject({ min: '100', max: '100', p50: '100', mode: '100' });
    const payer = await fees.funded();
    for (const fee of ['100', '300', '300', '900']) {
      await fees.server.submitTransaction(await fees.signed(payer, [payment(payer, '1')], { fee }));
    }
    const stats = await fees.server.feeStats();
    expect(stats).toMatchObject({ last_ledger: '7', last_ledger_base_fee: '100' });
    expect(stats.max_fee).toMatchObject({ min: '100', max: '900', mode: '100', p50: '300', p90: '900', p99: '900' });
    expect(stats.fee_charged).toMatchObject({ min: '100', max: '100' });
    expect(await fees.server.fetchBaseFee()).toBe(100);
    await fees.close();
  });
});

describe('assets', () => {
  it('are listed with how many hold how much', async () => {
    const { records } = await sandbox.server.assets().forCode('USDC').call();
    expect(records[0]).toMatchObject({
      asset_type: 'credit_alphanum4',
      asset_code: 'USDC',
      asset_issuer: sandbox.network.issuerOf('USDC'),
      accounts: { authorized: 3, authorized_to_maintain_liabilities: 0, unauthorized: 0 },
      balances: { authorized: '10000.0000000' },
    });
  });
});

describe('the network is not a public one', () => {
  it('and shares no signature with any', async () => {
    expect(Object.values(Networks)).not.toContain(LOCAL_PASSPHRASE);
    const signedForTestnet = await sandbox.signed(alice, [Operation.changeTrust({ asset: sandbox.asset() })], {
      networkPassphrase: Networks.TESTNET,
    });
    expect(await sandbox.refusal(signedForTestnet)).toEqual({ transaction: 'tx_bad_auth' });
  });
});
