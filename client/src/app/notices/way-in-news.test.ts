import { expect, it } from 'vitest';
import { waysInNews } from './way-in-news.js';

const AT = '2026-11-22T12:00:00.000Z';
const passkey = (id: string, confirmsFrom: string | null) => ({
  id,
  name: id,
  createdAt: AT,
  addedFrom: null,
  afterRecovery: false,
  confirmsFrom,
});
const session = (id: string, passkeyId: string | null, recoveryEndsAt: string | null = null) => ({
  id,
  current: id === 'here',
  createdAt: AT,
  userAgent: null,
  passkeyId,
  recoveryEndsAt,
});
const viewer = (change: object) => ({
  id: 'usr_a',
  demo: false,
  recoveryCodesLeft: 8,
  passkeys: [passkey('old', null)],
  sessions: [session('here', 'old')],
  ...change,
});
const QUIET = { own: null, added: [], recovered: [], noCodes: false };

it('is nothing where every passkey counts and codes are saved', () => {
  expect(waysInNews(viewer({}))).toEqual(QUIET);
});

it('tells an older session of a new passkey, and the session of the new one of its limits', () => {
  const passkeys = [passkey('old', null), passkey('new', AT)];
  expect(waysInNews(viewer({ passkeys }))).toEqual({ ...QUIET, added: [passkeys[1]] });
  expect(waysInNews(viewer({ passkeys, sessions: [session('here', 'new')] }))).toEqual({ ...QUIET, own: passkeys[1] });
});

it('tells of somebody else’s session that a recovery code opened, until a passkey is there to tell of', () => {
  const [there, later] = [session('there', null, AT), session('there', 'new', AT)];
  expect(waysInNews(viewer({ sessions: [session('here', 'old'), there] }))).toEqual({ ...QUIET, recovered: [there] });
  expect(waysInNews(viewer({ sessions: [session('here', 'old'), later] }))).toEqual(QUIET);
});

it('asks for codes where none are in force, but not a demo user', () => {
  expect(waysInNews(viewer({ recoveryCodesLeft: 0 })).noCodes).toBe(true);
  expect(waysInNews(viewer({ recoveryCodesLeft: 0, demo: true })).noCodes).toBe(false);
});
