import type { EntityClass, RequiredEntityData } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Challenge, Passkey, RecoveryCode, Session, User } from '../../src/identity/records/user.entity.js';
import { newRecoveryCode } from '../../src/identity/recovery/recovery-code.js';
import { hashToken } from '../../src/identity/sessions/session.service.js';
import { newId } from '../../src/kernel/ids.js';
import { Account } from '../../src/money/accounts/records/account.entity.js';
import { ApiKey } from '../../src/money/api-keys/api-key.entity.js';
import { createKey, type KeyApp, keyOwner, type Owner, openKeyApp, revokeKey } from '../support/app/key-case.js';
import { follow } from '../support/app/live-app.js';
import { CODES, KEYS, PASSKEYS, type Planting, QUESTIONS, SESSIONS } from '../support/app/planted-entries.js';
import { confirm, ORIGIN, signIn, startSignIn } from '../support/people/registered.js';
import { SoftAuthenticator } from '../support/people/soft-authenticator.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const ME = '{ viewer { id recoveryCodesLeft } }';
const UPDATES = 'subscription { transactionUpdates { id } }';
const RECOVER = 'mutation ($code: String!) { signInWithRecoveryCode(input: { code: $code }) { token user { id } } }';
const CODES_ANEW = 'mutation ($input: ConsentInput!) { regenerateRecoveryCodes(input: $input) }';
const SAVE = 'mutation ($code: String!) { saveRecoveryCodes(code: $code) { id } }';
const REFUSED = { code: 'UNAUTHENTICATED' };

/**
 * An attacker with write access to every table who wants in as somebody else, or back in after the end. The process is honest,
 * and they have a session, codes, a passkey and a key of their own to begin with.
 */
describe('write access to the tables', () => {
  let app: KeyApp;
  let grace: Owner;
  beforeAll(async () => {
    app = await openKeyApp();
    grace = await owner('Grace');
  });
  afterAll(() => app?.[Symbol.asyncDispose]());
  /** Whose recovery codes hold. */
  const owner = async (name: string): Promise<Owner> => {
    const made = await keyOwner(app, name);
    await app.ask(made.token, SAVE, { code: made.recoveryCodes[0] });
    return made;
  };
  const mallory = () => owner('Mallory');
  const em = () => app.orm.em.fork();

  const isNobody = async (token: string): Promise<void> => {
    await expect(app.ask(token, ME)).rejects.toMatchObject(REFUSED);
    const socket = follow(app.socket(token), UPDATES);
    await socket.done;
    expect([socket.closed?.code, socket.events]).toEqual([4403, []]);
  };
  type Row = { id: string };
  const find = <T extends Row>(entity: EntityClass<T>, where: object): Promise<T> =>
    em().findOneOrFail(entity, where as never);
  const write = async <T extends Row>(entity: EntityClass<T>, { id }: T, change: Partial<T>): Promise<void> => {
    expect(await em().nativeUpdate(entity, { id } as never, change as never)).toBe(1);
  };
  /** Puts a row back as it was. */
  const putBack = async <T extends Row>(entity: EntityClass<T>, row: T): Promise<void> => {
    await em().nativeDelete(entity, { id: row.id } as never);
    await em().insert(entity, { ...row } as unknown as RequiredEntityData<T>);
  };
  const titled = <T>(plantings: Planting<T>[]) => plantings.map((one) => [one.what, one] as const);
  let calls = 0;
  /** By the door itself, from another address each time: recovery is limited by address. */
  const recover = async (code: string) => {
    calls += 1;
    return (await app.as(null as never, RECOVER, { code }, `2001:db8:f:${calls}::1`)).signInWithRecoveryCode;
  };
  const sessionOf = (token: string) => find(Session, { tokenHash: hashToken(token) });
  const signedIn = async (owner: Owner): Promise<string> => signIn(app.ask, owner.authenticator);

  describe('makes no session', () => {
    it('by a row of their own, whatever stands in its seal', async () => {
      const hers = await sessionOf(grace.token);
      for (const mac of [null, 'AAAA', hers.mac ?? null]) {
        const token = `tux_${'A'.repeat(42)}${['A', 'E', 'I'][Math.floor(Math.random() * 3)]}`;
        await em().nativeDelete(Session, { tokenHash: hashToken(token) });
        await em().insert(Session, { ...hers, id: newId('ses'), tokenHash: hashToken(token), mac });
        await isNobody(token);
      }
      const { viewer } = await app.ask(grace.token, '{ viewer { sessions { id } } }');
      expect(viewer.sessions.map(({ id }: Row) => id)).toEqual([hers.id]);
    });

    it.each(titled(SESSIONS))('by writing %s into the row of their own', async (_what, { change }) => {
      const { token } = await mallory();
      await app.ask(token, ME);
      const own = await sessionOf(token);
      await write(Session, own, change(own, await sessionOf(grace.token)));
      await isNobody(token);
    });

    it('by exchanging the tokens of two rows', async () => {
      const { token } = await mallory();
      const [own, hers] = [await sessionOf(token), await sessionOf(grace.token)];
      await write(Session, own, { tokenHash: 'x' });
      await write(Session, hers, { tokenHash: own.tokenHash });
      await isNobody(token);
      await write(Session, hers, { tokenHash: hers.tokenHash });
      expect((await app.ask(grace.token, ME)).viewer.id).toBe(grace.userId);
    });

    it.each<[string, (owner: Owner, token: string) => Promise<unknown>]>([
      ['signed out', (_owner, token) => app.ask(token, 'mutation { signOut }')],
      ['signed out everywhere', (owner) => app.ask(owner.token, 'mutation { signOut(everywhere: true) }')],
      [
        'revoked',
        async (owner, token) =>
          app.ask(owner.token, 'mutation ($id: ID!) { revokeSession(id: $id) }', { id: (await sessionOf(token)).id }),
      ],
    ])('by putting back one that was %s', async (_how, end) => {
      const owner = await mallory();
      const token = await signedIn(owner);
      await app.ask(token, ME);
      const row = await sessionOf(token);
      await end(owner, token);
      await putBack(Session, row);
      await isNobody(token);
    });
  });

  describe('makes no recovery code', () => {
    it('by a row of their own', async () => {
      // Where nothing is forged, one signs in.
      expect((await recover((await mallory()).recoveryCodes[0]!)).token).toMatch(/^tux_/);
      const { code, lookup, hash } = await newRecoveryCode();
      const before = (await app.ask(grace.token, ME)).viewer.recoveryCodesLeft;
      const { mac } = await find(RecoveryCode, { userId: grace.userId });
      for (const seal of [null, mac ?? null]) {
        await em().nativeDelete(RecoveryCode, { lookup });
        const row = { id: newId('rec'), userId: grace.userId, lookup, hash, inForce: true, usedAt: null, mac: seal };
        await em().insert(RecoveryCode, row);
        await expect(recover(code)).rejects.toMatchObject(REFUSED);
      }
      expect((await app.ask(grace.token, ME)).viewer.recoveryCodesLeft).toBe(before);
      await em().nativeDelete(RecoveryCode, { lookup });
    });

    it('by writing the hash of their own into hers', async () => {
      const { code, lookup, hash } = await newRecoveryCode();
      const hers = await find(RecoveryCode, { userId: grace.userId });
      await write(RecoveryCode, hers, { lookup, hash });
      await expect(recover(code)).rejects.toMatchObject(REFUSED);
      await write(RecoveryCode, hers, { lookup: hers.lookup, hash: hers.hash });
    });

    it.each(titled(CODES))('by writing %s into the row of their own', async (_what, { columns, change }) => {
      const { recoveryCodes, userId } = await mallory();
      const code = recoveryCodes[0]!;
      const own = await find(RecoveryCode, { userId, lookup: code.slice(0, 8) });
      const written = change(own, await find(RecoveryCode, { userId: grace.userId }));
      await write(RecoveryCode, own, written);
      const typed = columns.includes('lookup') ? `00000000${code.slice(8)}` : code;
      await expect(recover(typed)).rejects.toMatchObject(REFUSED);
    });

    it('by wiping away that one was used, or putting back one that was replaced', async () => {
      const owner = await mallory();
      const [used, replaced] = owner.recoveryCodes as [string, string];
      const rowOf = (code: string) => find(RecoveryCode, { lookup: code.slice(0, 8) });
      const [usedRow, replacedRow] = [await rowOf(used), await rowOf(replaced)];
      await recover(used);
      await putBack(RecoveryCode, usedRow);
      await expect(recover(used)).rejects.toMatchObject(REFUSED);
      // A recovery ends every other session.
      const again = { ...owner, token: await signedIn(owner) };
      const consent = await confirm(app.ask, again, 'regenerateRecoveryCodes', {});
      const [fresh] = (await app.ask(again.token, CODES_ANEW, { input: consent })).regenerateRecoveryCodes;
      await em().nativeUpdate(RecoveryCode, { userId: owner.userId, inForce: false }, { inForce: true });
      await expect(recover(fresh)).rejects.toMatchObject(REFUSED);
      await em().nativeUpdate(RecoveryCode, { lookup: fresh.slice(0, 8) }, { inForce: false });
      await app.ask(again.token, SAVE, { code: fresh });
      for (const row of [usedRow, replacedRow]) await putBack(RecoveryCode, row);
      for (const code of [used, replaced]) await expect(recover(code)).rejects.toMatchObject(REFUSED);
    });
  });

  describe('has no question answered', () => {
    const finish = 'mutation ($input: FinishSignInInput!) { finishSignIn(input: $input) { token } }';

    it.each(titled(QUESTIONS))('after writing %s into it', async (_what, { change }) => {
      const owner = await mallory();
      const consent = await confirm(app.ask, owner, 'regenerateRecoveryCodes', {});
      const own = await find(Challenge, { id: consent.challengeId });
      await write(Challenge, own, change(own, { ...own, userId: grace.userId } as Challenge));
      await expect(app.ask(owner.token, CODES_ANEW, { input: consent })).rejects.toMatchObject({
        code: 'CONSENT_REQUIRED',
      });
      expect((await app.ask(owner.token, ME)).viewer.recoveryCodesLeft).toBe(8);
    });

    it('that they asked themselves', async () => {
      const owner = await mallory();
      const consent = await confirm(app.ask, owner, 'regenerateRecoveryCodes', {});
      const asked = await find(Challenge, { id: consent.challengeId });
      const copy = { ...asked, id: newId('chl') };
      await em().insert(Challenge, copy);
      const input = { ...consent, challengeId: copy.id };
      await expect(app.ask(owner.token, CODES_ANEW, { input })).rejects.toMatchObject({ code: 'CONSENT_REQUIRED' });
    });

    it('that was answered, however they wipe away that it was', async () => {
      const owner = await mallory();
      const input = await startSignIn(app.ask, owner.authenticator);
      const asked = await find(Challenge, { id: input.challengeId });
      // An authenticator that counts nothing gives the same answer for good again and again.
      const count = async () => em().nativeUpdate(Passkey, { userId: owner.userId }, { counter: 0 });
      await app.ask(null, finish, { input });
      await count();
      for (const restore of [
        () => em().nativeUpdate(Challenge, { id: asked.id }, { usedAt: null }),
        () => putBack(Challenge, asked),
      ]) {
        await restore();
        await expect(app.ask(null, finish, { input })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      }
    });
  });

  describe('makes nobody a demo user', () => {
    const ACCOUNT = 'mutation { createAccount(input: { name: "More" }) { id } }';

    it.each(['without a seal', 'with the seal of one'])('%s: the passkey is still asked for', async (how) => {
      const owner = await mallory();
      const demo = await app.signIn.signInToLocalDemo('Sam');
      const mac = how === 'without a seal' ? null : (demo.user.mac ?? null);
      await em().nativeUpdate(User, { id: owner.userId }, { demo: true, mac });
      await em().nativeDelete(Passkey, { userId: owner.userId });
      const { challengeId } = await confirm(app.ask, owner, 'regenerateRecoveryCodes', {});
      await expect(app.ask(owner.token, CODES_ANEW, { input: { challengeId } })).rejects.toMatchObject({
        code: 'CONSENT_REQUIRED',
      });
      const { createAccount } = await app.ask(owner.token, ACCOUNT);
      expect(await find(Account, { id: createAccount.id })).toMatchObject({ holder: 'PASSKEY' });
    });
  });

  describe('makes no passkey', () => {
    it.each(titled(PASSKEYS))('by writing %s into the row of their own', async (_what, { change }) => {
      const owner = await mallory();
      const own = await find(Passkey, { userId: owner.userId });
      await write(Passkey, own, change(own, await find(Passkey, { userId: grace.userId })));
      await expect(signedIn(owner)).rejects.toMatchObject(REFUSED);
    });

    it('by putting back one that was removed', async () => {
      const owner = await mallory();
      const first = await find(Passkey, { userId: owner.userId });
      const { startAddPasskey } = await app.ask(owner.token, 'mutation { startAddPasskey { id options } }');
      const response = new SoftAuthenticator().register(startAddPasskey.options, ORIGIN);
      const added = { challengeId: startAddPasskey.id, response, name: 'Second' };
      const asked = await confirm(app.ask, owner, 'addPasskey', added);
      const ADD = 'mutation ($input: AddPasskeyInput!) { addPasskey(input: $input) { id } }';
      await app.ask(owner.token, ADD, { input: { ...added, consent: asked } });
      const consent = await confirm(app.ask, owner, 'removePasskey', { id: first.id });
      const REMOVE = 'mutation ($input: RemovePasskeyInput!) { removePasskey(input: $input) { id } }';
      await app.ask(owner.token, REMOVE, { input: { id: first.id, consent } });
      await putBack(Passkey, first);
      await expect(signedIn(owner)).rejects.toMatchObject(REFUSED);
    });
  });

  describe('makes no key', () => {
    it.each(titled(KEYS))('by writing %s into the row of their own', async (_what, { change }) => {
      const owner = await mallory();
      const { id, secret } = await createKey(app, owner);
      await app.ask(secret, ME);
      const own = await find(ApiKey, { id });
      await write(ApiKey, own, change(own, { ...own, userId: grace.userId } as ApiKey));
      await isNobody(secret);
    });

    it('by putting back one that was revoked', async () => {
      const owner = await mallory();
      const key = await createKey(app, owner);
      await app.ask(key.secret, ME);
      const row = await find(ApiKey, { id: key.id });
      await revokeKey(app, owner, key);
      await putBack(ApiKey, row);
      await isNobody(key.secret);
    });
  });
});
