import { getDirective } from '@graphql-tools/utils';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { agentActor, apiKeyActor, operatorActor, personActor, Scope } from '../../src/kernel/actor.js';
import { ApiKey } from '../../src/money/api-keys/api-key.entity.js';
import { AuditRecord } from '../../src/platform/audit/audit.entity.js';
import { SYSTEM } from '../../src/platform/audit/audit-log.js';
import type { GraphQLAnswer } from '../../src/platform/graphql/graphql-door.js';
import { OPEN_FIELDS } from '../../src/platform/graphql/schema-rules.js';
import { createKey, type KeyApp, keyOwner, type Owner, openKeyApp } from '../support/app/key-case.js';
import { follow } from '../support/app/live-app.js';
import { ROTATE, STATUS, withOperator } from '../support/app/operator-case.js';
import { argumentsFor, documentFor, rootField, rootPlaces } from '../support/app/root-calls.js';
import { dumpTables } from '../support/app/table-dump.js';
import { confirm, START_CONSENT } from '../support/people/registered.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** All that the operator may ask for. A field that opens to the operator stands here, or the first test fails. */
const OPERATED = ['Query.keyStatus', 'Mutation.rotateKeys', 'Mutation.rewrapKeys', 'Mutation.retireKeys'];
const DATA_KEYS = ['READ', 'CHAT', 'PROPOSE', 'MANAGE'];

const { operator, secrets } = withOperator();
let app: KeyApp;
let grace: Owner;
beforeAll(async () => {
  app = await openKeyApp({ secrets });
  grace = await keyOwner(app);
});
afterAll(() => app?.[Symbol.asyncDispose]());

const askAs = async (actor: Parameters<KeyApp['as']>[0] | null, place: string): Promise<GraphQLAnswer> => {
  const { kind, text } = documentFor(app.schema, place);
  const operation = { document: parse(text), variables: argumentsFor(app.schema, place) };
  const caller = { actor, ip: '10.0.0.1' };
  if (kind !== 'subscription') return app.door.run(operation, caller);
  const followed = await app.door.subscribe(operation, caller);
  if (Symbol.asyncIterator in followed) throw new Error(`${place} is followed.`);
  return followed;
};
const codesOf = ({ errors }: GraphQLAnswer) => errors?.map(({ extensions }) => extensions?.code);
const silent = async (work: () => Promise<unknown>): Promise<void> => {
  const before = await dumpTables(app.orm);
  await work();
  expect(await dumpTables(app.orm)).toEqual(before);
  expect(app.signed).toEqual([]);
};
const post = async (query: string, headers: Record<string, string>, path = '/graphql') => {
  const response = await fetch(`${app.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, codes: codesOf((await response.json()) as GraphQLAnswer) };
};

describe('the whole schema, for the operator', () => {
  it('opens exactly what stands here, and to nobody else', async () => {
    const guarded = rootPlaces(app.schema).filter((place) => !OPEN_FIELDS.has(place));
    const directives = (place: string, name: string) =>
      getDirective(app.schema, rootField(app.schema, place), name) ?? [];
    const guardsOf = (place: string) => directives(place, 'auth')[0] as { scope: string; actors: string[] };
    const open = guarded.filter((place) => guardsOf(place).actors.includes('OPERATOR'));
    expect(open.toSorted()).toEqual(OPERATED.toSorted());
    for (const place of open) {
      expect(guardsOf(place), place).toEqual({ scope: 'OPERATE', actors: ['OPERATOR'] });
      expect(directives(place, 'rateLimit'), place).toHaveLength(1);
    }
    expect(guarded.filter((place) => guardsOf(place).scope === 'OPERATE').toSorted()).toEqual(OPERATED.toSorted());
    await silent(async () => {
      for (const place of guarded.filter((one) => !OPERATED.includes(one)))
        expect(codesOf(await askAs(operatorActor(), place)), place).toEqual(['PERMISSION_DENIED']);
    });
  });

  it('lets the operator see no object of anybody by its id', async () => {
    await silent(async () => {
      for (const id of [grace.userId, grace.accountId, 'operator', 'usr_operator', 'system'])
        expect(await post(`{ node(id: "${id}") { id } }`, { authorization: `Bearer ${operator}` })).toEqual({
          status: 200,
          codes: ['PERMISSION_DENIED'],
        });
    });
  });
});

describe('the fields of the operator', () => {
  it.each(OPERATED)('%s is refused to a person, a program with every scope, the agent and anybody', async (place) => {
    const all = Object.values(Scope);
    const { secret } = await createKey(app, grace, { scopes: DATA_KEYS });
    await app.post(secret, '{ viewer { id } }');
    const { text } = documentFor(app.schema, place);
    await silent(async () => {
      for (const actor of [
        personActor(grace.userId),
        apiKeyActor(grace.userId, 'api_0', all),
        agentActor(grace.userId, { runId: 'run_0' }),
        // Whoever forged one of the two marks of an operator still lacks the other.
        { ...operatorActor(), scopes: new Set(all.filter((scope) => scope !== Scope.OPERATE)) },
        { ...personActor(grace.userId), scopes: new Set(all) },
      ])
        expect(codesOf(await askAs(actor, place)), actor.kind).toEqual(['PERMISSION_DENIED']);
      expect(codesOf(await askAs(null, place))).toEqual(['UNAUTHENTICATED']);
      for (const token of [grace.token, secret])
        expect((await app.post(token, text)).body.errors?.[0]?.extensions.code).toBe('PERMISSION_DENIED');
    });
  });

  it('are opened by a bearer token over HTTP, and by nothing else', async () => {
    expect((await post(STATUS, { authorization: `Bearer ${operator}` })).codes).toBeUndefined();
    await silent(async () => {
      const shown = encodeURIComponent(operator);
      for (const [headers, path] of [
        [{ cookie: `tuxedo_session=${operator}` }, '/graphql'],
        [{ authorization: operator }, '/graphql'],
        [{ authorization: `Basic ${operator}` }, '/graphql'],
        [{ authorization: `Bearer ${operator.toUpperCase()}` }, '/graphql'],
        [{ cookie: `tuxedo_session=${operator}`, authorization: 'Bearer x' }, '/graphql'],
        [{}, `/graphql?token=${shown}`],
      ] as [Record<string, string>, string][])
        expect((await post(ROTATE, headers, path)).codes, JSON.stringify(headers)).toEqual(['UNAUTHENTICATED']);
      const socket = follow(app.socket(operator), STATUS);
      await socket.done;
      expect(socket).toMatchObject({ events: [], closed: { code: 4403 } });
    });
  });

  it('are not in what a person is told of their budgets', async () => {
    const { viewer } = await app.ask(grace.token, '{ viewer { rateLimits { field } } }');
    const names = viewer.rateLimits.map(({ field }: { field: string }) => field);
    expect(names).toContain('Mutation.sendMessage');
    expect(names.filter((name: string) => OPERATED.includes(name))).toEqual([]);
  });

  it('are the operator’s ten times in ten minutes, wherever from', async () => {
    await using other = await openKeyApp({ secrets: withOperator().secrets });
    const rotate = async (ip: string) => {
      const operation = { document: parse('mutation { rotateKeys { activeVersion } }') };
      return codesOf(await other.door.run(operation, { actor: operatorActor(), ip }));
    };
    for (let n = 1; n <= 10; n += 1) expect(await rotate(`10.0.0.${n}`)).toBeUndefined();
    expect(await rotate('10.0.0.11')).toEqual(['RATE_LIMITED']);
    expect(await other.rotation.status()).toMatchObject({ active: 11 });
  });
});

describe('the scope OPERATE', () => {
  it('is given to no key, whoever asks and whatever stands in its row', async () => {
    const asked = { name: 'Root', scopes: ['READ', 'OPERATE'] };
    const refusal = {
      message: expect.stringContaining('OPERATE is for whoever runs this server'),
      extensions: { code: 'BAD_USER_INPUT' },
    };
    // Nobody is asked to confirm it, and a good confirmation of a lesser key does not carry it in.
    const consent = await confirm(app.ask, grace, 'createApiKey', { ...asked, scopes: ['READ'] });
    const create = 'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }';
    await silent(async () => {
      const start = { input: { action: 'createApiKey', arguments: asked } };
      expect((await app.post(grace.token, START_CONSENT, start)).body.errors?.[0]).toMatchObject(refusal);
    });
    const { body } = await app.post(grace.token, create, { input: { ...asked, consent } });
    expect(body.errors?.[0]?.extensions.code).toBe('CONSENT_MISMATCH');
    expect(await app.orm.em.fork().count(ApiKey, { name: asked.name })).toBe(0);
    expect(apiKeyActor('usr_a', 'api_a', Object.values(Scope)).scopes).not.toContain(Scope.OPERATE);
    expect(personActor('usr_a').scopes).not.toContain(Scope.OPERATE);
    expect(agentActor('usr_a', {}).scopes).not.toContain(Scope.OPERATE);
    expect([...operatorActor().scopes]).toEqual([Scope.OPERATE]);
  });
});

describe('a server without OPERATOR_TOKEN', () => {
  it('has no operator, whatever is shown', async () => {
    await using closed = await openKeyApp();
    for (const token of [operator, 'null', 'undefined', 'operator'])
      for (const query of [STATUS, ROTATE])
        expect((await closed.post(token, query)).body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(await closed.rotation.status()).toMatchObject({ active: 1 });
    const entries = await closed.orm.em.fork().find(AuditRecord, { userId: SYSTEM, actor: 'OPERATOR' as never });
    expect(entries).toEqual([]);
  });
});

describe('wrong tokens', () => {
  it('are answered twenty times a minute for each address, and the right one always', async () => {
    const { operator: right, secrets: own } = withOperator();
    await using guessed = await openKeyApp({ secrets: own });
    const codeOf = async (token: string) => {
      const { status, body, headers } = await guessed.post(token, STATUS);
      return [status, body.errors?.[0]?.extensions.code, headers.get('retry-after') !== null];
    };
    for (let n = 0; n < 30; n += 1) expect(await codeOf(`tux_${n}`)).toEqual([200, 'UNAUTHENTICATED', false]);
    for (let n = 0; n < 20; n += 1) expect(await codeOf(`${right}${n}`)).toEqual([200, 'UNAUTHENTICATED', false]);
    expect(await codeOf(`${right}x`)).toEqual([429, 'RATE_LIMITED', true]);
    expect(await codeOf(right)).toEqual([200, undefined, false]);
    expect(await codeOf(`tux_${'a'.repeat(43)}`)).toEqual([200, 'UNAUTHENTICATED', false]);
    expect((await guessed.post(null, '{ server { version } }')).status).toBe(200);
  });
});
