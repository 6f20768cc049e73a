import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestPerson, UsersCase } from '../testing/users-case.js';
import { matchesHash, newRecoveryCode, parseRecoveryCode } from './recovery-code.js';

let subject: UsersCase;
let ada: TestPerson;
beforeEach(async () => {
  subject = await UsersCase.open();
  ada = await subject.register('Ada');
});
afterEach(() => subject.close());

const REFUSAL = { code: 'UNAUTHENTICATED', message: expect.stringMatching(/^This recovery code is not valid/) };
const enter = (code: string) => subject.signIn.signInWithRecoveryCode(code, 'a browser');

it('a code signs in once, is counted and recorded', async () => {
  const [code] = ada.recoveryCodes!;
  expect((await enter(code!)).user.id).toBe(ada.user.id);
  expect(await subject.recoveryCodes.left(ada.user.id)).toBe(7);
  expect(await subject.acts(ada.user.id)).toEqual(['user.registered', 'user.recovered']);
  await expect(enter(code!)).rejects.toMatchObject(REFUSAL);
  expect(await subject.acts(ada.user.id)).toHaveLength(2);
});

it('of the same code used at once one gets through', async () => {
  const [code] = ada.recoveryCodes!;
  const results = await Promise.allSettled([1, 2, 3].map(() => enter(code!)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await subject.sessions.list(ada.user.id)).toHaveLength(2);
});

it('is read as people type it', async () => {
  const code = ada.recoveryCodes![0]!;
  await expect(
    enter(` ${code.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'l')} `),
  ).resolves.toBeTruthy();
});

it.each([
  ['a wrong secret', (code: string) => `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`],
  ['the lookup alone', (code: string) => code.slice(0, 8)],
  ['an unknown lookup', (code: string) => `00000000${code.slice(8)}`],
  ['nothing', () => ''],
  ['a very long text', () => 'a'.repeat(100_000)],
])('refuses %s, always with the same sentence, and opens nothing', async (_what, change) => {
  await expect(enter(change(ada.recoveryCodes![0]!))).rejects.toMatchObject(REFUSAL);
  expect(await subject.sessions.list(ada.user.id)).toHaveLength(1);
  expect(await subject.recoveryCodes.left(ada.user.id)).toBe(8);
});

it('new codes end the old ones', async () => {
  const fresh = await subject.recoveryCodes.regenerate(ada.user.id);
  await expect(enter(ada.recoveryCodes![0]!)).rejects.toMatchObject(REFUSAL);
  expect((await enter(fresh[0]!)).user.id).toBe(ada.user.id);
  expect(await subject.acts(ada.user.id)).toContain('recovery_codes.regenerated');
});

it('a code is readable, holds 80 secret bits, and its hash has a salt of its own', async () => {
  const { code, hash } = await newRecoveryCode();
  expect(code).toMatch(/^[0-9a-z]{8}(-[0-9a-z]{4}){4}$/);
  const { secret } = parseRecoveryCode(code)!;
  expect(secret).toHaveLength(16);
  expect(await matchesHash(secret, hash)).toBe(true);
  expect((await newRecoveryCode()).hash.split('$')[2]).not.toBe(hash.split('$')[2]);
});

it('does the same slow work for a lookup that does not exist', async () => {
  const { hash } = await newRecoveryCode();
  const time = async (stored: string | null) => {
    const start = process.hrtime.bigint();
    for (let round = 0; round < 5; round += 1) await matchesHash('0'.repeat(16), stored);
    return Number(process.hrtime.bigint() - start);
  };
  expect(await matchesHash('0'.repeat(16), null)).toBe(false);
  expect(await time(null)).toBeGreaterThan((await time(hash)) / 4);
});
