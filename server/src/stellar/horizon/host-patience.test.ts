import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Account, Asset, Keypair, Operation, TransactionBuilder } from '@stellar/stellar-sdk/base';
import { afterEach, describe, expect, it } from 'vitest';
import { networkDefinition, passphraseOf } from '../../kernel/networks.js';
import { HorizonGateway } from './horizon-gateway.js';
import { retryAfterMs } from './host-patience.js';

const closing: (() => unknown)[] = [];
afterEach(() => Promise.all(closing.splice(0).map((close) => close())));

const network = { networkPassphrase: passphraseOf('LOCAL'), fee: '100' };
const payment = Operation.payment({ destination: Keypair.random().publicKey(), asset: Asset.native(), amount: '1' });
const envelope = new TransactionBuilder(new Account(Keypair.random().publicKey(), '7'), network)
  .addOperation(payment)
  .setTimeout(60)
  .build()
  .toXdr();
const STATS = {
  last_ledger: '7',
  last_ledger_base_fee: '100',
  ledger_capacity_usage: '0.01',
  fee_charged: { p80: '100' },
  max_fee: { p50: '100', p95: '100' },
};

type Refusal = { status: number; retryAfter?: string | undefined; body?: object };

/** Refuses as often as it is told, then answers; two gateways speak to it. */
const busyHost = async (...refusals: Refusal[]) => {
  const asked: { at: number; method: string }[] = [];
  const listener: RequestListener = (request, response) => {
    asked.push({ at: Date.now(), method: request.method! });
    const { status = 200, retryAfter, body = STATS } = refusals.shift() ?? {};
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfter && { 'retry-after': retryAfter }),
    });
    response.end(JSON.stringify(body));
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const gateway = () => new HorizonGateway(networkDefinition('LOCAL', url), { readMs: 4_000, submitMs: 1_000 });
  return { asked, one: gateway(), other: gateway() };
};
const LATER = { status: 429, body: { type: 'https://stellar.org/horizon-errors/rate_limit_exceeded' } };

describe('a host that says later', () => {
  it.each([
    ['429', 429],
    ['503', 503],
  ])('with %s and seconds is asked again after them, and not before', async (_what, status) => {
    const { asked, one } = await busyHost({ ...LATER, status, retryAfter: '1' });
    expect((await one.feeStats()).suggested).toBe(100n);
    expect(asked).toHaveLength(2);
    expect(asked[1]!.at - asked[0]!.at).toBeGreaterThanOrEqual(995);
  });

  it('is left alone by everybody until then: whoever cannot wait so long is told, and nothing is sent', async () => {
    const { asked, one, other } = await busyHost({ ...LATER, retryAfter: '60' });
    const refused = { code: 'NETWORK_ERROR', message: /left alone/, retryAfterSeconds: expect.any(Number) };
    await expect(one.feeStats()).rejects.toMatchObject(refused);
    await expect(other.latestLedger()).rejects.toMatchObject(refused);
    expect(await other.submit(envelope)).toEqual({ kind: 'TRY_AGAIN' });
    expect(asked).toHaveLength(1);
  });

  it('to a submission gets the same bytes later and not by itself; reads wait for it as well', async () => {
    const { asked, one, other } = await busyHost({ ...LATER, retryAfter: '1' });
    expect(await one.submit(envelope)).toEqual({ kind: 'TRY_AGAIN' });
    await other.feeStats();
    expect(asked.map(({ method }) => method)).toEqual(['POST', 'GET']);
    expect(asked[1]!.at - asked[0]!.at).toBeGreaterThanOrEqual(995);
  });

  it('without saying when is asked less and less often, at most three times more', async () => {
    const { asked, one } = await busyHost(LATER, LATER, LATER, LATER, LATER);
    await expect(one.feeStats()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(asked.length).toBeLessThanOrEqual(4);
    const waits = asked.slice(1).map(({ at }, index) => at - asked[index]!.at);
    for (const [index, ms] of waits.entries()) expect(ms).toBeGreaterThanOrEqual(245 * 2 ** index);
  }, 15_000);

  it('of one transaction alone is asked on: that is no word about the host', async () => {
    const { asked, one } = await busyHost({ status: 503, body: { tx_status: 'TRY_AGAIN_LATER' } });
    expect(await one.submit(envelope)).toEqual({ kind: 'TRY_AGAIN' });
    await one.feeStats();
    expect(asked[1]!.at - asked[0]!.at).toBeLessThan(245);
  });

  it('does not have other errors repeated', async () => {
    const { asked, one } = await busyHost({ status: 500, body: {} }, { status: 500, body: {} });
    await expect(one.feeStats()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(asked).toHaveLength(1);
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-30T12:00:00Z');
  it.each<[string | null | undefined, number | null]>([
    ['7', 7_000],
    [' 0 ', 0],
    ['Mon, 30 Nov 2026 12:00:09 GMT', 9_000],
    ['Mon, 30 Nov 2026 11:00:00 GMT', 0],
    ['999999999', 300_000],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 300_000],
    ['soon', null],
    ['-5', null],
    ['1.5', null],
    ['', null],
    [null, null],
    [undefined, null],
  ])('%j means %s ms', (value, ms) => {
    expect(retryAfterMs(value, now)).toBe(ms);
  });
});
