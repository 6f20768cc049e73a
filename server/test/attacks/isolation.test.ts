import { Operation } from '@stellar/stellar-sdk/base';
import { type GraphQLSchema, OperationTypeNode, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentRun } from '../../src/agent/runs/run.entity.js';
import { RunStatus } from '../../src/agent/runs/run-status.js';
import { agentActor } from '../../src/kernel/actor.js';
import { idPaths, rootTypes } from '../../src/platform/graphql/schema-rules.js';
import { addOwner, type Kind, neverExisted, type Owner } from '../support/app/isolation-case.js';
import { type Body, createLiveApp, follow, type LiveApp } from '../support/app/live-app.js';
import { envelopeWith, OTHER, XLM } from '../support/app/operation-samples.js';
import { documentFor } from '../support/app/root-calls.js';
import { eventually, INVOICE, PENDING, REJECT, say } from '../support/app/story.js';
import { dumpTables, rowsWithout } from '../support/app/table-dump.js';
import { confirm, START_CONSENT } from '../support/people/registered.js';

type Values = Record<string, unknown>;
type Call = {
  kind: Kind;
  /** The arguments, good in all but this one id. */
  args: (id: string, mine: Owner, theirs: Owner) => Values | Promise<Values>;
  /** What refuses instead of NOT_FOUND where the id is a secret that is used once. */
  code?: string;
};

const byId = (kind: Kind): Call => ({ kind, args: (id) => ({ id }) });
const inInput = (kind: Kind, rest: Values = {}, name = 'id'): Call => ({
  kind,
  args: (id) => ({ input: { [name]: id, ...rest } }),
});
const payment = (id: string) => ({ accountId: id, destination: 'Coffee Corner', amount: '1' });
/** Nobody is asked to confirm what is not theirs, so it is a good confirmation of something else, turned to that id. */
const turned = async (id: string, mine: Owner): Promise<Values> => ({
  input: { id, consent: await confirm(app.ask, mine, 'unfreeze', {}) },
});
const SPENT = 'BAD_USER_INPUT';
const response = { id: 'a', rawId: 'a', type: 'public-key', response: {} };

/** Every root field with an id among its arguments. A new one fails the first test below until it stands here. */
const CALLS: Record<string, Call> = {
  'Query.account(id)': byId('account'),
  'Query.approval(id)': byId('approval'),
  'Query.evaluatePolicy(input.payment.accountId)': {
    kind: 'account',
    args: (id) => ({ input: { payment: payment(id) } }),
  },
  'Query.evaluatePolicy(input.payment.replaces)': {
    kind: 'transaction',
    args: (id, mine) => ({ input: { payment: { ...payment(mine.ids.account), replaces: id } } }),
  },
  'Query.evaluatePolicy(input.trustline.accountId)': {
    kind: 'account',
    args: (id) => ({ input: { trustline: { accountId: id, asset: 'USDC', limit: '5000000' } } }),
  },
  'Query.node(id)': byId('thread'),
  'Query.policy(accountId)': { kind: 'account', args: (id) => ({ accountId: id }) },
  'Query.receipt(id)': byId('decided'),
  'Query.run(id)': byId('run'),
  'Query.spending(accountId)': { kind: 'account', args: (id) => ({ accountId: id }) },
  'Query.thread(id)': byId('thread'),
  'Query.transaction(id)': byId('transaction'),
  'Query.transactions(filter.accountId)': { kind: 'account', args: (id) => ({ filter: { accountId: id } }) },
  'Mutation.addPasskey(input.challengeId)': {
    kind: 'challenge',
    code: SPENT,
    args: async (id, mine) => {
      const input = { challengeId: id, name: 'New', response };
      return { input: { ...input, consent: await confirm(app.ask, mine, 'addPasskey', input) } };
    },
  },
  'Mutation.addPasskey(input.consent.challengeId)': {
    kind: 'challenge',
    code: 'CONSENT_REQUIRED',
    args: (id) => ({
      input: { challengeId: neverExisted('challenge'), name: 'New', response, consent: { challengeId: id } },
    }),
  },
  'Mutation.approveTransaction(input.id)': {
    kind: 'transaction',
    args: (id, _mine, theirs) => ({ input: { id, consentDigest: theirs.digest } }),
  },
  'Mutation.archiveAccount(id)': byId('account'),
  'Mutation.archiveAccount(consent.challengeId)': {
    kind: 'challenge',
    code: 'CONSENT_REQUIRED',
    args: (id, mine) => ({ id: mine.ids.account, consent: { challengeId: id } }),
  },
  'Mutation.unarchiveAccount(id)': byId('account'),
  'Mutation.cancelRun(id)': byId('run'),
  'Mutation.createApiKey(input.consent.challengeId)': {
    kind: 'challenge',
    code: 'CONSENT_REQUIRED',
    args: (id) => ({ input: { name: 'New', scopes: ['READ'], consent: { challengeId: id } } }),
  },
  'Mutation.deleteContact(id)': byId('contact'),
  'Mutation.deleteThread(id)': byId('thread'),
  'Mutation.deleteUser(input.challengeId)': { ...inInput('challenge', {}, 'challengeId'), code: 'CONSENT_REQUIRED' },
  'Mutation.finishRegistration(input.challengeId)': {
    ...inInput('challenge', { response }, 'challengeId'),
    code: SPENT,
  },
  'Mutation.finishSignIn(input.challengeId)': { ...inInput('challenge', { response }, 'challengeId'), code: SPENT },
  'Mutation.freezeAccount(id)': byId('account'),
  'Mutation.fundAccount(id)': byId('account'),
  'Mutation.proposePayment(input.accountId)': { kind: 'account', args: (id) => ({ input: payment(id) }) },
  'Mutation.proposePayment(input.replaces)': {
    kind: 'transaction',
    args: (id, mine) => ({ input: { ...payment(mine.ids.account), replaces: id } }),
  },
  'Mutation.proposeTransaction(input.accountId)': {
    kind: 'account',
    args: (id, _mine, { address }) => {
      const operation = Operation.payment({ destination: OTHER, asset: XLM, amount: '1' });
      return { input: { accountId: id, xdr: envelopeWith([operation], { source: address }) } };
    },
  },
  'Mutation.proposeTrustline(input.accountId)': inInput('account', { asset: 'USDC' }, 'accountId'),
  'Mutation.regenerateRecoveryCodes(input.challengeId)': {
    ...inInput('challenge', {}, 'challengeId'),
    code: 'CONSENT_REQUIRED',
  },
  'Mutation.rejectTransaction(input.id)': inInput('transaction', { reason: 'no' }),
  'Mutation.rejectTransactions(input.ids)': { kind: 'transaction', args: (id) => ({ input: { ids: [id] } }) },
  'Mutation.removePasskey(input.consent.challengeId)': {
    kind: 'challenge',
    code: 'CONSENT_REQUIRED',
    args: (id, mine) => ({ input: { id: mine.ids.passkey, consent: { challengeId: id } } }),
  },
  'Mutation.removePasskey(input.id)': {
    kind: 'passkey',
    args: (id, mine) => turned(id, mine),
  },
  'Mutation.renameAccount(input.id)': inInput('account', { name: 'Mine' }),
  'Mutation.renamePasskey(input.id)': inInput('passkey', { name: 'Mine' }),
  'Mutation.renameThread(input.id)': inInput('thread', { title: 'Mine' }),
  'Mutation.revokeApiKey(id)': byId('apiKey'),
  'Mutation.revokeSession(id)': byId('session'),
  'Mutation.sendMessage(input.threadId)': inInput('thread', { text: 'send 25 XLM to Coffee Corner' }, 'threadId'),
  'Mutation.signTransaction(id)': byId('transaction'),
  'Mutation.startApproval(id)': byId('transaction'),
  'Mutation.startPolicyChange(input.accountId)': inInput('account', { askAboveUsd: '1' }, 'accountId'),
  'Mutation.unfreeze(input.challengeId)': { ...inInput('challenge', {}, 'challengeId'), code: 'CONSENT_REQUIRED' },
  'Mutation.unfreezeAccount(input.consent.challengeId)': {
    kind: 'challenge',
    code: 'CONSENT_REQUIRED',
    args: (id, mine) => ({ input: { id: mine.ids.account, consent: { challengeId: id } } }),
  },
  'Mutation.unfreezeAccount(input.id)': {
    kind: 'account',
    args: (id, mine) => turned(id, mine),
  },
  'Mutation.updatePolicy(input.accountId)': inInput('account', { askAboveUsd: '1' }, 'accountId'),
  'Mutation.updatePolicy(input.consent.challengeId)': {
    kind: 'challenge',
    code: 'CONSENT_REQUIRED',
    args: (id) => ({ input: { askAboveUsd: '2000', consent: { challengeId: id } } }),
  },
  'Subscription.agentSteps(runId)': { kind: 'run', args: (id) => ({ runId: id }) },
  'Subscription.transactionUpdates(id)': byId('transaction'),
};

let app: LiveApp;
let mallory: Owner;
let victim: Owner;
beforeAll(async () => {
  app = await createLiveApp();
  [mallory, victim] = [await addOwner(app, 'Mallory'), await addOwner(app, 'Vera')];
}, 240_000);
afterAll(() => app?.[Symbol.asyncDispose]());

const idArguments = (schema: GraphQLSchema): string[] =>
  rootTypes(schema).flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) =>
      idPaths(field.args).map((path) => `${type.name}.${field.name}(${path})`),
    ),
  );

/** `Query.account` of `Query.account(id)`. */
const nameOf = (place: string): string => place.replace(/\(.*/, '');

/** The whole answer, whatever the transport. */
const answerTo = async (
  { token }: Owner,
  place: string,
  variables: Values,
): Promise<{ status: number; body: Body }> => {
  const { kind, text } = documentFor(app.schema, nameOf(place));
  if (kind !== OperationTypeNode.SUBSCRIPTION) {
    const { status, body } = await app.post(token, text, variables);
    return { status, body };
  }
  const followed = follow(app.socket(token), text, variables);
  await followed.done;
  expect(followed.events).toEqual([]);
  return { status: 200, body: { errors: followed.errors } };
};

// Mallory's own questions are used up and her passkey counts; nothing else of hers may change either.
const world = async () => {
  const dump = await dumpTables(app.orm);
  const { challenges, passkeys } = rowsWithout(dump, [mallory.userId]);
  return { ...dump, challenges, passkeys };
};

describe('what belongs to somebody else', () => {
  it('is asked for in every call that takes an id', () => {
    expect(idArguments(app.schema).toSorted()).toEqual(Object.keys(CALLS).toSorted());
  });

  it.each(Object.entries(CALLS))('%s answers as if it did not exist, and nothing happens', async (place, call) => {
    const { kind, args, code = 'NOT_FOUND' } = call;
    const [theirs, nothing] = [
      await args(victim.ids[kind], mallory, victim),
      await args(neverExisted(kind), mallory, victim),
    ];
    const before = await world();
    const foreign = await answerTo(mallory, place, theirs);
    const missing = await answerTo(mallory, place, nothing);
    expect(foreign.body.errors?.[0]?.extensions.code).toBe(code);
    expect(foreign).toEqual(missing);
    expect(Object.values(foreign.body.data ?? {}).every((value) => value === null)).toBe(true);
    expect(JSON.stringify(foreign.body)).not.toContain(victim.ids[kind]);
    expect(await world()).toEqual(before);
  });

  it.each(Object.entries(CALLS).filter(([place]) => place.startsWith('Query')))(
    '%s is open to its owner: the refusal above is about ownership',
    async (place, { kind, args }) => {
      const { body } = await answerTo(victim, place, await args(victim.ids[kind], victim, mallory));
      expect(body.errors?.[0]?.message ?? 'none').toBe('none');
    },
  );

  it.each(Object.entries(CALLS).filter(([place]) => /^Query|propose|signTransaction/.test(place)))(
    '%s is the same for an agent of somebody else',
    async (place, { kind, args }) => {
      const before = await world();
      const actor = agentActor(mallory.userId, {});
      const document = parse(documentFor(app.schema, nameOf(place)).text);
      const run = async (id: string) =>
        app.door.execute({ document, actor, variables: await args(id, mallory, victim) });
      const [foreign, missing] = [await run(victim.ids[kind]), await run(neverExisted(kind))];
      expect(foreign.errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
      expect(JSON.stringify(foreign)).toBe(JSON.stringify(missing));
      expect(await world()).toEqual(before);
    },
  );
});

describe('node(id)', () => {
  const NODE = 'query ($id: ID!) { node(id: $id) { __typename id } }';
  const kinds = [
    'account',
    'contact',
    'thread',
    'message',
    'run',
    'transaction',
    'approval',
    'passkey',
    'session',
    'apiKey',
    'auditEntry',
    'user',
  ] as const;

  it.each(kinds)('finds a %s for its owner alone', async (kind) => {
    const id = victim.ids[kind];
    const own = await app.post(victim.token, NODE, { id });
    expect(own.body).toMatchObject({ data: { node: { id } } });
    const [foreign, missing] = [
      await app.post(mallory.token, NODE, { id }),
      await app.post(mallory.token, NODE, { id: neverExisted(kind) }),
    ];
    expect(foreign.body.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(foreign.body).toEqual(missing.body);
  });

  it('and finds nothing that has no page of its own, such as a challenge or a recovery code', async () => {
    const { body } = await app.post(victim.token, NODE, { id: victim.ids.challenge });
    expect(body.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
});

describe('lists, counts and cursors', () => {
  const MINE = `query ($after: String) {
    accounts(first: 100, after: $after) { totalCount nodes { id } edges { cursor } pageInfo { endCursor hasNextPage } }
    threads(first: 100, after: $after) { totalCount nodes { id messages { totalCount nodes { id } } runs { id } } pageInfo { endCursor } }
    transactions(first: 100, after: $after) { totalCount nodes { id account { id } approval { id } } pageInfo { endCursor } }
    approvals(first: 100, after: $after, status: null) { totalCount nodes { id transaction { id } } pageInfo { endCursor } }
    auditLog(first: 100, after: $after) { totalCount nodes { id resource details } pageInfo { endCursor } }
    viewer { id contacts { id } passkeys { id } sessions { id } apiKeys { id } rateLimits { field remaining } recoveryCodesLeft }
    verifyAuditLog { entries } spending { used reserved }
  }`;
  const strange = (text: string, { ids }: Owner) => Object.values(ids).filter((id) => text.includes(id));
  const LISTS = ['accounts', 'threads', 'transactions', 'approvals', 'auditLog'];

  it('hold my own alone, and count them alone', async () => {
    const [mine, theirs] = [await app.ask(mallory.token, MINE), await app.ask(victim.token, MINE)];
    expect(strange(JSON.stringify(mine), victim)).toEqual([]);
    expect(strange(JSON.stringify(theirs), mallory)).toEqual([]);
    for (const name of LISTS) {
      expect(mine[name].nodes.length, name).toBeGreaterThan(0);
      expect(mine[name].totalCount, name).toBe(mine[name].nodes.length);
    }
  });

  it.each(LISTS)('%s with the cursor of somebody else gives them nothing of hers', async (name) => {
    const { [name]: theirs } = await app.ask(victim.token, MINE);
    const cursor = theirs.pageInfo.endCursor;
    const mine = await app.ask(mallory.token, MINE, { after: cursor });
    expect(strange(JSON.stringify(mine), victim)).toEqual([]);
    expect(mine[name].totalCount).toBe((await app.ask(mallory.token, MINE))[name].totalCount);
    // The same answer as for a cursor that no row ever had.
    const beside = Buffer.from(
      Buffer.from(cursor, 'base64url')
        .toString()
        .replace(/.$/, (c) => (c === '0' ? '1' : '0')),
    );
    expect((await app.ask(mallory.token, MINE, { after: beside.toString('base64url') }))[name]).toEqual(mine[name]);
  });

  it('of the log, filtered by what is somebody else’s, are empty', async () => {
    const log = 'query ($id: String) { auditLog(filter: { resource: $id }) { totalCount nodes { id } } }';
    for (const id of Object.values(victim.ids))
      expect((await app.ask(mallory.token, log, { id })).auditLog).toEqual({ totalCount: 0, nodes: [] });
    expect((await app.ask(victim.token, log, { id: victim.ids.account })).auditLog.totalCount).toBeGreaterThan(0);
  });

  it('by name: a contact of somebody else is nobody', async () => {
    const judge = 'query ($input: EvaluatePolicyInput!) { evaluatePolicy(input: $input) { decision } }';
    const to = (destination: string) => ({
      input: { payment: { accountId: mallory.ids.account, amount: '1', destination } },
    });
    const foreign = await app.post(mallory.token, judge, to(victim.contactName));
    const missing = await app.post(mallory.token, judge, to('Quintus the dentist'));
    expect(foreign.body.errors?.[0]?.extensions.code).toBeDefined();
    expect(foreign.text.replaceAll(victim.contactName, 'Quintus the dentist')).toBe(missing.text);
  });
});

describe('keys for retries', () => {
  it('are each person’s own', async () => {
    const send = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id } }';
    const propose = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id status } }';
    const ids = async ({ token, ids }: Owner) => {
      const thread = (await app.ask(token, 'mutation { createThread { id } }')).createThread.id;
      const message = { threadId: thread, text: 'what are my limits?', idempotencyKey: 'shared-1' };
      const input = { ...payment(ids.account), idempotencyKey: 'shared-1' };
      const [run, transaction] = [
        await app.ask(token, send, { input: message }),
        await app.ask(token, propose, { input }),
      ];
      return [run.sendMessage.id, transaction.proposePayment.id];
    };
    const [theirs, mine] = [await ids(victim), await ids(mallory)];
    expect(mine[0]).not.toBe(theirs[0]);
    expect(mine[1]).not.toBe(theirs[1]);
  });
});

describe('subscriptions', () => {
  it('tell of my own alone, also from the cursor of somebody else', async () => {
    const updates = 'subscription { transactionUpdates { id status } }';
    const watch = ({ token }: Owner, after: string | null) => follow(app.socket(token), PENDING, { after });
    const mine = [
      watch(mallory, null),
      watch(mallory, '0'),
      watch(mallory, '1'),
      follow(app.socket(mallory.token), updates),
    ];
    const hers = watch(victim, '0');
    await eventually(() => expect(hers.events.length).toBeGreaterThan(0));
    const cursor = hers.events.at(-1).cursor;
    mine.push(watch(mallory, cursor));
    await say(app.ask, victim.token, INVOICE);
    await eventually(() => expect(hers.events.at(-1).cursor).not.toBe(cursor));
    await app.ask(victim.token, REJECT, { input: { id: victim.ids.transaction } });
    await eventually(() => expect(hers.events.at(-1).approval.status).toBe('REJECTED'));
    // Mallory's own event comes after all of those, so hearing it means that none of them is on its way.
    await app.ask(mallory.token, REJECT, { input: { id: mallory.ids.transaction } });
    await eventually(() => expect(mine[0]!.events.at(-1)?.approval.status).toBe('REJECTED'));
    await eventually(() => expect(mine[3]!.events.at(-1)?.id).toBe(mallory.ids.transaction));
    for (const { events, errors } of mine) {
      expect(errors).toEqual([]);
      const told = JSON.stringify(events);
      expect(Object.values(victim.ids).filter((id) => told.includes(id))).toEqual([]);
      for (const { approval, id } of events)
        expect([mallory.ids.transaction, ...transactionsOf(mine)]).toContain(approval?.transaction.id ?? id);
    }
  });

  const transactionsOf = (followed: { events: { id?: string }[] }[]) =>
    followed.flatMap(({ events }) => events.flatMap(({ id }) => id ?? []));

  it('say nothing to who has not signed in', async () => {
    for (const text of [PENDING, 'subscription { transactionUpdates { id } }']) {
      const stranger = follow(app.socket('tux_nobody'), text);
      await stranger.done;
      expect(stranger).toMatchObject({ events: [], closed: { code: 4403 } });
    }
  });
});

describe('a confirmation', () => {
  // What was rejected above lets a run go on, which writes a while longer.
  beforeAll(() => eventually(async () => expect(await working()).toBe(0)));
  const working = () =>
    app.orm.em.fork().count(AgentRun, {
      $or: [
        { status: { $in: [RunStatus.QUEUED, RunStatus.RUNNING] } },
        { userId: mallory.userId, status: RunStatus.WAITING_FOR_APPROVAL },
      ],
    });

  it.each([
    ['removePasskey', 'passkey'],
    ['unfreezeAccount', 'account'],
    ['archiveAccount', 'account'],
  ] as const)('of %s is not begun for somebody else’s %s, as for one that never was', async (action, kind) => {
    const ask = async (id: string) => app.post(mallory.token, START_CONSENT, { input: { action, arguments: { id } } });
    const before = await dumpTables(app.orm);
    const [foreign, missing] = [await ask(victim.ids[kind]), await ask(neverExisted(kind))];
    expect(foreign.body.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(foreign.text).toBe(missing.text);
    expect(await dumpTables(app.orm)).toEqual(before);
  });

  it('of somebody else cannot be answered by me', async () => {
    const theirs = await confirm(app.ask, victim, 'unfreeze', {});
    const unfreeze = 'mutation ($input: ConsentInput!) { unfreeze(input: $input) { id } }';
    const mine = await app.post(mallory.token, unfreeze, { input: theirs });
    expect(mine.body.errors?.[0]?.extensions.code).toBe('CONSENT_REQUIRED');
    expect((await app.ask(victim.token, unfreeze, { input: theirs })).unfreeze.id).toBe(victim.userId);
  });
});
