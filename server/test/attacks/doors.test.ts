import { parse } from 'graphql';
import type { Client } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalNetwork } from '../../local-network/local-network.js';
import { agentActor } from '../../src/kernel/actor.js';
import { Reservation } from '../../src/money/policy/policy.entity.js';
import { Transaction } from '../../src/money/proposals/transaction.entity.js';
import type { SignRequest } from '../../src/vault/contract/vault.js';
import { type Body, createLiveApp, follow, type LiveApp } from '../support/app/live-app.js';
import { ACME, COFFEE, countSignatures, RichGateway } from '../support/app/money-case.js';
import type { Person } from '../support/app/test-app.js';

type Values = Record<string, unknown>;
const PROPOSALS_A_MINUTE = 30;
const PROPOSE = 'mutation ($i: PaymentInput!) { proposePayment(input: $i) { id } }';
const SIGN = 'mutation ($id: ID!) { signTransaction(id: $id) { id } }';
const XLM = 10_000_000n;
const DAY_CAP = 1000n * XLM;

let app: LiveApp;
let signed: SignRequest[];
beforeAll(async () => {
  const gateway = new RichGateway();
  for (const address of [COFFEE, ACME]) gateway.open(address);
  const network = { url: 'http://127.0.0.1:1', close: async () => undefined } as LocalNetwork;
  // Nothing works in the background: what is signed here was asked for here.
  app = await createLiveApp({ network, working: false, overrides: { gateways: [gateway] } });
  signed = countSignatures(app.vault);
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const payment = ({ accountId }: Person, amount = '1') => ({ accountId, destination: 'Coffee Corner', amount });
const errorsOf = (answers: Body[], code: string): number =>
  answers.flatMap(({ errors }) => errors ?? []).filter(({ extensions }) => extensions.code === code).length;
const byHttp =
  ({ token }: Person) =>
  async (query: string, values: Values): Promise<Body> =>
    (await app.post(token, query, values)).body;
const byAgent =
  ({ actor }: Person) =>
  async (query: string, values: Values): Promise<Body> => {
    const call = { document: parse(query), variables: values, actor: agentActor(actor.userId, {}) };
    return (await app.door.execute(call)) as unknown as Body;
  };
const bySocket =
  (client: Client) =>
  async (query: string, values: Values): Promise<Body> => {
    const answer = follow(client, query, values);
    await answer.done;
    return { errors: answer.errors };
  };

describe('fifty proposals', () => {
  const proposed = ({ actor }: Person) => app.orm.em.fork().count(Transaction, { userId: actor.userId });
  const aliases = (count: number, from = 0) =>
    times(count, (n) => `a${n + from}: proposePayment(input: $i) { id }`).join(' ');

  it.each<[string, (ada: Person) => Promise<Body[]>]>([
    [
      'aliases in one request',
      async (ada) => [await byHttp(ada)(`mutation ($i: PaymentInput!) { ${aliases(50)} }`, { i: payment(ada) })],
    ],
    [
      'aliases in fragments, some of them spread twice',
      async (ada) => {
        const query = `mutation ($i: PaymentInput!) { ...A ...B ...A ... on Mutation { ...B } }
          fragment A on Mutation { ${aliases(25)} } fragment B on Mutation { ${aliases(25, 25)} }`;
        // More than sixty aliases, once the fragments are spread out: the request is refused whole.
        expect(errorsOf([await byHttp(ada)(query, { i: payment(ada) })], 'BAD_USER_INPUT')).toBe(1);
        expect(await proposed(ada)).toBe(0);
        return [await byHttp(ada)(query.replace('...A ... on Mutation { ...B }', ''), { i: payment(ada) })];
      },
    ],
    ['requests at once', (ada) => Promise.all(times(50, () => byHttp(ada)(PROPOSE, { i: payment(ada) })))],
    [
      'operations over one socket',
      (ada) => {
        const client = app.socket(ada.token);
        return Promise.all(times(50, () => bySocket(client)(PROPOSE, { i: payment(ada) })));
      },
    ],
    ['calls of the agent', (ada) => Promise.all(times(50, () => byAgent(ada)(PROPOSE, { i: payment(ada) })))],
    [
      'calls through all of these at once',
      (ada) => {
        const doors = [byHttp(ada), byAgent(ada), bySocket(app.socket(ada.token))];
        return Promise.all(times(50, (n) => doors[n % 3]!(PROPOSE, { i: payment(ada) })));
      },
    ],
  ])(
    'as %s run as often as the limit says, and no more',
    async (_how, send) => {
      const ada = await app.person();
      const answers = await send(ada);
      expect(await proposed(ada)).toBe(PROPOSALS_A_MINUTE);
      expect(errorsOf(answers, 'RATE_LIMITED')).toBe(answers.length === 1 ? 1 : 50 - PROPOSALS_A_MINUTE);
      // The budget is used up at every door, and only theirs.
      expect(errorsOf([await byHttp(ada)(PROPOSE, { i: payment(ada) })], 'RATE_LIMITED')).toBe(1);
      expect(errorsOf([await byAgent(ada)(PROPOSE, { i: payment(ada) })], 'RATE_LIMITED')).toBe(1);
      expect(await proposed(ada)).toBe(PROPOSALS_A_MINUTE);
    },
    60_000,
  );

  it('of which half are not included count as half', async () => {
    const ada = await app.person();
    const query = `mutation ($i: PaymentInput!, $yes: Boolean!, $no: Boolean!) {
      ... @include(if: $yes) { ${aliases(20)} } ... @include(if: $no) { ${aliases(20, 20)} } ... @skip(if: $yes) { ${aliases(10, 40)} } }`;
    expect(await byHttp(ada)(query, { i: payment(ada), yes: true, no: false })).not.toHaveProperty('errors');
    expect(await proposed(ada)).toBe(20);
    await byHttp(ada)(query, { i: payment(ada), yes: true, no: false });
    expect(await proposed(ada)).toBe(PROPOSALS_A_MINUTE);
  }, 60_000);

  it('as a JSON batch are refused whole, and so is a document with two operations', async () => {
    const ada = await app.person();
    const send = (body: unknown) =>
      fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${ada.token}` },
        body: JSON.stringify(body),
      });
    const one = { query: PROPOSE, variables: { i: payment(ada) } };
    const two = `${PROPOSE.replace('mutation', 'mutation A')} ${PROPOSE.replace('mutation', 'mutation B')}`;
    for (const body of [times(50, () => one), [one], { query: two, variables: { i: payment(ada) } }])
      expect((await send(body)).status).toBe(400);
    expect(await proposed(ada)).toBe(0);
  });
});

describe('the cap of a day', () => {
  /** Somebody with one approved payment in each of many accounts, so that no payment waits for another. */
  const withApproved = async (count: number, amount: string): Promise<{ ada: Person; ids: string[] }> => {
    const ada = await app.person();
    const ids: string[] = [];
    for (let n = 0; n < count; n++) {
      const account = await app.accounts.create(ada.actor.userId, { name: `N${n}`, network: 'LOCAL' });
      const i = payment({ ...ada, accountId: account.id }, amount);
      ids.push((await app.as(ada.actor, PROPOSE, { i })).proposePayment.id);
    }
    signed.length = 0;
    return { ada, ids };
  };
  const debits = async ({ actor }: Person) => {
    const rows = await app.orm.em.fork().find(Reservation, { userId: actor.userId });
    return {
      count: rows.length,
      ids: new Set(rows.map((row) => row.transactionId)).size,
      sum: rows.reduce((sum, row) => sum + row.amount, 0n),
    };
  };

  it.each<[string, number, (ada: Person, ids: string[]) => Promise<unknown>]>([
    [
      'by aliases in one request',
      // The first refusal ends the request.
      1,
      async (ada, ids) => {
        const declared = ids.map((_id, n) => `$i${n}: ID!`).join(', ');
        const calls = ids.map((_id, n) => `s${n}: signTransaction(id: $i${n}) { id }`).join(' ');
        return byHttp(ada)(
          `mutation (${declared}) { ${calls} }`,
          Object.fromEntries(ids.map((id, n) => [`i${n}`, id])),
        );
      },
    ],
    [
      'through all doors at once',
      3,
      (ada, ids) => {
        const doors = [byHttp(ada), byAgent(ada), bySocket(app.socket(ada.token))];
        return Promise.all(ids.map((id, n) => doors[n % 3]!(SIGN, { id })));
      },
    ],
  ])(
    'is debited once for each signature, and never overdrawn: %s',
    async (_how, denied, send) => {
      const { ada, ids } = await withApproved(13, '99');
      await send(ada, ids);
      const { count, ids: different, sum } = await debits(ada);
      expect([count, different, signed.length]).toEqual([10, 10, 10]);
      expect(sum).toBeLessThanOrEqual(DAY_CAP);
      expect(sum).toBeGreaterThanOrEqual(990n * XLM);
      const em = app.orm.em.fork();
      expect(await em.count(Transaction, { userId: ada.actor.userId, envelope: { $ne: null } })).toBe(10);
      expect(await em.count(Transaction, { userId: ada.actor.userId, status: 'DENIED' as never })).toBe(denied);
    },
    120_000,
  );

  it.each<[string, (ada: Person, id: string) => Promise<Body[]>]>([
    [
      '50 aliases',
      async (ada, id) => {
        const calls = times(50, (n) => `s${n}: signTransaction(id: $id) { id }`).join(' ');
        return [await byHttp(ada)(`mutation ($id: ID!) { ${calls} }`, { id })];
      },
    ],
    [
      '50 calls through all doors at once',
      (ada, id) => {
        const doors = [byHttp(ada), byAgent(ada), bySocket(app.socket(ada.token))];
        return Promise.all(times(50, (n) => doors[n % 3]!(SIGN, { id })));
      },
    ],
  ])(
    'is debited once where one payment is signed by %s',
    async (_how, send) => {
      const { ada, ids } = await withApproved(1, '99');
      const answers = await send(ada, ids[0]!);
      expect(await debits(ada)).toMatchObject({ count: 1, sum: 99n * XLM + 200n });
      expect(signed).toHaveLength(1);
      expect(errorsOf(answers, 'ALREADY_DECIDED')).toBe(answers.length === 1 ? 1 : 49);
      // Each of those counted, the refused ones too.
      const called = answers.length === 1 ? 2 : 50;
      const more = await Promise.all(times(60, () => byAgent(ada)(SIGN, { id: ids[0] })));
      expect(errorsOf(more, 'RATE_LIMITED')).toBe(called);
    },
    60_000,
  );
});
