import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ORIGIN, type TestPerson, UsersCase } from '../../../test/support/app/users-case.js';
import { type Overrides, SoftAuthenticator } from '../../../test/support/people/soft-authenticator.js';
import { Challenge, Passkey, RecoveryCode, Session, User } from '../records/user.entity.js';

let subject: UsersCase;
beforeEach(async () => {
  subject = await UsersCase.open();
});
afterEach(() => subject.close());

const count = (entity: typeof User | typeof Session | typeof Passkey) =>
  subject.orm.em.fork().count(entity as typeof User);
const minutes = (number: number) => number * 60_000;

describe('registering', () => {
  it('asks for a passkey that can be found without a name and checks who holds it', async () => {
    const { options } = await subject.signIn.startRegistration(' Ada ');
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'Tuxedo' },
      user: { name: 'Ada' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    expect(options.pubKeyCredParams).toEqual([-7, -257, -8].map((alg) => ({ alg, type: 'public-key' })));
  });

  it('makes a person, a session and eight recovery codes, and records it', async () => {
    const ada = await subject.register('Ada');
    expect(ada.user).toMatchObject({ name: 'Ada', demo: false, frozenAt: null });
    expect(new Set(ada.recoveryCodes).size).toBe(8);
    expect((await subject.sessions.authenticate(ada.token))?.actor.userId).toBe(ada.user.id);
    expect(await subject.acts(ada.user.id)).toEqual(['user.registered']);
  });

  it('stores neither the token nor a recovery code', async () => {
    const ada = await subject.register('Ada');
    const em = subject.orm.em.fork();
    const rows = [await em.find(Session, {}), await em.find(RecoveryCode, {}), await em.find(Challenge, {})];
    const stored = JSON.stringify(rows);
    expect(stored).not.toContain(ada.token.slice(4));
    for (const secret of ada.recoveryCodes!.map((code) => code.slice(9)))
      for (const form of [secret, secret.replaceAll('-', '')]) expect(stored).not.toContain(form);
  });

  it.each<[string, Overrides, string]>([
    ['without user verification', { userVerified: false }, ORIGIN],
    ['for another site', { rpId: 'evil.example' }, ORIGIN],
    ['from another origin', {}, 'http://evil.example'],
    ['with another challenge', { challenge: 'AAAA' }, ORIGIN],
    ['that is an assertion', { type: 'webauthn.get' }, ORIGIN],
  ])('refuses a passkey %s and makes nobody', async (_what, overrides, origin) => {
    const { id, options } = await subject.signIn.startRegistration('Ada');
    const response = new SoftAuthenticator().register(options, origin, overrides);
    const attempt = subject.signIn.finishRegistration({ challengeId: id, response });
    await expect(attempt).rejects.toMatchObject({ code: 'BAD_USER_INPUT', message: /could not be checked/ });
    expect([await count(User), await count(Session), await count(Passkey)]).toEqual([0, 0, 0]);
  });

  it('a challenge is good once, for 5 minutes, and for registering only', async () => {
    const start = async () => {
      const { id, options } = await subject.signIn.startRegistration('Ada');
      return { challengeId: id, response: new SoftAuthenticator().register(options, ORIGIN) };
    };
    const answer = await start();
    await subject.signIn.finishRegistration(answer);
    await expect(subject.signIn.finishRegistration(answer)).rejects.toThrow('expired or was used already');
    const late = await start();
    subject.later(minutes(5));
    await expect(subject.signIn.finishRegistration(late)).rejects.toThrow('expired or was used already');
    const other = await start();
    await expect(subject.signIn.finishSignIn(other)).rejects.toThrow('expired or was used already');
    expect(await count(User)).toBe(1);
  });

  it('of two answers at once one gets through', async () => {
    const { id, options } = await subject.signIn.startRegistration('Ada');
    const answer = { challengeId: id, response: new SoftAuthenticator().register(options, ORIGIN) };
    const results = await Promise.allSettled([1, 2, 3].map(() => subject.signIn.finishRegistration(answer)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect([await count(User), await count(Session)]).toEqual([1, 1]);
  });

  it('refuses a name that reads as another one', async () => {
    await expect(subject.signIn.startRegistration('a\u202eb')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('signing in', () => {
  let ada: TestPerson;
  beforeEach(async () => {
    ada = await subject.register('Ada');
  });
  const answer = async (overrides: Overrides = {}, origin = ORIGIN, authenticator = ada.authenticator) => {
    const { id, options } = await subject.signIn.startSignIn();
    return { challengeId: id, response: authenticator.assert(options, origin, overrides) };
  };
  const refused = async (attempt: Promise<unknown>) => {
    await expect(attempt).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: /^This passkey cannot sign in here/,
    });
    expect(await count(Session)).toBe(1);
    expect(await subject.acts(ada.user.id)).toEqual(['user.registered']);
  };

  it('asks for any passkey of the site and names none', async () => {
    const { options } = await subject.signIn.startSignIn();
    expect(options).toMatchObject({ rpId: 'localhost', allowCredentials: [], userVerification: 'required' });
  });

  it('opens a new session for the person of the passkey, and records it', async () => {
    const again = await subject.signIn.finishSignIn(await answer());
    expect(again.user.id).toBe(ada.user.id);
    expect(again.token).not.toBe(ada.token);
    expect(again.recoveryCodes).toBeNull();
    expect(await subject.acts(ada.user.id)).toEqual(['user.registered', 'user.signed_in']);
    const [passkey] = await subject.passkeys.list(ada.user.id);
    expect(passkey).toMatchObject({ counter: 2, lastUsedAt: subject.now });
  });

  it.each<[string, Overrides, string]>([
    ['without user verification', { userVerified: false }, ORIGIN],
    ['for another site', { rpId: 'evil.example' }, ORIGIN],
    ['from another origin', {}, 'http://localhost:4001'],
    ['with another challenge', { challenge: 'AAAA' }, ORIGIN],
    ['with an old counter', { counter: 1 }, ORIGIN],
    ['of an unknown credential', { credentialId: 'AAAA' }, ORIGIN],
    ['with the handle of somebody else', { userHandle: Buffer.from('usr_b').toString('base64url') }, ORIGIN],
  ])('refuses an answer %s, always with the same sentence', async (_what, overrides, origin) => {
    await refused(subject.signIn.finishSignIn(await answer(overrides, origin)));
  });

  it('refuses a passkey whose row was written by somebody other than the vault', async () => {
    const thief = new SoftAuthenticator();
    const { options } = await subject.signIn.startRegistration('x');
    const asAda = { ...options, user: { id: Buffer.from(ada.user.id).toString('base64url') } };
    const { credentialId, publicKey } = await subject.ceremony.readEnrolment(
      options.challenge as string,
      thief.register(asAda, ORIGIN),
    );
    await subject.orm.em.fork().nativeUpdate(Passkey, { userId: ada.user.id }, { credentialId, publicKey });
    await refused(subject.signIn.finishSignIn(await answer({}, ORIGIN, thief)));
  });

  it('a challenge cannot be answered twice, also after a wrong answer', async () => {
    const { id, options } = await subject.signIn.startSignIn();
    const wrong = ada.authenticator.assert(options, ORIGIN, { userVerified: false });
    await refused(subject.signIn.finishSignIn({ challengeId: id, response: wrong }));
    const right = ada.authenticator.assert(options, ORIGIN);
    const attempt = subject.signIn.finishSignIn({ challengeId: id, response: right });
    await expect(attempt).rejects.toThrow('expired or was used already');
  });

  it('of two answers at once one gets through', async () => {
    const one = await answer();
    const results = await Promise.allSettled([1, 2, 3].map(() => subject.signIn.finishSignIn(one)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await count(Session)).toBe(2);
  });

  it('of two challenges answered with one counter one gets through', async () => {
    const twins = [await answer({ counter: 9 }), await answer({ counter: 9 })];
    const results = await Promise.allSettled(twins.map((twin) => subject.signIn.finishSignIn(twin)));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('a passkey that never counts signs in again and again', async () => {
    const grace = await subject.register('Grace', new SoftAuthenticator(false));
    for (let time = 0; time < 3; time += 1)
      expect((await subject.signIn.finishSignIn(await answer({}, ORIGIN, grace.authenticator))).user.name).toBe(
        'Grace',
      );
  });

  it('no refusal quotes the answer', async () => {
    const { challengeId, response } = await answer({ userVerified: false });
    const refusal = await subject.signIn.finishSignIn({ challengeId, response }).catch((error: Error) => error);
    const { signature, clientDataJSON } = response.response as Record<string, string>;
    const text = JSON.stringify(refusal, Object.getOwnPropertyNames(refusal));
    for (const part of [signature!, clientDataJSON!, challengeId]) expect(text).not.toContain(part);
  });
});

describe('the demo', () => {
  it('is a person of its own each time, marked as demo, without a passkey', async () => {
    const [one, two] = [await subject.demo('Sam'), await subject.demo('Sam')];
    expect(one.user.id).not.toBe(two.user.id);
    expect(one.user.demo).toBe(true);
    expect(await subject.passkeys.list(one.user.id)).toEqual([]);
    expect(await subject.acts(one.user.id)).toEqual(['user.registered']);
  });
});
