import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ORIGIN, type TestPerson, UsersCase } from '../../../test/support/app/users-case.js';
import type { Overrides } from '../../../test/support/people/soft-authenticator.js';
import { MINUTE_MS } from '../../kernel/durations.js';
import { Passkey } from '../records/user.entity.js';
import { CONSENT_ACTIONS } from './consent.service.js';

let subject: UsersCase;
let ada: TestPerson;
beforeEach(async () => {
  subject = await UsersCase.open();
  ada = await subject.register('Ada');
});
afterEach(() => subject.close());

const run = (input: Record<string, unknown>, field = 'removePasskey', person = ada) =>
  subject.guard.assert(person.context, field, { input });
const consent = (overrides: Overrides = {}, person = ada, args: Record<string, unknown> = { id: 'key_1' }) =>
  subject.confirm(person, 'removePasskey', args, overrides);
const refused = (attempt: Promise<void>, code: string) => expect(attempt).rejects.toMatchObject({ code });

describe('a confirmation', () => {
  it('names the person, the field and its input, and its hash is the challenge', async () => {
    const asked = await subject.consents.start(ada.user.id, 'removePasskey', { id: 'key_1', consent: { x: 1 } });
    expect(asked.consent.canonical).toBe(
      `tuxedo-action/v1\nid: ${asked.id}\nuser: ${ada.user.id}\naction: removePasskey\narguments: {"id":"key_1"}\n` +
        'issued: 2026-11-22T12:00:00.000Z\nexpires: 2026-11-22T12:05:00.000Z\n',
    );
    const digest = createHash('sha256').update(asked.consent.canonical).digest();
    expect(asked.consent.digest).toBe(digest.toString('hex'));
    expect(asked.options).toMatchObject({ challenge: digest.toString('base64url'), userVerification: 'required' });
    expect(asked.options.allowCredentials).toHaveLength(1);
  });

  it('lets exactly its field and input through, and moves the counter', async () => {
    await run({ id: 'key_1', consent: await consent() });
    expect((await subject.passkeys.list(ada.user.id))[0]).toMatchObject({ counter: 2, lastUsedAt: subject.now });
  });

  it('stands beside the input where the input is the confirmation itself', async () => {
    await run(await subject.confirm(ada, 'unfreeze', {}), 'unfreeze');
  });

  it('does not depend on the order of the keys', async () => {
    const given = await consent({}, ada, { b: 1, a: { d: 2, c: [3] } });
    await run({ a: { c: [3], d: 2 }, consent: given, b: 1 });
  });

  it.each([
    ['another input', { id: 'key_2' }, 'removePasskey'],
    ['more input', { id: 'key_1', force: true }, 'removePasskey'],
    ['another field', { id: 'key_1' }, 'unfreeze'],
  ])('does not cover %s', async (_what, input, field) => {
    await refused(run({ ...input, consent: await consent() }, field), 'CONSENT_MISMATCH');
  });

  it.each<[string, Overrides]>([
    ['without user verification', { userVerified: false }],
    ['over another text', { challenge: 'AAAA' }],
    ['for another site', { rpId: 'evil.example' }],
    ['with an old counter', { counter: 1 }],
    ['of an unknown passkey', { credentialId: 'AAAA' }],
  ])('%s is refused and cannot be tried again', async (_what, overrides) => {
    const { challengeId, assertion } = await consent(overrides);
    const input = { id: 'key_1', consent: { challengeId, assertion } };
    await refused(run(input), 'CONSENT_MISMATCH');
    await refused(run(input), 'CONSENT_REQUIRED');
    expect((await subject.passkeys.list(ada.user.id))[0]!.counter).toBe(1);
  });

  it('works once', async () => {
    const input = { id: 'key_1', consent: await consent() };
    await run(input);
    await refused(run(input), 'CONSENT_REQUIRED');
  });

  it('of two uses at once one gets through', async () => {
    const input = { id: 'key_1', consent: await consent() };
    const results = await Promise.allSettled([run(input), run(input), run(input)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('ends after 5 minutes', async () => {
    const input = { id: 'key_1', consent: await consent() };
    subject.later(5 * MINUTE_MS);
    await refused(run(input), 'CONSENT_REQUIRED');
  });

  it('of one person is none of another, in challenge and in passkey', async () => {
    const grace = await subject.register('Grace');
    await refused(run({ id: 'key_1', consent: await consent() }, 'removePasskey', grace), 'CONSENT_REQUIRED');
    const { id, options } = await subject.consents.start(ada.user.id, 'removePasskey', { id: 'key_1' });
    const assertion = grace.authenticator.assert({ ...options, allowCredentials: [] }, ORIGIN);
    await refused(run({ id: 'key_1', consent: { challengeId: id, assertion } }), 'CONSENT_MISMATCH');
  });

  it('of a sign-in is no consent', async () => {
    const { id, options } = await subject.signIn.startSignIn();
    const assertion = ada.authenticator.assert(options, ORIGIN);
    await refused(run({ id: 'key_1', consent: { challengeId: id, assertion } }), 'CONSENT_REQUIRED');
  });

  it.each([[{}], [{ consent: null }], [{ consent: { challengeId: 5 } }], [{ challengeId: 'chl_x', assertion: {} }]])(
    'is not %j',
    (input) => refused(run(input), 'CONSENT_REQUIRED'),
  );
});

describe('without an assertion', () => {
  const bare = async (person: TestPerson, action = 'unfreeze', args: Record<string, unknown> = {}) => {
    const { id } = await subject.consents.start(person.user.id, action, args, person.sessionId);
    return { challengeId: id, assertion: null };
  };

  it('nobody who has a passkey gets through, demo or not', async () => {
    await refused(run(await bare(ada), 'unfreeze'), 'CONSENT_REQUIRED');
    const sam = await subject.demo('Sam');
    await run(await bare(sam), 'unfreeze', sam);
    const { id, options } = await subject.passkeys.startAdd(sam.context.actor!);
    const response = sam.authenticator.register(options, ORIGIN);
    await subject.passkeys.add(
      { userId: sam.user.id, sessionId: sam.sessionId },
      { challengeId: id, response, name: 'x' },
    );
    await refused(run(await bare(sam), 'unfreeze', sam), 'CONSENT_REQUIRED');
  });

  it('somebody without passkeys who is no demo does not get through', async () => {
    await subject.orm.em.fork().nativeDelete(Passkey, { userId: ada.user.id });
    await refused(run(await bare(ada), 'unfreeze'), 'CONSENT_REQUIRED');
  });

  const addInput = async (person: TestPerson) => {
    const { id, options } = await subject.passkeys.startAdd(person.context.actor!);
    const passkey = { challengeId: id, response: person.authenticator.register(options, ORIGIN), name: 'New phone' };
    return { ...passkey, consent: await bare(person, 'addPasskey', passkey) };
  };
  const recovered = () => subject.recover(ada, ada.authenticator);
  const isRequired = async (person: TestPerson, action: string): Promise<boolean> =>
    (await subject.consents.start(person.user.id, action, {}, person.sessionId)).passkeyRequired;

  it('a recovery code stands for one new passkey and for new codes, and for nothing else', async () => {
    const back = await recovered();
    for (const action of CONSENT_ACTIONS) {
      const stands = action === 'addPasskey' || action === 'regenerateRecoveryCodes';
      expect(await isRequired(back, action), action).toBe(!stands);
      if (!stands) await refused(run({ consent: await bare(back, action) }, action, back), 'CONSENT_REQUIRED');
    }
    const input = await addInput(back);
    await run(input, 'addPasskey', back);
    await subject.passkeys.add(back.context.actor!, input);
    expect(await isRequired(back, 'addPasskey')).toBe(true);
    await refused(run(await addInput(back), 'addPasskey', back), 'CONSENT_REQUIRED');
    // Codes that were on the screen when the page was loaded again can be made anew.
    await run({ consent: await bare(back, 'regenerateRecoveryCodes') }, 'regenerateRecoveryCodes', back);
  });

  it('of two passkeys at once that one recovery code stands for, one gets in', async () => {
    const back = await recovered();
    const inputs = [await addInput(back), await addInput(back)];
    for (const input of inputs) await run(input, 'addPasskey', back);
    const added = await Promise.allSettled(inputs.map((input) => subject.passkeys.add(back.context.actor!, input)));
    expect(added.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await subject.passkeys.list(ada.user.id)).toHaveLength(2);
    expect((await subject.acts(ada.user.id)).filter((act) => act === 'passkey.added')).toHaveLength(1);
  });

  it('only in the session it opened', async () => {
    const [, other] = [await recovered(), await subject.signInAs(ada)];
    expect(await isRequired(other, 'addPasskey')).toBe(true);
    await refused(run(await addInput(other), 'addPasskey', other), 'CONSENT_REQUIRED');
  });

  it('for 15 minutes, and then nothing is made on the device that nobody would take', async () => {
    const back = await recovered();
    const input = await addInput(back);
    subject.later(15 * MINUTE_MS - 1);
    expect(await isRequired(back, 'addPasskey')).toBe(false);
    subject.later(1);
    for (const action of ['addPasskey', 'regenerateRecoveryCodes']) expect(await isRequired(back, action)).toBe(true);
    await refused(
      run({ ...input, consent: await bare(back, 'addPasskey', input) }, 'addPasskey', back),
      'CONSENT_REQUIRED',
    );
    await expect(subject.passkeys.startAdd(back.context.actor!)).rejects.toMatchObject({
      code: 'CONSENT_REQUIRED',
      message: expect.stringContaining('Sign in with another recovery code'),
    });
    expect(await subject.passkeys.list(ada.user.id)).toHaveLength(1);
  });
});

describe('what can be confirmed', () => {
  it('is what the API marks with @consent', () => {
    const schema = parse(readFileSync(new URL('../../../../schema.graphql', import.meta.url), 'utf8'));
    const fields = schema.definitions.flatMap((type) =>
      type.kind === Kind.OBJECT_TYPE_DEFINITION ? type.fields! : [],
    );
    const marked = fields
      .filter(({ directives }) => directives?.some(({ name }) => name.value === 'consent'))
      .map(({ name }) => name.value);
    expect([...CONSENT_ACTIONS].sort()).toEqual(marked.sort());
  });

  it('is nothing else, and nothing endless', async () => {
    const start = (action: string, args: Record<string, unknown>) => subject.consents.start(ada.user.id, action, args);
    await expect(start('signTransaction', {})).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(start('unfreeze', { x: 'y'.repeat(70_000) })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
