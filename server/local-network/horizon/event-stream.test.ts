import type { Keypair } from '@stellar/stellar-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { payment, Sandbox } from '../testing/sandbox.js';

let sandbox: Sandbox;
let payer: Keypair;
const closers: (() => void)[] = [];
beforeAll(async () => {
  sandbox = await Sandbox.start();
  payer = await sandbox.funded();
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
afterAll(() => sandbox.close());

type Seen = { amount?: string; paging_token: string };

/** Everything a stream delivers, as it comes. */
function collect(builder: { stream(options: object): () => void }): Seen[] {
  const seen: Seen[] = [];
  closers.push(builder.stream({ onmessage: (record: Seen) => seen.push(record) }));
  return seen;
}

const amounts = (seen: readonly Seen[]) => seen.map(({ amount }) => Number(amount));
const until = (condition: () => boolean) => expect.poll(condition, { timeout: 5000, interval: 5 }).toBe(true);
const pay = (amount: string) => sandbox.send(payer, payment(payer, amount));
const streamOf = () => sandbox.server.payments().forAccount(payer.publicKey());

/** The raw text of a stream, up to its end or until enough has come. */
async function readRaw(path: string, headers: Record<string, string>, enough: (text: string) => boolean) {
  const abort = new AbortController();
  const response = await fetch(`${sandbox.network.url}${path}`, {
    headers: { accept: 'text/event-stream', ...headers },
    signal: abort.signal,
  });
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (enough(text)) break;
  }
  abort.abort();
  return { text, type: response.headers.get('content-type') };
}

describe('a stream of payments', () => {
  it('delivers what comes, once and in order, and nothing of before when it starts from now', async () => {
    await pay('1');
    const seen = collect(streamOf().cursor('now'));
    let amount = 1;
    while (seen.length < 3) await pay(String(++amount));
    await until(() => amounts(seen).includes(amount));
    const first = amounts(seen)[0]!;
    expect(first).toBeGreaterThan(1);
    expect(amounts(seen)).toEqual(Array.from({ length: amount - first + 1 }, (_, index) => first + index));
  });

  it('takes up after a cursor without a gap or a repeat', async () => {
    const start = (await streamOf().order('desc').limit(1).call()).records[0]!.paging_token;
    for (const amount of ['5', '6']) await pay(amount);
    const seen = collect(streamOf().cursor(start));
    await until(() => seen.length >= 2);
    await pay('7');
    await until(() => seen.length >= 3);
    expect(amounts(seen)).toEqual([5, 6, 7]);

    const rest = collect(streamOf().cursor(seen[0]!.paging_token));
    await until(() => rest.length >= 2);
    expect(amounts(rest)).toEqual([6, 7]);
  });

  it('goes on past its limit, as the client comes back by itself', async () => {
    const start = (await streamOf().order('desc').limit(1).call()).records[0]!.paging_token;
    const seen = collect(streamOf().cursor(start).limit(2));
    for (const amount of ['10', '11', '12', '13', '14']) await pay(amount);
    await until(() => seen.length >= 5);
    expect(amounts(seen)).toEqual([10, 11, 12, 13, 14]);
  });

  it('begins with a greeting and ends with a goodbye, like on the real network', async () => {
    const { text, type } = await readRaw('/ledgers?limit=1', {}, () => false);
    expect(type).toContain('text/event-stream');
    const [hello, record, goodbye] = text.trimEnd().split('\n\n');
    expect(hello).toBe('retry: 1000\nevent: open\ndata: "hello"');
    expect(record).toMatch(/^id: 4294967296\ndata: \{.*\}$/);
    expect(goodbye).toBe('retry: 10\nevent: close\ndata: "byebye"');
  });

  it('takes the id of the last event a client saw before its cursor', async () => {
    const { text } = await readRaw('/ledgers?cursor=0&limit=1', { 'last-event-id': String(1n << 32n) }, () => false);
    expect(text).toContain(`id: ${2n << 32n}\n`);
    expect(text).not.toContain(`id: ${1n << 32n}\n`);
  });

  it('refuses a wrong cursor with a problem, and does not stream single documents', async () => {
    const headers = { accept: 'text/event-stream' };
    expect(await sandbox.http('/payments?cursor=x', { headers })).toMatchObject({ status: 400 });
    expect(await sandbox.http('/fee_stats', { headers })).toMatchObject({ status: 406 });
  });
});

describe('other streams', () => {
  it('deliver ledgers, transactions and operations', async () => {
    const ledgers = collect(sandbox.server.ledgers().cursor('now'));
    const transactions = collect(sandbox.server.transactions().cursor('now'));
    const operations = collect(sandbox.server.operations().cursor('now'));
    const streams = [ledgers, transactions, operations];
    while (streams.some((seen) => seen.length === 0)) await pay('1');
    for (const seen of streams) {
      const tokens = seen.map(({ paging_token }) => BigInt(paging_token));
      expect(tokens).toEqual([...new Set(tokens)].sort((a, b) => (a < b ? -1 : 1)));
    }
  });

  it('send an account whenever it changes, and only then', async () => {
    const changes: { balances: { balance: string }[] }[] = [];
    const builder = sandbox.server.accounts().accountId(payer.publicKey());
    closers.push(builder.stream({ onmessage: (account) => changes.push(account as never) }));
    await until(() => changes.length === 1);
    await sandbox.funded();
    await pay('1');
    await until(() => changes.length >= 2);
    expect(changes).toHaveLength(2);
    expect(changes[1]!.balances[0]!.balance).toBe(await sandbox.balance(payer));
  });

  it('end when the network stops', async () => {
    const other = await Sandbox.start();
    const response = await fetch(`${other.network.url}/ledgers?cursor=now`, {
      headers: { accept: 'text/event-stream' },
    });
    await other.close();
    expect(await response.text()).toContain('byebye');
  });
});
