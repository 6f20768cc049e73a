import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLiveApp, follow, type LiveApp } from '../../../test/support/app/live-app.js';
import { newSecrets } from '../../../test/support/app/money-case.js';
import { CREATE_ACCOUNT, eventually, followRun, PENDING, say } from '../../../test/support/app/story.js';
import { register } from '../../../test/support/people/registered.js';
import { Secrets } from '../../kernel/config.js';

type Samples = Map<string, number>;
/** A new account on LOCAL signs these by itself. */
const TRUST_LINES = 2;
const TOKEN = 'a-token-of-the-operator';

const read = async (app: LiveApp, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> => {
  const response = await fetch(`${app.url}/metrics`, { headers });
  return { status: response.status, text: await response.text() };
};
const samplesOf = (text: string): Samples =>
  new Map(
    text
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );

describe('after a day of work', () => {
  let app: LiveApp;
  let text = '';
  let samples: Samples;
  let userId = '';
  let address = '';
  beforeAll(async () => {
    app = await createLiveApp();
    const ada = await register(app.ask, 'Ada');
    userId = ada.userId;
    address = (await app.ask(ada.token, CREATE_ACCOUNT, { name: 'Main' })).createAccount.address;
    const inbox = follow(app.socket(ada.token), PENDING);
    await followRun(app, ada.token, await say(app.ask, ada.token, 'Send 5 XLM to Coffee Corner')).done;
    await say(app.ask, ada.token, 'Send 151.7654321 XLM to Acme Supplies');
    await eventually(() => expect(inbox.events).toHaveLength(1), 30_000);
    await app.post(null, '{ viewer { id } }');
    await app.post(ada.token, '{ hunter2 }');
    await fetch(`${app.url}/hunter2`);
    ({ text } = await read(app));
    samples = samplesOf(text);
  });
  afterAll(() => app?.[Symbol.asyncDispose]());

  it.each([
    ['tuxedo_runs_total{outcome="COMPLETED"}', 1],
    ['tuxedo_verdicts_total{decision="ALLOW",actor="AGENT"}', 1],
    ['tuxedo_verdicts_total{decision="ASK",actor="AGENT"}', 1],
    ['tuxedo_verdict_rules_total{rule="per-transaction-cap",decision="ASK"}', 1],
    ['tuxedo_signatures_total{authority="POLICY",outcome="signed"}', TRUST_LINES + 1],
    ['tuxedo_submissions_total{outcome="CONFIRMED"}', TRUST_LINES + 1],
    ['tuxedo_approvals_total{outcome="requested"}', 1],
    ['tuxedo_operations_total{kind="query",actor="NOBODY",outcome="UNAUTHENTICATED"}', 1],
    ['tuxedo_operations_total{kind="query",actor="PERSON",outcome="BAD_USER_INPUT"}', 1],
    ['tuxedo_tool_calls_total{tool="proposePayment",ok="true"}', 2],
    ['tuxedo_open{kind="approvals",state="PENDING"}', 1],
    ['tuxedo_open{kind="transactions",state="APPROVED"}', 0],
    ['tuxedo_open{kind="reservations",state="RESERVED"}', 0],
    ['tuxedo_open{kind="runs",state="WAITING_FOR_APPROVAL"}', 1],
    ['tuxedo_network_up{network="LOCAL"}', 1],
    ['tuxedo_http_request_seconds_count{route="none",status="404"}', 1],
    ['tuxedo_sockets', 1],
    ['tuxedo_database_up', 1],
    ['tuxedo_backup_timestamp_seconds', 0],
    ['tuxedo_key_active_version', 1],
    ['tuxedo_key_records_remaining', 0],
    ['tuxedo_build_info{version="0.0.0-test"}', 1],
  ])('%s is %d', (name, value) => {
    expect(samples.get(name), [...samples.keys()].filter((key) => key.startsWith(name.split('{')[0]!)).join('\n')).toBe(
      value,
    );
  });

  it('times, ages and lags are there', () => {
    for (const name of [
      'tuxedo_operation_seconds_count{kind="mutation",actor="PERSON"}',
      'tuxedo_database_transaction_seconds_count{outcome="commit"}',
      'tuxedo_network_send_seconds_count{network="LOCAL",answer="CONFIRMED"}',
      'tuxedo_event_loop_lag_seconds{quantile="0.99"}',
      'tuxedo_open_oldest_age_seconds{kind="approvals",state="PENDING"}',
      'tuxedo_resident_memory_bytes',
      'tuxedo_subscriptions',
    ])
      expect(samples.get(name), name).toBeGreaterThan(0);
  });

  it('and so is every metric of docs/operate.md, but that of an enclave and that of faults', () => {
    const there = new Set([...samples.keys()].map((key) => key.split('{')[0]!.replace(/_(bucket|sum|count)$/, '')));
    const doc = readFileSync(new URL('../../../../docs/operate.md', import.meta.url), 'utf8');
    const table = doc.slice(doc.indexOf('| metric | what |'), doc.indexOf('What is looked up in the database'));
    const named = [...table.matchAll(/`(tuxedo_[a-z_]+)\*?`/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(25);
    const isThere = (name: string) =>
      [...there].some((one) => (name.endsWith('_') ? one.startsWith(name) : one === name));
    expect(named.filter((name) => !isThere(name))).toEqual([
      'tuxedo_attestation_age_seconds',
      'tuxedo_scrape_errors_total',
    ]);
    const isNamed = (one: string) => named.some((name) => (name.endsWith('_') ? one.startsWith(name) : one === name));
    expect([...there].filter((one) => !isNamed(one))).toEqual([]);
  });

  it('what a rotation has left to do is seen, and that it is done', async () => {
    const now = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5_100));
      const found = samplesOf((await read(app)).text);
      return [found.get('tuxedo_key_active_version'), found.get('tuxedo_key_records_remaining')];
    };
    await app.rotation.rotate('OPERATOR');
    expect(await now()).toEqual([2, 1]);
    await app.rotation.rewrap({ actor: 'OPERATOR' });
    expect(await now()).toEqual([2, 0]);
  });

  it('no label names a person, an account, an amount or anything that a caller wrote', () => {
    for (const secret of [userId, address, 'hunter2', 'Ada', 'Coffee', '151.7654321'])
      expect(text).not.toContain(secret);
    expect(text).not.toMatch(/\b(usr|acc|txn|run)_[0-9a-z]{10}/);
  });

  it('subscriptions and sockets are counted down when they end', async () => {
    const before = samplesOf((await read(app)).text).get('tuxedo_subscriptions')!;
    const { token } = await register(app.ask, 'Bob');
    const client = app.socket(token);
    const followed = follow(client, PENDING);
    const now = async () => (await app.telemetry.metrics.subscriptions.get()).values[0]!.value;
    await expect.poll(now, { timeout: 10_000 }).toBe(before + 1);
    followed.stop();
    await expect.poll(now, { timeout: 10_000 }).toBe(before);
    follow(client, PENDING);
    await expect.poll(now, { timeout: 10_000 }).toBe(before + 1);
    await client.dispose();
    await expect.poll(now, { timeout: 10_000 }).toBe(before);
  });
});

describe('/metrics', () => {
  it('asks for the token where one is set, and is not there for others', async () => {
    const { masterKey } = newSecrets();
    await using app = await createLiveApp({ secrets: new Secrets({ masterKey, metricsToken: TOKEN }) });
    for (const headers of [{}, { authorization: `Bearer ${TOKEN}x` }, { authorization: TOKEN }] as Record<
      string,
      string
    >[]) {
      const { status, text } = await read(app, headers);
      expect(status).toBe(404);
      expect(text).not.toContain('tuxedo_');
    }
    expect((await read(app, { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  });

  it('without a token is for this machine alone: no proxy, no other host', async () => {
    await using app = await createLiveApp();
    expect((await read(app)).status).toBe(200);
    const { port } = new URL(app.url);
    expect((await read({ url: `http://localhost:${port}` } as LiveApp)).status).toBe(200);
    for (const headers of [
      { 'x-forwarded-for': '203.0.113.9' },
      { forwarded: 'for=203.0.113.9' },
      { via: '1.1 proxy' },
    ])
      expect((await read(app, headers)).status).toBe(404);
    expect(await withHost(port, 'evil.example')).toBe(404);
    expect(await withHost(port, 'localhost')).toBe(200);
  });

  it('without a token is closed on a server with a public address', async () => {
    await using app = await createLiveApp({ config: { publicUrl: 'https://tuxedo.example' } });
    expect((await read(app)).status).toBe(404);
  });
});

// fetch does not let a caller choose the host that it names.
const withHost = (port: string, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/metrics', headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', reject);
  });
