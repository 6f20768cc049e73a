import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLiveApp, type LiveApp } from '../../../test/support/app/live-app.js';
import { type Registered, register } from '../../../test/support/people/registered.js';
import { Challenge, RecoveryCode } from '../records/user.entity.js';
import { CodeTries } from '../recovery/code-tries.js';

const RECOVER = `mutation ($code: String!) { signInWithRecoveryCode(input: { code: $code }) { user { id } } }`;

let app: LiveApp;
let ada: Registered;
let codes: string[];
beforeAll(async () => {
  // The real work here, of which a flood is made.
  app = await createLiveApp({ overrides: { recoveryCost: undefined } });
  ada = await register(app.ask, 'Ada');
  codes = await app.recoveryCodes.regenerate(ada.userId);
  await app.recoveryCodes.save(ada.userId, codes[0]!);
}, 60_000);
afterAll(() => app?.[Symbol.asyncDispose]());

const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const codeOf = async (code: string) => (await app.post(null, RECOVER, { code })).body.errors?.[0]?.extensions.code;
const madeUp = (n: number): string => `${String(n).padStart(8, '0')}-0000-0000-0000-0000`;
const wrong = (code: string): string => `${code.slice(0, -4)}${code.endsWith('0000') ? '1111' : '0000'}`;

it('a code is hashed with the work that guessing it must cost, where nobody asks for less', async () => {
  for (const { hash } of await app.orm.em.fork().find(RecoveryCode, { userId: ada.userId }))
    expect(hash).toMatch(/^scrypt\$14\$/);
});

it('many wrong codes from an address shut recovery for nobody behind the same one', async () => {
  const answers = await Promise.all(many(200, (n) => codeOf(madeUp(n))));
  expect(new Set(answers)).toEqual(new Set(['UNAUTHENTICATED']));
  const { body } = await app.post(null, RECOVER, { code: codes[1] });
  expect(body.data?.signInWithRecoveryCode).toEqual({ user: { id: ada.userId } });
}, 60_000);

it('one code is tried five times an hour, and the others of its person go on working', async () => {
  codes = await app.recoveryCodes.regenerate(ada.userId);
  await app.recoveryCodes.save(ada.userId, codes[0]!);
  const answers = await Promise.all(many(12, () => codeOf(wrong(codes[2]!))));
  expect(answers.filter((code) => code === 'UNAUTHENTICATED')).toHaveLength(5);
  expect(answers.filter((code) => code === 'RATE_LIMITED')).toHaveLength(7);
  // The right one as well now: whoever tries it learns nothing, and it is not used up.
  expect(await codeOf(codes[2]!)).toBe('RATE_LIMITED');
  expect(await app.orm.em.fork().count(RecoveryCode, { userId: ada.userId, usedAt: null })).toBe(8);
  expect(await codeOf(codes[3]!)).toBeUndefined();
}, 60_000);

it('a code that there is not is refused in the same way', () => {
  const clock = { now: 0 };
  const tries = new CodeTries(() => clock.now);
  const text = madeUp(7);
  for (const _ of many(5, () => 0)) tries.count(text);
  expect(() => tries.count(text.toUpperCase().replaceAll('-', ' '))).toThrow('Use another one of yours');
  tries.count(madeUp(8));
  tries.count('no code at all');
  clock.now += 3_600_001;
  tries.count(text);
});

it('sign-ins that strangers begin and never end leave no rows behind', async () => {
  const start = 'mutation { startSignIn { id } }';
  for (const _ of many(5, () => 0)) await app.ask(null, start);
  const open = { userId: null, usedAt: null };
  expect(await app.orm.em.fork().count(Challenge, open)).toBeGreaterThanOrEqual(5);
  await app.orm.em.fork().nativeUpdate(Challenge, open, { expiresAt: new Date(Date.now() - 1) });
  await app.ask(null, start);
  expect(await app.orm.em.fork().count(Challenge, open)).toBe(1);
});
