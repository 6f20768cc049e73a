import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestPerson, UsersCase } from '../../../test/support/app/users-case.js';
import { DAY_MS, HOUR_MS } from '../../kernel/durations.js';
import { Session } from '../records/user.entity.js';
import { hashToken } from './session.service.js';

let subject: UsersCase;
let ada: TestPerson;
let woken: string[];
beforeEach(async () => {
  subject = await UsersCase.open();
  ada = await subject.demo('Ada');
  woken = [];
  subject.wakeUps.onWake('*', (stream) => woken.push(stream));
});
afterEach(() => subject.close());

const enter = async () => {
  const em = subject.orm.em.fork();
  const entry = { openedWith: 'DEMO', passkeyId: null, userAgent: 'Browser\u0000 1' } as const;
  const session = await subject.sessions.prepare(ada.user.id, entry);
  return em.transactional((tx) => subject.sessions.open(tx, session));
};
const isGood = async (token: string) => (await subject.sessions.authenticate(token)) !== null;

it('a token is 256 random bits, and only its hash is stored', async () => {
  expect(ada.token).toMatch(/^tux_[\w-]{43}$/);
  const [row] = await subject.orm.em.fork().find(Session, {});
  expect(row!.tokenHash).toBe(hashToken(ada.token));
  expect(JSON.stringify(row)).not.toContain(ada.token.slice(4));
});

it('a good token gives its person with every scope', async () => {
  const found = await subject.sessions.authenticate(ada.token);
  expect(found?.actor).toMatchObject({ kind: 'PERSON', userId: ada.user.id, sessionId: ada.sessionId });
  expect(found?.expiresAt).toEqual(new Date(subject.now.getTime() + 7 * DAY_MS));
});

it.each(['', 'tux_', 'Bearer x', `tux_${'A'.repeat(43)}`, `tux_${'A'.repeat(100_000)}`])(
  'the token %.20s is nobody',
  async (token) => expect(await isGood(token)).toBe(false),
);

it('ends after 24 hours without use, not a millisecond earlier', async () => {
  subject.later(DAY_MS - 1);
  expect(await isGood(ada.token)).toBe(true);
  subject.later(DAY_MS);
  expect(await isGood(ada.token)).toBe(false);
});

it('ends after 7 days whatever the use', async () => {
  for (let hour = 0; hour < 7 * 24 - 12; hour += 12) {
    subject.later(12 * HOUR_MS);
    expect(await isGood(ada.token)).toBe(true);
  }
  subject.later(12 * HOUR_MS);
  expect(await isGood(ada.token)).toBe(false);
  expect(await subject.sessions.list(ada.user.id)).toEqual([]);
});

it('writes down that it was seen at most once a minute', async () => {
  const seen = async () => (await subject.sessions.list(ada.user.id))[0]!.lastSeenAt;
  const start = subject.now;
  subject.later(59_999);
  await subject.sessions.authenticate(ada.token);
  expect(await seen()).toEqual(start);
  subject.later(1);
  await subject.sessions.authenticate(ada.token);
  expect(await seen()).toEqual(subject.now);
});

it('signing out ends this session alone, wakes its connections, and is recorded', async () => {
  const other = await enter();
  await subject.sessions.signOut(ada.context.actor!, false);
  expect([await isGood(ada.token), await isGood(other.token)]).toEqual([false, true]);
  expect(woken).toEqual([`session:${ada.sessionId}`]);
  expect(await subject.acts(ada.user.id)).toEqual(['user.registered', 'user.signed_out']);
});

it('signing out everywhere ends all of one person and none of another', async () => {
  const [other, grace] = [await enter(), await subject.demo('Grace')];
  await subject.sessions.signOut(ada.context.actor!, true);
  expect([await isGood(ada.token), await isGood(other.token), await isGood(grace.token)]).toEqual([false, false, true]);
  expect(woken.sort()).toEqual([`session:${ada.sessionId}`, `session:${other.session.id}`].sort());
});

it('revokes a session of yours; somebody else’s is not there', async () => {
  const grace = await subject.demo('Grace');
  await expect(subject.sessions.revoke(ada.context.actor!, grace.sessionId)).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await isGood(grace.token)).toBe(true);
  expect(woken).toEqual([]);
  expect(await subject.acts(ada.user.id)).toEqual(['user.registered']);

  const other = await enter();
  await subject.sessions.revoke(ada.context.actor!, other.session.id);
  expect(await isGood(other.token)).toBe(false);
  expect(await subject.acts(ada.user.id)).toEqual(['user.registered', 'session.revoked']);
});

it('keeps at most 50 sessions of a person, the newest', async () => {
  for (let more = 0; more < 50; more += 1) await enter();
  expect(await subject.sessions.list(ada.user.id)).toHaveLength(50);
  expect(await isGood(ada.token)).toBe(false);
});

it('shows the browser without control characters', async () => {
  expect((await enter()).session.userAgent).toBe('Browser  1');
});
