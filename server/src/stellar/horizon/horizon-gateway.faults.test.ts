import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Account, Asset, Keypair, Operation, TransactionBuilder, xdr } from '@stellar/stellar-sdk/base';
import { afterEach, describe, expect, it } from 'vitest';
import { networkDefinition, passphraseOf } from '../../kernel/networks.js';
import { HorizonGateway } from './horizon-gateway.js';

const keypair = Keypair.random();
const address = keypair.publicKey();
const transaction = new TransactionBuilder(new Account(address, '7'), {
  fee: '100',
  networkPassphrase: passphraseOf('LOCAL'),
})
  .addOperation(Operation.payment({ destination: Keypair.random().publicKey(), asset: Asset.native(), amount: '1' }))
  .setTimeout(60)
  .build();
transaction.sign(keypair);
const envelope = transaction.toEnvelope().toXdr('base64');
const hash = Buffer.from(transaction.hash()).toString('hex');

const closing: (() => unknown)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

type Seen = { method: string; url: string; body: string };

/** A Horizon that answers as it is told, remembers what it was asked, and never touches a ledger. */
const misbehaving = async (listener: RequestListener) => {
  const seen: Seen[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      seen.push({ method: request.method!, url: request.url!, body });
      listener(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const timeouts = { readMs: 1_000, submitMs: 1_000, fundMs: 1_000 };
  return { gateway: new HorizonGateway(networkDefinition('LOCAL', url), timeouts), seen, server };
};

const answer =
  (status: number, body: unknown, type = 'application/problem+json'): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
const problem = (status: number, slug: string, extras?: object): RequestListener =>
  answer(status, { type: `https://stellar.org/horizon-errors/${slug}`, status, title: slug, extras });
const codes = (transaction: string, operations?: string[]) => ({ result_codes: { transaction, operations } });
const confirmed = { hash, ledger: 12, successful: true, fee_charged: '100' };

describe('a submission', () => {
  it('that the network takes is confirmed, and exactly our bytes were sent', async () => {
    const { gateway, seen } = await misbehaving(answer(200, confirmed));
    expect(await gateway.submit(envelope)).toEqual({ kind: 'CONFIRMED', ledger: 12, feeCharged: 100n, hash });
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /transactions']);
    expect(new URLSearchParams(seen[0]!.body).get('tx')).toBe(envelope);
  });

  it.each<[string, RequestListener, string]>([
    ['504 after Horizon waited', problem(504, 'transaction_submission_timeout', { hash }), 'UNKNOWN'],
    ['504 of a proxy', answer(504, '<html>Gateway Timeout</html>', 'text/html'), 'UNKNOWN'],
    ['502 of a proxy', answer(502, 'bad gateway', 'text/plain'), 'UNKNOWN'],
    ['503 of a proxy', answer(503, 'unavailable', 'text/plain'), 'UNKNOWN'],
    ['500', problem(500, 'server_error'), 'UNKNOWN'],
    ['403', problem(403, 'transaction_submission_disabled'), 'UNKNOWN'],
    ['409 DUPLICATE', answer(409, { tx_status: 'DUPLICATE', hash }), 'UNKNOWN'],
    ['404', problem(404, 'not_found'), 'UNKNOWN'],
    ['200 about another transaction', answer(200, { ...confirmed, hash: 'f'.repeat(64) }), 'UNKNOWN'],
    ['200 that is no JSON', answer(200, 'ok', 'text/plain'), 'UNKNOWN'],
    ['200 that is null', answer(200, 'null'), 'UNKNOWN'],
    ['200 without an outcome', answer(200, { ...confirmed, successful: undefined }), 'UNKNOWN'],
    ['200 without a ledger', answer(200, { ...confirmed, ledger: undefined }), 'UNKNOWN'],
    ['a connection dropped at once', (q) => q.socket.destroy(), 'UNKNOWN'],
    ['a connection dropped within the answer', (q, r) => r.write('{"hash":', () => q.socket.destroy()), 'UNKNOWN'],
    ['no answer in time', () => undefined, 'UNKNOWN'],
    ['an answer that never ends', (_q, r) => void r.write('{'), 'UNKNOWN'],
    ['503 TRY_AGAIN_LATER', answer(503, { tx_status: 'TRY_AGAIN_LATER', hash }), 'TRY_AGAIN'],
    ['503 over capacity', problem(503, 'server_over_capacity'), 'TRY_AGAIN'],
    ['503 stale history', problem(503, 'stale_history'), 'TRY_AGAIN'],
    ['429', problem(429, 'rate_limit_exceeded'), 'TRY_AGAIN'],
  ])('answered by %s is neither confirmed nor failed', async (_what, listener, kind) => {
    const { gateway } = await misbehaving(listener);
    expect((await gateway.submit(envelope)).kind).toBe(kind);
  });

  it('that is sent elsewhere does not follow', async () => {
    const { gateway, seen } = await misbehaving((request, response) =>
      request.url === '/elsewhere'
        ? answer(200, confirmed)(request, response)
        : response.writeHead(307, { location: '/elsewhere' }).end(),
    );
    expect(await gateway.submit(envelope)).toMatchObject({ kind: 'UNKNOWN' });
    expect(seen).toHaveLength(1);
  });

  it('to nobody is unknown, because a lost reply looks the same', async () => {
    const { gateway, server } = await misbehaving(answer(200, confirmed));
    await new Promise((resolve) => server.close(resolve));
    const outcome = await gateway.submit(envelope);
    expect(outcome).toEqual({ kind: 'UNKNOWN', message: expect.stringContaining('connection') });
  });

  it.each([
    [codes('tx_bad_seq'), ['tx_bad_seq']],
    [codes('tx_failed', ['op_underfunded']), ['tx_failed', 'op_underfunded']],
    [
      { result_codes: { transaction: 'tx_fee_bump_inner_failed', inner_transaction: 'tx_bad_auth' } },
      ['tx_fee_bump_inner_failed', 'tx_bad_auth'],
    ],
  ])('refused with %j keeps the codes, and claims no fee while no ledger holds it', async (extras, resultCodes) => {
    const { gateway } = await misbehaving((request, response) =>
      (request.method === 'POST' ? problem(400, 'transaction_failed', extras) : problem(404, 'not_found'))(
        request,
        response,
      ),
    );
    expect(await gateway.submit(envelope)).toEqual({ kind: 'FAILED', resultCodes });
  });

  it('refused with tx_bad_seq is confirmed when a ledger holds that very hash', async () => {
    const result_xdr = new xdr.TransactionResult({
      feeCharged: 100n,
      result: xdr.TransactionResultResult.txSuccess([]),
      ext: xdr.TransactionResultExt.v0(),
    }).toXdr('base64');
    const found = {
      hash,
      ledger: 9,
      successful: true,
      fee_charged: '100',
      result_xdr,
      _links: { ledger: { href: '/ledgers/9' } },
    };
    const { gateway, seen } = await misbehaving((request, response) =>
      (request.method === 'POST' ? problem(400, 'transaction_failed', codes('tx_bad_seq')) : answer(200, found))(
        request,
        response,
      ),
    );
    expect(await gateway.submit(envelope)).toEqual({ kind: 'CONFIRMED', ledger: 9, feeCharged: 100n, hash });
    expect(seen[1]!.url).toBe(`/transactions/${hash}`);
  });

  it('that is no envelope fails without being sent', async () => {
    const { gateway, seen } = await misbehaving(answer(200, confirmed));
    expect(await gateway.submit('no envelope')).toEqual({ kind: 'FAILED', resultCodes: ['tx_malformed'] });
    expect(seen).toEqual([]);
  });
});

const missing = problem(404, 'not_found');
const reads: [string, (gateway: HorizonGateway) => Promise<unknown>][] = [
  ['loadAccount', (gateway) => gateway.loadAccount(address)],
  ['findTransaction', (gateway) => gateway.findTransaction(hash)],
  ['latestLedger', (gateway) => gateway.latestLedger()],
  ['feeStats', (gateway) => gateway.feeStats()],
  ['activity', (gateway) => gateway.activity(address, { limit: 5 })],
  ['fund', (gateway) => gateway.fund(address)],
];

describe.each(reads)('%s', (name, read) => {
  it.each<[string, RequestListener]>([
    ['a dropped connection', (request) => request.socket.destroy()],
    ['no answer in time', () => undefined],
    ['a server error', problem(500, 'server_error')],
    ['a proxy that knows no such page', answer(404, '<html>404</html>', 'text/html')],
    ['a redirect', (_q, r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
  ])('answers %s with NETWORK_ERROR', async (_what, listener) => {
    const { gateway } = await misbehaving(listener);
    await expect(read(gateway)).rejects.toMatchObject({ code: 'NETWORK_ERROR', message: /local network did not/ });
  });

  it.runIf(name !== 'fund').each([
    ['an empty object', '{}'],
    ['no JSON', 'hello'],
  ])('does not take %s for an answer', async (_what, body) => {
    const { gateway } = await misbehaving(answer(200, body));
    await expect(read(gateway)).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  });
});

describe('what Horizon says is not there', () => {
  it('is null for an account and a transaction, and an empty history', async () => {
    const { gateway } = await misbehaving(missing);
    expect(await gateway.loadAccount(address)).toBeNull();
    expect(await gateway.findTransaction(hash)).toBeNull();
    expect(await gateway.activity(address, { limit: 5 })).toEqual({ items: [], cursor: null, hasNextPage: false });
  });
});

describe('friendbot', () => {
  it('is content with an account that has its money already', async () => {
    const { gateway } = await misbehaving(
      answer(400, { status: 400, detail: 'account already funded to starting balance' }),
    );
    await expect(gateway.fund(address)).resolves.toBeUndefined();
  });

  it('does not exist on MAINNET, and gives no other asset on TESTNET', async () => {
    const main = new HorizonGateway(networkDefinition('MAINNET', ''));
    await expect(main.fund(address)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    const test = new HorizonGateway(networkDefinition('TESTNET', ''));
    await expect(test.fund(address, 'USDC')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
