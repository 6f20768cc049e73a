import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalNetwork } from '../../local-network/local-network.js';
import { sessionRecord } from '../../src/identity/records/sealed-records.js';
import { Passkey, RecoveryCode, Session, User } from '../../src/identity/records/user.entity.js';
import { hashToken } from '../../src/identity/sessions/session.service.js';
import { personActor } from '../../src/kernel/actor.js';
import { Account } from '../../src/money/accounts/records/account.entity.js';
import { AuditRecord } from '../../src/platform/audit/audit.entity.js';
import { createLiveApp, type Followed, follow, type LiveApp } from '../support/app/live-app.js';
import { ACME, COFFEE, RichGateway } from '../support/app/money-case.js';
import { APPROVE, CREATE_ACCOUNT, eventually, PENDING, REJECT } from '../support/app/story.js';
import { FairClock } from '../support/fakes/fair-clock.js';
import {
  approvalOf,
  confirm,
  type Registered,
  register,
  saveCodes,
  signIn,
  startSignIn,
} from '../support/people/registered.js';

const UPDATES = 'subscription { transactionUpdates { id } }';
const PAY = 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id } }';
const DELETE = 'mutation ($input: ConsentInput!) { deleteUser(input: $input) }';
const ARCHIVE = 'mutation ($id: ID!, $consent: ConsentInput) { archiveAccount(id: $id, consent: $consent) { id } }';
const LIMIT_MS = 1_000;

let app: LiveApp;
beforeAll(async () => {
  const gateway = new RichGateway();
  for (const address of [COFFEE, ACME]) gateway.open(address);
  const network = { url: 'http://127.0.0.1:1', close: async () => undefined } as LocalNetwork;
  app = await createLiveApp({ network, working: false, overrides: { gateways: [gateway] } });
}, 120_000);
afterAll(() => app?.[Symbol.asyncDispose]());

type Grace = Registered & { accountId: string };
const archive = async (person: Grace) =>
  app.ask(person.token, ARCHIVE, {
    id: person.accountId,
    consent: await confirm(app.ask, person, 'archiveAccount', { id: person.accountId }),
  });
const newcomer = async (name = 'Grace'): Promise<Grace> => {
  const person = await register(app.ask, name);
  const { createAccount } = await app.ask(person.token, CREATE_ACCOUNT, { name: 'Main' });
  return { ...person, accountId: createAccount.id };
};
/** A card appears, or with a small amount an allowed payment, without any session of hers: her agent could do that. */
const propose = async ({ userId, accountId }: Grace, amount = '1200'): Promise<string> => {
  const input = { accountId, destination: 'Acme Supplies', asset: 'USDC', amount };
  return (await app.as(personActor(userId), PAY, { input })).proposePayment.id;
};
const listen = (token: string): Followed[] => [follow(app.socket(token), PENDING), follow(app.socket(token), UPDATES)];
const heard = (followed: Followed[]): number => followed.reduce((sum, { events }) => sum + events.length, 0);
const deleteUser = async (person: Grace) =>
  app.ask(person.token, DELETE, { input: await confirm(app.ask, person, 'deleteUser', {}) });

describe('a session that ends', () => {
  it.each<[string, (grace: Grace, token: string) => Promise<number>]>([
    [
      'by its expiry',
      async (_grace, token) => {
        const expiresAt = new Date(Date.now() + 2_500);
        const em = app.orm.em.fork();
        const session = await em.findOneOrFail(Session, { tokenHash: hashToken(token) });
        const mac = await app.vault.seal(sessionRecord({ ...session, expiresAt }));
        expect(await em.nativeUpdate(Session, { id: session.id }, { expiresAt, mac })).toBe(1);
        return expiresAt.getTime();
      },
    ],
    [
      'revoked by another session',
      async (grace, token) => {
        const session = await app.orm.em.fork().findOneOrFail(Session, { tokenHash: hashToken(token) });
        const revoke = 'mutation ($id: ID!) { revokeSession(id: $id) }';
        await app.ask(grace.token, revoke, { id: session.id });
        return Date.now();
      },
    ],
    [
      'signed out by itself',
      async (_grace, token) => {
        await app.ask(token, 'mutation { signOut }');
        return Date.now();
      },
    ],
    [
      'signed out everywhere by another session',
      async (grace) => {
        await app.ask(grace.token, 'mutation { signOut(everywhere: true) }');
        return Date.now();
      },
    ],
    [
      'by a recovery code of its person',
      async (grace) => {
        await saveCodes(app.ask, grace);
        const recover = 'mutation ($code: String!) { signInWithRecoveryCode(input: { code: $code }) { token } }';
        await app.ask(null, recover, { code: grace.recoveryCodes[0] });
        return Date.now();
      },
    ],
    [
      'with its person, who is deleted',
      async (grace) => {
        await archive(grace);
        expect(await deleteUser(grace)).toEqual({ deleteUser: true });
        return Date.now();
      },
    ],
  ])(
    '%s closes its sockets with 4403 within a second, and not an event comes after',
    async (_how, end) => {
      const [grace, bob] = [await newcomer(), await newcomer('Bob')];
      const token = await signIn(app.ask, grace.authenticator);
      // Sockets are told when their session ends as they open, so a shorter life must be known before.
      const early = _how === 'by its expiry' ? await end(grace, token) : null;
      const [hers, his] = [listen(token), listen(bob.token)];
      if (early === null) {
        const cards: string[] = [];
        // Nothing says when a subscription that tells of the future alone has begun.
        await eventually(async () => {
          cards.push(await propose(grace));
          expect(Math.min(...hers.map(({ events }) => events.length))).toBeGreaterThan(0);
        });
        for (const id of cards) await app.ask(grace.token, REJECT, { input: { id } });
      }
      using clock = new FairClock();
      const deadline = early ?? (await end(grace, token));
      await Promise.all(hers.map(({ done }) => done));
      expect(clock.since(deadline)).toBeLessThan(LIMIT_MS);
      for (const { closed, errors } of hers) expect([closed?.code, errors]).toEqual([4403, []]);
      const before = heard(hers);

      const bobs = heard(his);
      await propose(bob);
      if (_how !== 'with its person, who is deleted') await propose(grace);
      await eventually(() => expect(heard(his)).toBeGreaterThan(bobs));
      expect(heard(hers)).toBe(before);
      await expect(app.ask(token, '{ viewer { id } }')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
      const again = listen(token);
      await Promise.all(again.map(({ done }) => done));
      for (const { closed, events } of again) expect([closed?.code, events]).toEqual([4403, []]);
      for (const { closed } of his) expect(closed).toBeNull();
    },
    60_000,
  );
});

describe('approvals that were missed', () => {
  it('are told after the next sign-in, from the cursor on: each once, in order, and then live', async () => {
    const grace = await newcomer();
    const inbox = follow(app.socket(grace.token), PENDING);
    const seen = await propose(grace);
    await eventually(() => expect(inbox.events).toHaveLength(1));
    const { cursor } = inbox.events[0];
    await app.ask(grace.token, 'mutation { signOut(everywhere: true) }');
    await inbox.done;
    expect(inbox.closed?.code).toBe(4403);

    const missed = [await propose(grace), await propose(grace), await propose(grace)];
    const token = await signIn(app.ask, grace.authenticator);
    const after = follow(app.socket(token), PENDING, { after: cursor });
    await eventually(() => expect(after.events).toHaveLength(3));
    const live = await propose(grace);
    await eventually(() => expect(after.events).toHaveLength(4));
    expect(after.events.map(({ approval }) => approval.transaction.id)).toEqual([...missed, live]);
    expect(inbox.events.map(({ approval }) => approval.transaction.id)).toEqual([seen]);
    after.stop();
  }, 120_000);
});

describe('deleting a person', () => {
  const rowOf = async ({ userId }: Grace) => {
    const em = app.orm.em.fork();
    const where = { userId };
    const [passkeys, codes, sessions] = [
      em.count(Passkey, where),
      em.count(RecoveryCode, where),
      em.count(Session, where),
    ];
    const { name, frozenAt } = await em.findOneOrFail(User, { id: userId });
    return { name, frozen: frozenAt !== null, passkeys: await passkeys, codes: await codes, sessions: await sessions };
  };

  it('is refused while money could move, and nothing of theirs changes', async () => {
    const grace = await newcomer();
    const here = await rowOf(grace);
    const refuse = async (why: RegExp) => {
      await expect(deleteUser(grace)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(why) });
      expect(await rowOf(grace)).toEqual(here);
      expect(await app.orm.em.fork().count(AuditRecord, { userId: grace.userId, action: 'user.deleted' })).toBe(0);
    };
    await refuse(/accounts/);
    const card = await propose(grace);
    const allowed = await propose(grace, '1');
    // As a program of before let it be archived, whatever was open.
    await app.orm.em.fork().nativeUpdate(Account, { id: grace.accountId }, { archivedAt: new Date() });
    await refuse(/on its way/);
    await app.orm.em
      .fork()
      .getConnection()
      .execute(`update transactions set status = 'CONFIRMED' where id = '${allowed}'`);
    await refuse(/Approvals wait/);
    await app.ask(grace.token, REJECT, { input: { id: card } });
    expect(await deleteUser(grace)).toEqual({ deleteUser: true });
  }, 120_000);

  it('needs a passkey over exactly that, and is not for the agent', async () => {
    const grace = await newcomer();
    await archive(grace);
    for (const input of [
      { challengeId: 'chl_0' },
      { ...(await confirm(app.ask, grace, 'unfreeze', {})) },
      { challengeId: (await confirm(app.ask, grace, 'deleteUser', {})).challengeId },
    ])
      await expect(app.ask(grace.token, DELETE, { input })).rejects.toMatchObject({
        code: expect.stringMatching(/^CONSENT_/),
      });
    expect(await rowOf(grace)).toMatchObject({ name: 'Grace', frozen: false, passkeys: 1, codes: 8 });
  }, 120_000);

  it('takes every way in and the name, and leaves the log and the sealed keys', async () => {
    const grace = await newcomer();
    await saveCodes(app.ask, grace);
    const card = await propose(grace);
    const consent = await approvalOf(app.ask, grace, card);
    await app.ask(grace.token, REJECT, { input: { id: card } });
    await archive(grace);
    const [answer, written] = [
      await startSignIn(app.ask, grace.authenticator),
      await app.orm.em.fork().count(AuditRecord, { userId: grace.userId }),
    ];
    await deleteUser(grace);

    expect(await rowOf(grace)).toEqual({ name: 'Deleted person', frozen: true, passkeys: 0, codes: 0, sessions: 0 });
    const em = app.orm.em.fork();
    expect(await em.count(AuditRecord, { userId: grace.userId })).toBeGreaterThan(written);
    expect((await em.findOneOrFail(Account, { id: grace.accountId })).sealed).toBeTruthy();
    const finish = 'mutation ($input: FinishSignInInput!) { finishSignIn(input: $input) { token } }';
    await expect(app.ask(null, finish, { input: answer })).rejects.toMatchObject({ code: expect.any(String) });
    await expect(signIn(app.ask, grace.authenticator)).rejects.toMatchObject({ code: expect.any(String) });
    const recover = 'mutation ($code: String!) { signInWithRecoveryCode(input: { code: $code }) { token } }';
    const [code] = grace.recoveryCodes;
    await expect(app.ask(null, recover, { code })).rejects.toMatchObject({ code: expect.any(String) });
    await expect(app.ask(grace.token, APPROVE, { input: consent })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(propose(grace, '1')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await em.count(Session, { userId: grace.userId })).toBe(0);
  }, 120_000);
});
