import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentActor, apiKeyActor, Scope } from '../../src/kernel/actor.js';
import type { LedgerAccount } from '../../src/stellar/gateway.js';
import { COFFEE, type MoneyApp, openMoney, pay, RichGateway, SMALL, settled } from '../support/app/money-case.js';
import type { Person } from '../support/app/test-app.js';

const SLOW_MS = 300;
const EVALUATE = 'evaluatePolicy(input: { payment: $p }) { decision }';
const aliases = (count: number, field: string): string =>
  Array.from({ length: count }, (_, n) => `a${n}: ${field}`).join(' ');
const payment = ({ accountId }: Person) => ({ accountId, destination: COFFEE, amount: '1' });
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A Horizon that is slow to read, and counts how many reads are under way. */
class SlowGateway extends RichGateway {
  slowMs = 0;
  underWay = 0;
  most = 0;
  reads = 0;
  override async loadAccount(address: string): Promise<LedgerAccount | null> {
    this.reads += 1;
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    await wait(this.slowMs);
    this.underWay -= 1;
    return super.loadAccount(address);
  }
}

let gateway: SlowGateway;
let app: MoneyApp;
let mallory: Person;
let ada: Person;
beforeEach(async () => {
  gateway = new SlowGateway();
  app = await openMoney({ gateway });
  [mallory, ada] = [await app.person('Mallory'), await app.person('Ada')];
}, 60_000);
afterEach(() => app?.[Symbol.asyncDispose]());

const code = (error: unknown) => (error as { code?: string }).code ?? 'no code';
const refused = (work: Promise<unknown>) => work.then(() => 'fine', code);

describe('evaluatePolicy', () => {
  it('costs so much that a document holds no hundred of them, and runs sixty times a minute at whatever door', async () => {
    const query = (count: number) => `query ($p: PaymentInput!) { ${aliases(count, EVALUATE)} }`;
    const run = (count: number, actor = mallory.actor) => app.as(actor, query(count), { p: payment(mallory) });
    await run(30);
    await run(30, agentActor(mallory.actor.userId, {}));
    expect(await refused(run(1))).toBe('RATE_LIMITED');
    expect(await refused(run(1, agentActor(mallory.actor.userId, {})))).toBe('RATE_LIMITED');
    expect(await refused(run(1, apiKeyActor(mallory.actor.userId, 'api_x', [Scope.READ])))).toBe('RATE_LIMITED');
    const reads = gateway.reads;
    expect(await refused(run(1))).toBe('RATE_LIMITED');
    expect(gateway.reads).toBe(reads);
    expect(await refused(app.as(ada.actor, query(1), { p: payment(ada) }))).toBe('fine');
  }, 30_000);
});

describe('one session that asks a slow network without end', () => {
  const KINDS: [string, (who: Person) => { query: string; variables: Record<string, unknown> }][] = [
    [
      'evaluatePolicy',
      (who) => ({ query: `query ($p: PaymentInput!) { ${aliases(50, EVALUATE)} }`, variables: { p: payment(who) } }),
    ],
    [
      'balances of its account, over lists and node',
      ({ accountId }) => ({
        query: `query ($id: ID!) { ${aliases(20, 'accounts { nodes { balances { asset } totalUsd } }')} ${Array.from({ length: 20 }, (_, n) => `n${n}: node(id: $id) { ... on Account { balances { amount } } }`).join(' ')} }`,
        variables: { id: accountId },
      }),
    ],
    [
      'proposals',
      (who) => ({
        query: `mutation ($p: PaymentInput!) { ${aliases(30, 'proposePayment(input: $p) { id }')} }`,
        variables: { p: { ...payment(who), amount: '400' } },
      }),
    ],
  ];

  it.each(KINDS)(
    'through %s has a few calls under way at most, and another’s payment goes through meanwhile',
    async (_what, flood) => {
      app.work();
      gateway.slowMs = SLOW_MS;
      gateway.most = 0;
      const { query, variables } = flood(mallory);
      const floods = Array.from({ length: 10 }, () => refused(app.as(mallory.actor, query, variables)));
      await wait(50);
      const paid = await pay(app, ada, SMALL);
      const done = await settled(app, paid.id, ada);
      expect(done.status).toBe('CONFIRMED');
      expect(gateway.most).toBeLessThanOrEqual(14);
      await Promise.all(floods);
    },
    60_000,
  );

  it('is told when to come again, and what was decided of its own goes on', async () => {
    const { id: paid } = await pay(app, mallory, SMALL);
    const ask = () => app.as(mallory.actor, '{ accounts { nodes { balances { asset } } } }').catch((error) => error);
    let answer = await ask();
    for (let n = 0; n < 1_000 && answer.code === undefined; n += 1) answer = await ask();
    expect(answer).toMatchObject({
      code: 'RATE_LIMITED',
      message: expect.stringContaining('asked the network too often'),
      details: { retryAfterSeconds: expect.any(Number) },
    });
    expect(await refused(pay(app, mallory, SMALL))).toBe('RATE_LIMITED');
    app.work();
    expect((await settled(app, paid, mallory)).status).toBe('CONFIRMED');
    expect((await settled(app, (await pay(app, ada, SMALL)).id, ada)).status).toBe('CONFIRMED');
  }, 60_000);
});
