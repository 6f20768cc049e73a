import { parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSmallApi, type SmallApi } from '../../../test/support/app/small-api.js';
import { type Actor, ActorKind, agentActor, personActor, Scope } from '../../kernel/actor.js';

let api: SmallApi;
beforeEach(async () => {
  api = await createSmallApi();
});
afterEach(() => api.close());

const ask = async (source: string, actor: Actor | null = personActor('usr_a'), variables = {}) =>
  api.door.run({ document: parse(source), variables }, { actor, ip: '10.0.0.1' });
const codeOf = (answer: Awaited<ReturnType<typeof ask>>) => answer.errors?.[0]?.extensions?.code;

describe('@auth', () => {
  it('refuses who has not signed in, and the resolver stays silent', async () => {
    const id = await api.addThing('usr_a');
    expect(codeOf(await ask(`{ thing(id: "${id}") { name } }`, null))).toBe('UNAUTHENTICATED');
    expect(api.journal.entries).toEqual([]);
  });

  it('refuses an actor of a kind that is not listed', async () => {
    const key: Actor = { kind: ActorKind.API_KEY, userId: 'usr_a', scopes: new Set([Scope.MANAGE]) };
    expect(codeOf(await ask('mutation { createThing(name: "x") { id } }', key))).toBe('PERMISSION_DENIED');
  });

  it('refuses a caller without the scope, whatever the kind', async () => {
    const key: Actor = { kind: ActorKind.API_KEY, userId: 'usr_a', scopes: new Set([Scope.READ]) };
    expect(codeOf(await ask('mutation { poke }', key))).toBe('PERMISSION_DENIED');
    expect(api.journal.entries).toEqual([]);
  });

  it('lets a person, a key with the scope and the agent through', async () => {
    const key: Actor = { kind: ActorKind.API_KEY, userId: 'usr_a', scopes: new Set([Scope.READ]) };
    for (const actor of [personActor('usr_a'), key, agentActor('usr_a', {})])
      expect(await ask('{ whoami { userId kind } }', actor)).toEqual({
        data: { whoami: { userId: 'usr_a', kind: actor.kind } },
      });
  });
});

describe('@owner', () => {
  it('gives the same answer for an object of somebody else and for one that is not there', async () => {
    const foreign = await api.addThing('usr_b');
    const absent = foreign.replace(/.$/, (last) => (last === 'z' ? 'y' : 'z'));
    const answers = await Promise.all([foreign, absent].map((id) => ask(`{ thing(id: "${id}") { name } }`)));
    expect(codeOf(answers[0]!)).toBe('NOT_FOUND');
    expect(JSON.stringify(answers[0])).toBe(JSON.stringify(answers[1]));
    expect(api.journal.count('thing')).toBe(0);
  });

  it('looks into inputs and stands before consent', async () => {
    const foreign = await api.addThing('usr_b');
    const answer = await ask(`mutation { changeThing(input: { id: "${foreign}", name: "x" }) }`);
    expect(codeOf(answer)).toBe('NOT_FOUND');
    expect(api.journal.entries).toEqual(['guard:owner']);
  });

  it('finds any object by id alone only if it is mine', async () => {
    const [mine, foreign] = [await api.addThing('usr_a', 'mine'), await api.addThing('usr_b')];
    const node = (id: string) => ask(`{ node(id: "${id}") { id ... on Account { name } } }`);
    expect(await node(mine)).toEqual({ data: { node: { id: mine, name: 'mine' } } });
    const answers = await Promise.all([foreign, 'acc_nothing', 'nonsense'].map(node));
    expect(answers.map(codeOf)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });
});

describe('the order of the guards', () => {
  it('is owner, rate limit, consent, and the reservation around the resolver', async () => {
    const id = await api.addThing('usr_a');
    expect(await ask(`mutation { signThing(id: "${id}") }`)).toEqual({ data: { signThing: 1 } });
    expect(api.journal.entries).toEqual([
      'guard:owner',
      'guard:consent:signThing',
      `guard:reserve:${id}`,
      'sign',
      'guard:commit',
    ]);
  });

  it('asks for no consent once the rate is used up, and reserves nothing', async () => {
    const id = await api.addThing('usr_a');
    const answers = [];
    for (let n = 0; n < 3; n++) answers.push(codeOf(await ask(`mutation { signThing(id: "${id}") }`)));
    expect(answers).toEqual([undefined, undefined, 'RATE_LIMITED']);
    expect(api.journal.count('guard:consent:signThing')).toBe(2);
    expect(api.journal.count('sign')).toBe(2);
  });

  it('does not use up the rate for what belongs to somebody else', async () => {
    const [mine, foreign] = [await api.addThing('usr_a'), await api.addThing('usr_b')];
    for (let n = 0; n < 5; n++) await ask(`mutation { signThing(id: "${foreign}") }`);
    expect(await ask(`mutation { signThing(id: "${mine}") }`)).toEqual({ data: { signThing: 1 } });
  });

  it('signs nothing without consent', async () => {
    const id = await api.addThing('usr_a');
    const answer = await ask(`mutation { changeThing(input: { id: "${id}", name: "refuse" }) }`);
    expect(codeOf(answer)).toBe('CONSENT_REQUIRED');
    expect(api.journal.count('changeThing')).toBe(0);
  });

  it('lets a failed reservation stop the resolver', async () => {
    await api.close();
    api = await createSmallApi({ spendingCap: async () => Promise.reject(new Error('full')) });
    const id = await api.addThing('usr_a');
    expect(codeOf(await ask(`mutation { signThing(id: "${id}") }`))).toBe('INTERNAL');
    expect(api.journal.count('sign')).toBe(0);
  });
});

describe('a directive that nothing stands behind', () => {
  it.each([
    ['an owner check', { owners: {} }, /no owner check for ACCOUNT/],
    ['consent', { consent: undefined }, /@consent/],
    ['a spending cap', { spendingCap: undefined }, /@spendingCap/],
  ])('fails the build: %s', async (_what, change, message) => {
    await expect(createSmallApi(change as never)).rejects.toThrow(message);
  });
});
