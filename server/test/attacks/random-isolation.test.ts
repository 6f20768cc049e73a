import { afterAll, beforeAll, expect, it } from 'vitest';
import { agentActor, personActor } from '../../src/kernel/actor.js';
import { Account } from '../../src/money/accounts/records/account.entity.js';
import type { GraphQLAnswer } from '../../src/platform/graphql/graphql-door.js';
import { addOwner, type Owner } from '../support/app/isolation-case.js';
import { createLiveApp, type LiveApp } from '../support/app/live-app.js';
import { COFFEE } from '../support/app/money-case.js';
import { RandomCalls, seeded, type ValueFor } from '../support/app/random-calls.js';
import { eventually } from '../support/app/story.js';

const EVENTS = 10_000;
const SEED = 20_261_122;
const ID = /\b(?:usr|key|api|ses|rec|acc|con|thr|msg|run|txn|apr|aud|evt|res|pol|chl)_[0-9a-z]{26}\b/g;
/** New people would be a third party; after some of these the two would be no more, or nothing of theirs would move. */
const LEFT_OUT = new Set([
  ...['signInToLocalDemo', 'startRegistration', 'finishRegistration', 'deleteUser', 'signOut'],
  ...['archiveAccount', 'freeze', 'freezeAccount'],
]);
const SUBSCRIPTIONS = [
  'subscription { pendingApprovals { cursor auditHead approval { id transaction { id summary account { id name address } } } } }',
  'subscription { transactionUpdates { id status account { id } approval { id } } }',
];

/** One of the two, and all that they have ever been told. */
class Side {
  readonly ids = new Set<string>();
  readonly told: { place: string; ids: string[]; text: string }[] = [];
  events = 0;
  answered = 0;
  refused = 0;

  constructor(readonly owner: Owner) {
    for (const id of Object.values(owner.ids)) this.ids.add(id);
  }

  /** What the caller wrote themself may be said back to them: it tells them nothing. */
  hear(place: string, answer: GraphQLAnswer, given = ''): void {
    const text = JSON.stringify(answer);
    const found = (text.match(ID) ?? []).filter((id) => !given.includes(id));
    for (const id of found) this.ids.add(id);
    this.told.push({ place, ids: found, text });
    if (answer.errors) this.refused += 1;
    else this.answered += 1;
  }
}

let app: LiveApp;
let sides: [Side, Side];
const stop = new AbortController();
const random = seeded(SEED);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;

beforeAll(async () => {
  app = await createLiveApp({ config: { chatRateLimit: { max: 20, window: '1m' } } });
  sides = [new Side(await addOwner(app, 'Mallory')), new Side(await addOwner(app, 'Vera'))];
  for (const side of sides) await listen(side);
}, 240_000);
afterAll(async () => {
  stop.abort();
  await app?.[Symbol.asyncDispose]();
});

const listen = async (side: Side): Promise<void> => {
  for (const query of SUBSCRIPTIONS) {
    const prepared = app.door.prepare(query);
    if ('errors' in prepared) throw prepared.errors[0];
    const caller = { actor: personActor(side.owner.userId), ip: '10.0.0.1', signal: stop.signal };
    const events = await app.door.subscribe({ document: prepared.document }, caller);
    if (!(Symbol.asyncIterator in events)) throw new Error(JSON.stringify(events));
    void (async () => {
      for await (const event of events) {
        side.events += 1;
        side.hear('event', event);
      }
    })();
  }
};

const WORDS = ['what are my limits?', 'send 1 XLM to Coffee Corner', 'Notes', 'shared-key', 'no'];

/** Ids of either side, everything else of nobody in particular, so that what comes back is the server's own word. */
const valuesFor =
  (mine: Side, theirs: Side): ValueFor =>
  (type, path) => {
    const ids = [...(random() < 0.5 ? mine : theirs).ids];
    const name = path.split('.').at(-1)!;
    if (type === 'ID' || name === 'resource') return random() < 0.05 ? 'acc_0' : pick(likely(ids, path));
    if (name === 'after' || name === 'cursor') return Buffer.from(pick(ids)).toString('base64url');
    if (type === 'Int') return 1 + Math.floor(random() * 20);
    if (type === 'Boolean') return random() < 0.5;
    if (type === 'Amount') return pick(['1', '2.5', '700', '60000']);
    if (type === 'StellarAddress' || name === 'address') return COFFEE;
    if (type === 'DateTime') return new Date().toISOString();
    if (name === 'destination') return pick(['Coffee Corner', 'Acme Supplies']);
    if (name === 'asset') return pick(['XLM', 'USDC']);
    if (name === 'action') return pick(['unfreeze', 'removePasskey']);
    if (type.startsWith('JSON')) return { id: pick(ids) };
    return pick(WORDS);
  };

const KINDS: [RegExp, string][] = [
  [/account/i, 'acc'],
  [/thread/i, 'thr'],
  [/run/i, 'run'],
  [/challenge/i, 'chl'],
];
// Mostly an id of the kind that is asked for, so that the call comes as far as the question whose it is.
const likely = (ids: string[], path: string): string[] => {
  const kind = KINDS.find(([pattern]) => pattern.test(path))?.[1];
  const fitting = kind && random() < 0.9 ? ids.filter((id) => id.startsWith(kind)) : [];
  return fitting.length > 0 ? fitting : ids;
};

it(`of two people in ${EVENTS} random calls and the events beside them, neither is told a thing of the other`, async () => {
  const calls = new RandomCalls(app.schema, random, LEFT_OUT);
  const asked = new Set<string>();
  for (let n = 0; n < EVENTS; n++) {
    const [mine, theirs] = random() < 0.5 ? sides : ([sides[1], sides[0]] as const);
    const { place, kind, document, variables } = calls.next(valuesFor(mine, theirs));
    asked.add(place);
    const { userId, ids } = mine.owner;
    const agent = random() < 0.2;
    const actor = agent ? agentActor(userId, { runId: ids.run }) : personActor(userId, ids.session);
    const given = JSON.stringify(variables);
    if (kind !== 'subscription') {
      mine.hear(
        place,
        (await app.door.execute({ document, variables, actor, ip: '10.0.0.1' })) as GraphQLAnswer,
        given,
      );
      continue;
    }
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(300)]);
    const events = await app.door.subscribe({ document, variables }, { actor, ip: '10.0.0.1', signal });
    if (!(Symbol.asyncIterator in events)) mine.hear(place, events, given);
    else
      void (async () => {
        for await (const event of events) mine.hear(place, event, given);
      })();
  }
  expect([...asked].toSorted()).toEqual(calls.places.toSorted());

  const accounts = await app.orm.em.fork().find(Account, {});
  for (const [me, you] of [sides, [sides[1], sides[0]] as const]) {
    expect(me.answered, `seed ${SEED}`).toBeGreaterThan(EVENTS / 20);
    expect(me.refused, `seed ${SEED}`).toBeGreaterThan(EVENTS / 20);
    expect([...me.ids].filter((id) => you.ids.has(id))).toEqual([]);
    const theirs = accounts.filter(({ userId }) => userId === you.owner.userId);
    const words = [
      you.owner.userId,
      you.owner.contactName,
      you.owner.token,
      you.owner.digest,
      ...theirs.map(({ address }) => address),
    ];
    const leaks = me.told.filter(({ text }) => words.some((word) => text.includes(word)));
    expect(leaks.slice(0, 3), `seed ${SEED}`).toEqual([]);
  }
  await eventually(() => expect(Math.min(...sides.map(({ events }) => events))).toBeGreaterThan(10));
}, 600_000);

it('and each counts their own alone', async () => {
  const lists =
    '{ accounts { totalCount } threads { totalCount } transactions { totalCount } approvals(status: null) { totalCount } auditLog { totalCount } }';
  const tables: Record<string, string> = {
    accounts: "accounts where archived_at is null and user_id = '?'",
    threads: "threads where deleted_at is null and user_id = '?'",
    transactions: "transactions where user_id = '?'",
    approvals: "approvals where user_id = '?'",
    auditLog: "audit_entries where user_id = '?'",
  };
  const connection = app.orm.em.getConnection();
  for (const { owner } of sides) {
    const counts = await app.as(personActor(owner.userId), lists);
    for (const [name, where] of Object.entries(tables)) {
      const [row] = await connection.execute(`select count(*) as n from ${where.replace('?', owner.userId)}`);
      expect(counts[name].totalCount, name).toBe(Number(row.n));
      expect(counts[name].totalCount, name).toBeGreaterThan(0);
    }
  }
});
