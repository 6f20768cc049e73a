import type { GraphQLSchema } from 'graphql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ORIGIN, type TestPerson, UsersCase } from '../../../test/support/app/users-case.js';
import { SoftAuthenticator } from '../../../test/support/people/soft-authenticator.js';
import { agentActor } from '../../kernel/actor.js';
import { OwnedKind } from '../../platform/graphql/directives.js';
import { type Caller, GraphQLDoor } from '../../platform/graphql/graphql-door.js';
import { makeSchema } from '../../platform/graphql/make-schema.js';
import { RateLimits } from '../../platform/graphql/rate-limit.js';
import { ownsPasskey, ownsSession } from '../records/ownership.js';
import { PasskeyResolver } from './passkey.resolver.js';
import { SecurityResolver } from './security.resolver.js';
import { SessionResolver } from './session.resolver.js';
import { DemoSignInResolver, SignInResolver } from './sign-in.resolver.js';
import { UserResolver } from './user.resolver.js';

const schemaOf = (c: UsersCase): GraphQLSchema => {
  const instances = new Map<unknown, object>([
    [SignInResolver, new SignInResolver(c.signIn)],
    [DemoSignInResolver, new DemoSignInResolver(c.signIn)],
    [PasskeyResolver, new PasskeyResolver(c.passkeys)],
    [SecurityResolver, new SecurityResolver(c.users, c.passkeys, c.recoveryCodes, c.consents)],
    [SessionResolver, new SessionResolver(c.sessions)],
    [UserResolver, new UserResolver(c.users, c.passkeys, c.recoveryCodes, c.sessions)],
  ]);
  return makeSchema({
    resolvers: [...instances.keys()] as never,
    container: { get: (resolver: unknown) => instances.get(resolver) },
    guards: {
      owners: { [OwnedKind.PASSKEY]: ownsPasskey, [OwnedKind.SESSION]: ownsSession },
      consent: (context, field, args) => c.guard.assert(context, field, args),
      rateLimits: new RateLimits(),
    },
  });
};

let subject: UsersCase;
let door: GraphQLDoor;
let cookies: (string | null)[];
beforeEach(async () => {
  subject = await UsersCase.open();
  cookies = [];
  const silent = { error: () => undefined, info: () => undefined, warn: () => undefined };
  door = new GraphQLDoor({ schema: schemaOf(subject), em: subject.orm.em, log: silent });
});
afterEach(() => subject.close());

const call = async (source: string, variables: Record<string, unknown> = {}, who: Partial<Caller> = {}) => {
  const prepared = door.prepare(source);
  if ('errors' in prepared) throw prepared.errors[0];
  const caller = {
    actor: null,
    ip: '::1',
    setSessionCookie: (token: string | null) => void cookies.push(token),
    ...who,
  };
  const { data, errors } = await door.run({ ...prepared, variables }, caller);
  return { data: data as Record<string, unknown> | undefined, code: errors?.[0]?.extensions?.code };
};
const as = (person: TestPerson): Partial<Caller> => ({ actor: person.context.actor });

const REGISTER =
  'mutation($i: FinishRegistrationInput!) { finishRegistration(input: $i) { token recoveryCodes user { name frozen recoveryCodesLeft recoveryCodesUnsaved passkeys { name } } } }';
const VIEWER = '{ viewer { id name demo frozen passkeys { id name } sessions { id current userAgent } } }';

it('a newcomer registers, gets a cookie and the codes, and is the viewer', async () => {
  const start = await call('mutation { startRegistration(input: { name: "Ada" }) { id options } }');
  const { id, options } = start.data!.startRegistration as { id: string; options: Record<string, unknown> };
  const response = new SoftAuthenticator().register(options, ORIGIN);
  const { data } = await call(
    REGISTER,
    { i: { challengeId: id, response, passkeyName: 'Laptop' } },
    { userAgent: 'B' },
  );
  const payload = data!.finishRegistration as { token: string; recoveryCodes: string[] };
  expect(payload).toMatchObject({
    user: { frozen: false, recoveryCodesLeft: 0, recoveryCodesUnsaved: true, passkeys: [{ name: 'Laptop' }] },
  });
  expect(cookies).toEqual([payload.token]);
  const { actor } = (await subject.sessions.authenticate(payload.token))!;
  const viewer = await call(VIEWER, {}, { actor });
  expect(viewer.data).toMatchObject({ viewer: { name: 'Ada', sessions: [{ current: true, userAgent: 'B' }] } });
});

it('signing out ends the session and clears the cookie', async () => {
  const ada = await subject.demo('Ada');
  expect((await call('mutation { signOut }', {}, as(ada))).data).toEqual({ signOut: true });
  expect(cookies).toEqual([null]);
  expect(await subject.sessions.authenticate(ada.token)).toBeNull();
});

it('a passkey is added with the consent of another one, and removed by it', async () => {
  const ada = await subject.register('Ada');
  const start = await call('mutation { startAddPasskey { id options } }', {}, as(ada));
  const { id, options } = start.data!.startAddPasskey as { id: string; options: Record<string, unknown> };
  const input = { challengeId: id, response: new SoftAuthenticator().register(options, ORIGIN), name: 'Phone' };
  const ADD = 'mutation($i: AddPasskeyInput!) { addPasskey(input: $i) { id name } }';
  const forged = { ...input, consent: await subject.confirm(ada, 'addPasskey', { ...input, name: 'Other' }) };
  expect(await call(ADD, { i: forged }, as(ada))).toMatchObject({ code: 'CONSENT_MISMATCH' });
  const consent = await subject.confirm(ada, 'addPasskey', input);
  const added = await call(ADD, { i: { ...input, consent } }, as(ada));
  expect(added.data).toMatchObject({ addPasskey: { name: 'Phone' } });

  const [first, second] = await subject.passkeys.list(ada.user.id);
  const REMOVE = 'mutation($i: RemovePasskeyInput!) { removePasskey(input: $i) { passkeys { id } } }';
  const remove = { id: second!.id, consent: await subject.confirm(ada, 'removePasskey', { id: second!.id }) };
  expect((await call(REMOVE, { i: remove }, as(ada))).data).toEqual({
    removePasskey: { passkeys: [{ id: first!.id }] },
  });
});

it('freezing needs no passkey, going on does', async () => {
  const ada = await subject.register('Ada');
  await call('mutation { freeze(reason: "lost phone") { id } }', {}, as(ada));
  const UNFREEZE = 'mutation($i: ConsentInput!) { unfreeze(input: $i) { frozen } }';
  const { id } = await subject.consents.start(ada.user.id, 'unfreeze', {});
  expect(await call(UNFREEZE, { i: { challengeId: id } }, as(ada))).toMatchObject({ code: 'CONSENT_REQUIRED' });
  expect((await subject.users.get(ada.user.id)).frozenReason).toBe('lost phone');
  const done = await call(UNFREEZE, { i: await subject.confirm(ada, 'unfreeze', {}) }, as(ada));
  expect(done.data).toEqual({ unfreeze: { frozen: false } });
});

it.each([
  'mutation { signOut }',
  'mutation { startAddPasskey { id } }',
  'mutation { freeze { id } }',
  'mutation { revokeSession(id: "ses_x") }',
  'mutation { regenerateRecoveryCodes(input: { challengeId: "x" }) }',
  'mutation { startConsent(input: { action: "unfreeze", arguments: {} }) { id } }',
])('nobody, and not the agent, may %s', async (source) => {
  const ada = await subject.demo('Ada');
  expect((await call(source)).code).toBe('UNAUTHENTICATED');
  expect((await call(source, {}, { actor: agentActor(ada.user.id, {}) })).code).toBe('PERMISSION_DENIED');
  expect(await subject.acts(ada.user.id)).toEqual(['user.registered']);
});

it('somebody else’s passkeys and sessions are not there', async () => {
  const [ada, grace] = [await subject.register('Ada'), await subject.register('Grace')];
  const [theirs] = await subject.passkeys.list(grace.user.id);
  const rename = 'mutation($i: RenamePasskeyInput!) { renamePasskey(input: $i) { id } }';
  expect((await call(rename, { i: { id: theirs!.id, name: 'x' } }, as(ada))).code).toBe('NOT_FOUND');
  expect((await call(`mutation { revokeSession(id: "${grace.sessionId}") }`, {}, as(ada))).code).toBe('NOT_FOUND');
  expect(await subject.acts(grace.user.id)).toEqual(['user.registered']);
});
