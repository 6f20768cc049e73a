import {
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  OperationTypeNode,
  parse,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { operatorActor } from '../../src/kernel/actor.js';
import { AuditRecord } from '../../src/platform/audit/audit.entity.js';
import { OPEN_FIELDS } from '../../src/platform/graphql/schema-rules.js';
import { createLiveApp, follow, type LiveApp } from '../support/app/live-app.js';
import { RichGateway } from '../support/app/money-case.js';
import { argumentsFor, documentFor, rootField, rootPlaces } from '../support/app/root-calls.js';
import type { Person } from '../support/app/test-app.js';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

/** What no table can hold. */
const UNSTORABLE: [string, string][] = [
  ['NUL', 'a\u0000b'],
  ['a lone high surrogate', 'a\ud800'],
  ['a lone low surrogate', '\udc00b'],
];
/** What a table can hold, and code may stumble over. */
const ODD = [
  '\ufffe',
  'x'.repeat(20_000),
  '',
  ' ',
  "'; --",
  '__proto__',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59-14:00',
  '1e400',
  '=',
  '%00',
];
/** Scalars that a text can be written for; the rest is refused by its kind before anybody looks at the text. */
const TEXTUAL = new Set(['ID', 'String', 'Amount', 'StellarAddress', 'XDR', 'DateTime', 'JSON', 'JSONObject']);

/** An id of our shape that names nothing: what is looked at here comes before whose it is. */
const NOTHING = 'acc_00000000000000000000000000';

let app: LiveApp;
let callers = 0;
beforeAll(async () => {
  const overrides = { gateways: [new RichGateway()] };
  app = await createLiveApp({
    network: { url: 'http://127.0.0.1:1', close: async () => undefined } as never,
    working: false,
    overrides,
  });
});
afterAll(() => app?.[Symbol.asyncDispose]());

type Path = { at: string[]; scalar: string };
/** Every place within the arguments of a field where a text may stand: in inputs, lists and what may be left out too. */
const pathsOf = (type: GraphQLInputType, at: string[], open: string[] = []): Path[] => {
  const inner = getNullableType(type);
  if (isListType(inner)) return pathsOf(inner.ofType, [...at, '0'], open);
  const named = getNamedType(inner);
  if (!isInputObjectType(named)) return TEXTUAL.has(named.name) ? [{ at, scalar: named.name }] : [];
  if (open.includes(named.name)) return [];
  return Object.values(named.getFields()).flatMap((field) =>
    pathsOf(field.type, [...at, field.name], [...open, named.name]),
  );
};
const places = () =>
  rootPlaces(app.schema).flatMap((place) =>
    rootField(app.schema, place).args.flatMap((arg) => pathsOf(arg.type, [arg.name]).map((path) => ({ place, path }))),
  );

const filledWith = (scalar: string, text: string): unknown =>
  scalar === 'JSON' || scalar === 'JSONObject' ? { [text]: [text, { deep: text }] } : text;

const withValue = (value: unknown, [key, ...rest]: string[], text: unknown): unknown => {
  if (key === undefined) return text;
  if (key === '0') return [withValue(Array.isArray(value) ? value[0] : undefined, rest, text)];
  const fields = (value ?? {}) as Record<string, unknown>;
  return { ...fields, [key]: withValue(fields[key], rest, text) };
};

/** The codes of the answer; a subscription that is accepted has none. */
const codesOf = async (place: string, given: unknown, person: Person | null): Promise<string[]> => {
  const { kind, text } = documentFor(app.schema, place);
  const operation = { document: parse(text), variables: given as Record<string, unknown> };
  const isOperators = /Keys$|keyStatus/.test(place);
  const actor = isOperators ? operatorActor() : (person?.actor ?? null);
  callers += 1;
  const caller = { actor, ip: `2001:db8:${callers.toString(16)}::1` };
  if (kind !== OperationTypeNode.SUBSCRIPTION) return codes(await app.door.run(operation, caller));
  const answer = await app.door.subscribe(operation, caller);
  if (!(Symbol.asyncIterator in answer)) return codes(answer);
  await answer.return();
  return [];
};
const codes = ({ errors = [] }: { errors?: readonly { extensions?: Record<string, unknown> }[] }): string[] =>
  errors.map(({ extensions }) => String(extensions?.code));
/** With the ids of this person, so that the argument is looked at and not only the owner. */
const argumentsOf = (place: string, { accountId }: Person): Record<string, unknown> =>
  JSON.parse(JSON.stringify(argumentsFor(app.schema, place)).replaceAll('"acc_0"', JSON.stringify(accountId)));

describe('every text of every argument of the schema', () => {
  it('is refused where it holds what no table can hold, whoever calls, and nothing is written down', async () => {
    const ada = (await app.person())!;
    const found = places();
    expect(found.length).toBeGreaterThan(120);
    const before = await app.orm.em.fork().count(AuditRecord);
    for (const { place, path } of found) {
      const args = argumentsOf(place, ada);
      for (const [what, text] of UNSTORABLE)
        for (const person of OPEN_FIELDS.has(place) ? [ada, null] : [ada]) {
          const variables = withValue(args, path.at, filledWith(path.scalar, text));
          expect(await codesOf(place, variables, person), `${place} ${path.at.join('.')} ${what}`).toEqual([
            'BAD_USER_INPUT',
          ]);
        }
    }
    expect(await app.orm.em.fork().count(AuditRecord)).toBe(before);
  });

  it('gives no fault of the server where it is only odd', async () => {
    for (const { place, path } of places()) {
      // Somebody new each time, because a budget that is used up would hide what comes behind it.
      const person = await app.person();
      for (const text of ODD) {
        const variables = withValue(argumentsOf(place, person), path.at, filledWith(path.scalar, text));
        expect(
          await codesOf(place, variables, person),
          `${place} ${path.at.join('.')} ${text.slice(0, 30)}`,
        ).not.toContain('INTERNAL');
      }
    }
  });
});

describe('a text that no table can hold', () => {
  const refused = { code: 'BAD_USER_INPUT', message: expect.stringContaining('NUL') };
  const ask = (query: string, variables?: Record<string, unknown>) => app.ask(ada.token, query, variables);
  let ada: Person;
  beforeAll(async () => {
    ada = await app.person();
  });

  it.each([
    ['in the document', '{ account(id: "\\u0000") { id } }'],
    ['in a default value', 'query ($id: ID! = "\\u0000") { account(id: $id) { id } }'],
    ['in a fragment', 'query { ...f } fragment f on Query { account(id: "\\u0000") { id } }'],
    [
      'in JSON in the document',
      'mutation { startConsent(input: { action: "unfreeze", arguments: { a: ["\\u0000"] } }) { id } }',
    ],
  ])('is refused %s', async (_where, query) => {
    await expect(ask(query)).rejects.toMatchObject(refused);
  });

  it.each([
    ['in a variable that nothing uses', { id: NOTHING, other: '\u0000' }],
    ['in a key', { id: NOTHING, other: { '\ud800': 1 } }],
    ['in a name', { id: NOTHING, '\u0000': 1 }],
    [
      'below a thousand levels',
      { id: NOTHING, other: JSON.parse(`${'['.repeat(1_000)}"\\u0000"${']'.repeat(1_000)}`) },
    ],
  ])('is refused %s', async (_where, variables) => {
    await expect(ask('query ($id: ID!) { account(id: $id) { id } }', variables)).rejects.toMatchObject(refused);
  });

  it('is refused on a socket, and the socket goes on', async () => {
    const client = app.socket(ada.token);
    const bad = follow(client, 'subscription ($id: ID) { transactionUpdates(id: $id) { id } }', { id: '\u0000' });
    await bad.done;
    expect(bad.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    const good = follow(client, '{ viewer { id } }');
    await good.done;
    expect(good.events).toMatchObject([{ id: ada.actor.userId }]);
  });

  it.each(['\u0000', '\ud800', '\ufffe'])('is no name of an operation, and opens no socket: %j', async (text) => {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'query a { server { version } }',
        operationName: text,
        extensions: { [text]: text },
      }),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('INTERNAL');
    const query = `query=${encodeURIComponent('{ server { version } }')}&variables=%00&operationName=%00`;
    const got = await fetch(`${app.url}/graphql?${query}`, {
      headers: { 'apollo-require-preflight': 'x', cookie: 'tuxedo_session=%00%ud800' },
    });
    expect(got.status).toBe(400);
    expect(await got.text()).not.toContain('INTERNAL');
    const closed = follow(app.socket(text), '{ viewer { id } }');
    await closed.done;
    expect(closed.closed).toMatchObject({ code: 4403 });
  });

  it('leaves a whole character alone, and characters that are only rare', async () => {
    const title = '🦊 \ufffd ✓';
    const { createThread } = await ask('mutation ($title: String) { createThread(title: $title) { title } }', {
      title,
    });
    expect(createThread.title).toBe(title);
  });
});

describe('the root field of a subscription', () => {
  it.each([
    'subscription { viewerUpdates @skip(if: true) { id } }',
    'subscription ($x: Boolean!) { viewerUpdates @include(if: $x) { id } }',
    'subscription { ... @skip(if: false) { viewerUpdates { id } } }',
    'subscription { ...f @include(if: true) } fragment f on Subscription { viewerUpdates { id } }',
    'subscription { ...f } fragment f on Subscription { ...g } fragment g on Subscription { viewerUpdates @skip(if: true) { id } }',
  ])('is neither skipped nor included: %s', async (query) => {
    const ada = await app.person();
    const followed = follow(app.socket(ada.token), query, { x: false });
    await followed.done;
    expect(followed.errors[0]).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(followed.errors.map(({ message }) => message).join()).toContain('neither @skip nor @include');
  });

  it('may leave out parts of what it gives, and queries may leave out anything', async () => {
    const ada = await app.person();
    const part = follow(app.socket(ada.token), 'subscription { viewerUpdates { id name @skip(if: true) } }');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(part.errors).toEqual([]);
    part.stop();
    expect(await app.ask(ada.token, '{ viewer @skip(if: true) { id } server { version } }')).not.toHaveProperty(
      'viewer',
    );
  });
});
