import { afterEach, beforeEach, expect, it } from 'vitest';
import { ORIGIN, type TestPerson, UsersCase } from '../../../test/support/app/users-case.js';
import { SoftAuthenticator } from '../../../test/support/people/soft-authenticator.js';
import { ownsPasskey, ownsSession } from '../records/ownership.js';
import { Passkey } from '../records/user.entity.js';

let subject: UsersCase;
let ada: TestPerson;
beforeEach(async () => {
  subject = await UsersCase.open();
  ada = await subject.register('Ada');
});
afterEach(() => subject.close());

const ids = async (person = ada) => (await subject.passkeys.list(person.user.id)).map(({ id }) => id);
const answer = async (person = ada, authenticator = new SoftAuthenticator()) => {
  const { id, options } = await subject.passkeys.startAdd(person.context.actor!);
  return { challengeId: id, response: authenticator.register(options, ORIGIN), name: 'Phone' };
};
const owner = (person = ada) => ({ userId: person.user.id, sessionId: person.sessionId, confirmed: true });
const add = async (person = ada) => subject.passkeys.add(owner(person), await answer(person));

it('adds a passkey that can sign in, without offering the ones there are', async () => {
  const { options } = await subject.passkeys.startAdd(ada.context.actor!);
  const [first] = await subject.passkeys.list(ada.user.id);
  expect(options.excludeCredentials).toMatchObject([{ id: first!.credentialId }]);

  const phone = new SoftAuthenticator();
  const added = await subject.passkeys.add(owner(), await answer(ada, phone));
  expect(added).toMatchObject({ name: 'Phone', userId: ada.user.id });
  const start = await subject.signIn.startSignIn();
  const signedIn = await subject.signIn.finishSignIn({
    challengeId: start.id,
    response: phone.assert(start.options, ORIGIN),
  });
  expect(signedIn.user.id).toBe(ada.user.id);
  expect(await subject.acts(ada.user.id)).toEqual(['user.registered', 'passkey.added', 'user.signed_in']);
});

it('refuses the challenge of another person, and one used before', async () => {
  const grace = await subject.register('Grace');
  const mine = await answer();
  await expect(subject.passkeys.add(owner(grace), mine)).rejects.toThrow('expired or was used already');
  await subject.passkeys.add(owner(), mine);
  await expect(subject.passkeys.add(owner(), mine)).rejects.toThrow('expired or was used already');
  expect([(await ids()).length, (await ids(grace)).length]).toEqual([2, 1]);
});

it('refuses a credential that is registered already, whoever has it', async () => {
  const grace = await subject.register('Grace');
  const taken = (await subject.passkeys.list(ada.user.id))[0]!;
  const credential = { ...taken, transports: [], name: 'x', from: undefined };
  const again = subject.orm.em.fork().transactional((tx) => subject.passkeys.store(tx, grace.user.id, credential));
  await expect(again).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await ids(grace)).toHaveLength(1);
});

it('never removes the last one', async () => {
  const [only] = await ids();
  await expect(subject.passkeys.remove(ada.user.id, only!)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await ids()).toEqual([only]);
  expect(await subject.acts(ada.user.id)).toEqual(['user.registered']);
});

it('of two removals at once that would leave none, one is refused', async () => {
  await add();
  const results = await Promise.allSettled((await ids()).map((id) => subject.passkeys.remove(ada.user.id, id)));
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await ids()).toHaveLength(1);
});

it('a removed passkey signs in no more', async () => {
  await add();
  const [first] = await ids();
  await subject.passkeys.remove(ada.user.id, first!);
  const { id, options } = await subject.signIn.startSignIn();
  const response = ada.authenticator.assert(options, ORIGIN);
  await expect(subject.signIn.finishSignIn({ challengeId: id, response })).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
  expect(await subject.acts(ada.user.id)).toEqual(['user.registered', 'passkey.added', 'passkey.removed']);
});

it('renames yours; somebody else’s is not there', async () => {
  const grace = await subject.register('Grace');
  const [theirs] = await ids(grace);
  const [mine] = await ids();
  await expect(subject.passkeys.rename(owner(), theirs!, 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(subject.passkeys.remove(ada.user.id, theirs!)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await subject.passkeys.rename(owner(), mine!, ' Laptop ')).name).toBe('Laptop');
  await expect(subject.passkeys.rename(owner(), mine!, 'a\nb')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  expect((await subject.passkeys.list(ada.user.id))[0]!.name).toBe('Laptop');
});

it('keeps a counter that fills 32 bits', async () => {
  const [id] = await ids();
  await subject.orm.em.fork().nativeUpdate(Passkey, { id: id! }, { counter: 4_294_967_295 });
  expect((await subject.passkeys.list(ada.user.id))[0]!.counter).toBe(4_294_967_295);
});

it('ownership is of exactly one person', async () => {
  const grace = await subject.register('Grace');
  const em = subject.orm.em.fork();
  const [mine] = await ids();
  expect(await ownsPasskey(em, ada.user.id, mine!)).toBe(true);
  expect(await ownsPasskey(em, grace.user.id, mine!)).toBe(false);
  expect(await ownsSession(em, ada.user.id, ada.sessionId)).toBe(true);
  expect(await ownsSession(em, grace.user.id, ada.sessionId)).toBe(false);
});
