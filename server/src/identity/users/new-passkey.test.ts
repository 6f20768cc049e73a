import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLField, type GraphQLInputField, getNamedType, isInputObjectType } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ORIGIN, type TestPerson, UsersCase } from '../../../test/support/app/users-case.js';
import { SoftAuthenticator } from '../../../test/support/people/soft-authenticator.js';
import { DAY_MS } from '../../kernel/durations.js';
import { VaultState } from '../../keyring/vault-state.entity.js';
import { StreamEvent } from '../../platform/events/event.entity.js';
import { CONSENT_ACTIONS } from '../consent/consent.service.js';
import { pinnedOf } from '../passkeys/passkey.service.js';
import { type Passkey, RecoveryCode, Session } from '../records/user.entity.js';
import { CONSENT_DECISIONS } from '../sessions/consent-decisions.js';

let subject: UsersCase;
let ada: TestPerson;
let device: SoftAuthenticator;
/** Where the new passkey is signed in. */
let thief: TestPerson;
beforeEach(async () => {
  subject = await UsersCase.open();
  ada = await subject.register('Ada');
  device = new SoftAuthenticator();
  await addTo(ada, device);
  thief = await subject.signInAs({ authenticator: device });
});
afterEach(() => subject.close());

const addTo = async (person: TestPerson, authenticator: SoftAuthenticator, confirmed = true): Promise<Passkey> => {
  const { id, options } = await subject.passkeys.startAdd(person.context.actor!);
  const response = authenticator.register(options, ORIGIN);
  return subject.passkeys.add({ ...person.context.actor!, confirmed }, { challengeId: id, response, name: 'Phone' });
};
const keys = () => subject.passkeys.list(ada.user.id);
const waits = (attempt: Promise<unknown>) =>
  expect(attempt).rejects.toMatchObject({
    code: 'CONSENT_REQUIRED',
    message: expect.stringMatching(/^This passkey is new/),
  });
const tooNew = (attempt: Promise<unknown>) =>
  expect(attempt).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
    message: expect.stringMatching(/in its first day/),
  });
const run = async (action: string, person: TestPerson) => {
  // Ada asks, and the new passkey answers: whoever holds it cannot even ask without one that counts.
  const { id, options } = await subject.consents.start(ada.user.id, action, {});
  const assertion = person.authenticator.assert({ ...options, allowCredentials: [] }, ORIGIN);
  return subject.guard.assert(person.context, action, { input: { consent: { challengeId: id, assertion } } });
};

describe('every field that takes a passkey’s word', () => {
  it('has a decision, whether it is marked or asks on a text of its own', () => {
    const sdl = readFileSync(new URL('../../../../schema.graphql', import.meta.url), 'utf8');
    const fields = Object.values(buildSchema(sdl, { assumeValidSDL: true }).getMutationType()!.getFields());
    const takesWord = (inputs: readonly { name: string; type: GraphQLInputField['type'] }[]): boolean =>
      inputs.some(({ name, type }) => {
        const inner = getNamedType(type);
        if (name === 'assertion' || inner.name === 'ConsentInput') return true;
        return isInputObjectType(inner) && takesWord(Object.values(inner.getFields()));
      });
    const isMarked = ({ astNode }: GraphQLField<unknown, unknown>): boolean =>
      astNode!.directives!.some(({ name }) => name.value === 'consent');
    const asking = fields.filter((field) => isMarked(field) || takesWord(field.args)).map(({ name }) => name);
    expect(Object.keys(CONSENT_DECISIONS).sort()).toEqual(asking.sort());
    for (const action of CONSENT_ACTIONS) expect(CONSENT_DECISIONS).toHaveProperty(action);
  });

  it.each(CONSENT_ACTIONS.map((action) => [action]))(
    '%s waits until a new passkey is a day old, not a moment less',
    async (action) => {
      const before = (await keys()).map(({ counter }) => counter);
      await waits(run(action, thief));
      subject.later(DAY_MS - 1);
      await waits(run(action, thief));
      expect((await keys()).map(({ counter }) => counter)).toEqual(before);
      subject.later(1);
      await run(action, thief);
    },
  );

  it.each([
    'tuxedo-consent/v1\n',
    'tuxedo-policy/v1\n',
    'tuxedo-action/v1\nid: x\n',
    'tuxedo-something-new/v1\n',
    ' tuxedo-sign-in/v1\n',
    '',
  ])('waits in the vault as well, whatever the text: %j', async (canonical) => {
    const [, passkey] = await keys();
    const challenge = await subject.passkeys.confirmOptions(ada.user.id, canonical);
    const assertion = device.assert({ ...challenge, allowCredentials: [] }, ORIGIN);
    const check = { userId: ada.user.id, canonical, assertion, passkey: pinnedOf(passkey!) };
    await waits(subject.vault.verifyAssertion(check));
    // Aged in its row it is no passkey of the vault's any more.
    for (const notBefore of [null, new Date(0).toISOString()])
      await expect(
        subject.vault.verifyAssertion({ ...check, passkey: { ...check.passkey, notBefore } }),
      ).rejects.toMatchObject({ code: 'CONSENT_MISMATCH' });
  });
});

describe('a passkey in its first day', () => {
  it('waits longer where the clock goes back, and never less', async () => {
    subject.later(-DAY_MS);
    await waits(run('removePasskey', thief));
    subject.later(2 * DAY_MS - 1);
    await waits(run('removePasskey', thief));
  });

  it('is not asked for, and alone it is told when it counts', async () => {
    const [old, fresh] = await keys();
    const { options } = await subject.consents.start(ada.user.id, 'removePasskey', {});
    expect(options.allowCredentials).toMatchObject([{ id: old!.credentialId }]);
    await subject.passkeys.remove(ada.user.id, old!.id);
    await waits(subject.consents.start(ada.user.id, 'createApiKey', {}));
    expect(subject.passkeys.confirmsFrom(fresh!)).toEqual(new Date(subject.now.getTime() + DAY_MS));
    subject.later(DAY_MS);
    expect(subject.passkeys.confirmsFrom(fresh!)).toBeNull();
  });

  it('ends no session but its own', async () => {
    await tooNew(subject.sessions.signOut(thief.context.actor!, true));
    await tooNew(subject.sessions.revoke(thief.context.actor!, ada.sessionId));
    expect(await subject.sessions.list(ada.user.id)).toHaveLength(2);
    expect(await subject.acts(ada.user.id)).not.toContain('session.revoked');
    await subject.sessions.signOut(thief.context.actor!, false);
    expect((await subject.sessions.list(ada.user.id)).map(({ id }) => id)).toEqual([ada.sessionId]);
  });

  it('pushes out no session of another by signing in again and again', async () => {
    for (let more = 0; more < 51; more += 1) await subject.signInAs({ authenticator: device });
    expect(await subject.sessions.authenticate(ada.token)).not.toBeNull();
    expect(await subject.orm.em.fork().count(Session, { userId: ada.user.id })).toBe(51);
  });

  it('renames itself and no other', async () => {
    const [old, fresh] = await keys();
    await tooNew(subject.passkeys.rename(thief.context.actor!, old!.id, 'Broken phone'));
    expect((await keys())[0]!.name).toBe('Passkey');
    expect((await subject.passkeys.rename(thief.context.actor!, fresh!.id, 'Mine')).name).toBe('Mine');
  });

  it('freezes, as anybody signed in can', async () => {
    await subject.users.freeze(thief.user.id, 'not me');
    expect((await subject.users.get(ada.user.id)).frozenAt).not.toBeNull();
    await waits(run('unfreeze', thief));
  });

  it('supports no second one: each has a day of its own', async () => {
    await waits(run('addPasskey', thief));
    subject.later(DAY_MS);
    const second = new SoftAuthenticator();
    await addTo(thief, second);
    await waits(run('removePasskey', await subject.signInAs({ authenticator: second })));
  });

  it('is cancelled by an older one at any time, with its sessions, and is told about at once', async () => {
    const events = () => subject.orm.em.fork().find(StreamEvent, { stream: `user:${ada.user.id}` });
    const [, fresh] = await keys();
    expect((await events()).map(({ payload }) => payload)).toEqual([{ passkeyId: fresh!.id }]);
    await run('removePasskey', ada);
    await subject.passkeys.remove(ada.user.id, fresh!.id);
    expect(await subject.sessions.authenticate(thief.token)).toBeNull();
    expect(await subject.sessions.authenticate(ada.token)).not.toBeNull();
    expect(await events()).toHaveLength(2);
    subject.later(DAY_MS);
    const { id, options } = await subject.signIn.startSignIn();
    const response = device.assert(options, ORIGIN);
    await expect(subject.signIn.finishSignIn({ challengeId: id, response })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});

describe('after a recovery code', () => {
  it('the new passkey waits, and cancelled by its owner takes the codes with it', async () => {
    const [, second] = await keys();
    await subject.passkeys.remove(ada.user.id, second!.id);
    const back = await subject.recover(ada);
    await subject.recoveryCodes.save(ada.user.id, back.recoveryCodes![0]!);
    const added = await addTo(back, device, false);
    expect(added.afterRecovery).toBe(true);
    await waits(run('removePasskey', { ...back, authenticator: device }));

    const owner = await subject.signInAs(ada);
    await tooNew(subject.sessions.signOut(back.context.actor!, true));
    await tooNew(subject.sessions.revoke(back.context.actor!, owner.sessionId));
    await run('removePasskey', owner);
    await subject.passkeys.remove(ada.user.id, added.id);
    expect(await subject.sessions.authenticate(back.token)).toBeNull();
    expect(await subject.orm.em.fork().count(RecoveryCode, { userId: ada.user.id })).toBe(0);
    await expect(subject.signIn.signInWithRecoveryCode(back.recoveryCodes![1]!)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  it('one that is removed later, or that an older one stood behind, leaves the codes alone', async () => {
    await subject.recoveryCodes.save(ada.user.id, ada.recoveryCodes![0]!);
    const [, second] = await keys();
    await subject.passkeys.remove(ada.user.id, second!.id);
    const added = await addTo(await subject.recover(ada), device, false);
    subject.later(DAY_MS);
    await subject.passkeys.remove(ada.user.id, added.id);
    expect(await subject.recoveryCodes.left(ada.user.id)).toBe(7);
  });
});

describe('the first passkey of a person', () => {
  it('of a demo user who gets one counts at once, and ends what went without', async () => {
    const sam = await subject.demo('Sam');
    await addTo(sam, sam.authenticator, false);
    const { id, options, passkeyRequired } = await subject.consents.start(sam.user.id, 'unfreeze', {}, sam.sessionId);
    expect(passkeyRequired).toBe(true);
    const assertion = sam.authenticator.assert(options, ORIGIN);
    await subject.guard.assert(sam.context, 'unfreeze', { input: { consent: { challengeId: id, assertion } } });
    await expect(addTo(sam, new SoftAuthenticator(), false)).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
  });

  it('is not one that is added where the vault has only forgotten the others', async () => {
    const bob = await subject.register('Bob');
    const [known] = await subject.passkeys.list(bob.user.id);
    await subject.orm.em.fork().nativeDelete(VaultState, { userId: bob.user.id });
    const next = { id: 'key_2', userId: bob.user.id, credentialId: 'next', publicKey: 'AA' };
    const others = [pinnedOf(known!)];
    const forgetful = subject.anotherVault();
    expect((await forgetful.pinPasskey({ passkey: next, others, state: null })).notBefore).not.toBeNull();
    const foreign = [{ ...others[0]!, mac: 'AAAA' }];
    const elsewhere = subject.anotherVault();
    expect((await elsewhere.pinPasskey({ passkey: next, others: foreign, state: null })).notBefore).toBeNull();
  });
});
