import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TestPerson, UsersCase } from '../../../test/support/app/users-case.js';
import { matchesHash, newRecoveryCode, parseRecoveryCode } from '../recovery/recovery-code.js';

let subject: UsersCase;
let ada: TestPerson;
beforeEach(async () => {
  subject = await UsersCase.open();
  ada = await subject.register('Ada');
  await subject.recoveryCodes.save(ada.user.id, ada.recoveryCodes![7]!);
});
afterEach(() => subject.close());

const REFUSAL = { code: 'UNAUTHENTICATED', message: expect.stringMatching(/^This recovery code is not valid/) };
const enter = (code: string) => subject.signIn.signInWithRecoveryCode(code, 'a browser');

it('a code signs in once, is counted and recorded', async () => {
  const [code] = ada.recoveryCodes!;
  expect((await enter(code!)).user.id).toBe(ada.user.id);
  expect(await subject.recoveryCodes.left(ada.user.id)).toBe(7);
  expect(await subject.acts(ada.user.id)).toEqual(['user.registered', 'recovery_codes.saved', 'user.recovered']);
  await expect(enter(code!)).rejects.toMatchObject(REFUSAL);
  expect(await subject.acts(ada.user.id)).toHaveLength(3);
});

it('a code ends every other session of its person with its connections, and none of anybody else', async () => {
  const [phone, grace] = [await subject.signInAs(ada), await subject.register('Grace')];
  const woken: string[] = [];
  subject.wakeUps.onWake('*', (stream) => woken.push(stream));
  const { token } = await enter(ada.recoveryCodes![0]!);
  for (const ended of [ada, phone]) {
    expect(await subject.sessions.authenticate(ended.token)).toBeNull();
    expect(woken).toContain(`session:${ended.sessionId}`);
  }
  expect(await subject.sessions.authenticate(grace.token)).not.toBeNull();
  const { actor } = (await subject.sessions.authenticate(token))!;
  expect(actor).toMatchObject({ userId: ada.user.id, recovering: true });
});

it('a wrong code ends no session', async () => {
  await expect(enter(`${ada.recoveryCodes![0]!.slice(0, 8)}-0000-0000-0000-0000`)).rejects.toMatchObject(REFUSAL);
  expect(await subject.sessions.authenticate(ada.token)).not.toBeNull();
});

it('of the same code used at once one gets through', async () => {
  const [code] = ada.recoveryCodes!;
  const results = await Promise.allSettled([1, 2, 3].map(() => enter(code!)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await subject.sessions.list(ada.user.id)).toHaveLength(1);
  expect((await subject.acts(ada.user.id)).filter((act) => act === 'user.recovered')).toHaveLength(1);
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

describe('new codes', () => {
  let grace: TestPerson;
  const save = (code: string, person = ada) => subject.recoveryCodes.save(person.user.id, code);
  const regenerate = () => subject.recoveryCodes.regenerate(ada.user.id);
  const NOT_NEWEST = { code: 'BAD_USER_INPUT', message: expect.stringMatching(/^This is none of your newest/) };
  const saved = async () => (await subject.acts(ada.user.id)).filter((act) => act === 'recovery_codes.saved').length;

  it('hold from when they are saved, and those from before until then', async () => {
    const fresh = await regenerate();
    expect(await subject.recoveryCodes.areUnsaved(ada.user.id)).toBe(true);
    await expect(enter(fresh[0]!)).rejects.toMatchObject(REFUSAL);
    expect((await enter(ada.recoveryCodes![0]!)).user.id).toBe(ada.user.id);
    const newest = await regenerate();
    await save(newest[3]!.toUpperCase());
    expect(await subject.recoveryCodes.areUnsaved(ada.user.id)).toBe(false);
    expect(await subject.recoveryCodes.left(ada.user.id)).toBe(8);
    await expect(enter(ada.recoveryCodes![1]!)).rejects.toMatchObject(REFUSAL);
    expect((await enter(newest[3]!)).user.id).toBe(ada.user.id);
  });

  it('after registering hold no earlier either', async () => {
    const grace = await subject.register('Grace');
    expect(await subject.recoveryCodes.left(grace.user.id)).toBe(0);
    await expect(enter(grace.recoveryCodes![0]!)).rejects.toMatchObject(REFUSAL);
    await save(grace.recoveryCodes![0]!, grace);
    expect((await enter(grace.recoveryCodes![0]!)).user.id).toBe(grace.user.id);
  });

  it('are shown after a recovery, and hold once they are saved', async () => {
    const { recoveryCodes } = await enter(ada.recoveryCodes![0]!);
    expect(new Set(recoveryCodes)).toHaveProperty('size', 8);
    await expect(enter(recoveryCodes![0]!)).rejects.toMatchObject(REFUSAL);
    await save(recoveryCodes![0]!);
    await expect(enter(ada.recoveryCodes![1]!)).rejects.toMatchObject(REFUSAL);
    expect((await enter(recoveryCodes![0]!)).user.id).toBe(ada.user.id);
  });

  it('that were replaced before they were saved never hold', async () => {
    const [earlier, newest] = [await regenerate(), await regenerate()];
    await expect(save(earlier[0]!)).rejects.toMatchObject(NOT_NEWEST);
    await save(newest[0]!);
    await expect(enter(earlier[0]!)).rejects.toMatchObject(REFUSAL);
  });

  it('saved twice, also at once, are saved once', async () => {
    const fresh = await regenerate();
    await Promise.all([save(fresh[0]!), save(fresh[1]!)]);
    await save(fresh[2]!);
    expect(await saved()).toBe(2);
    expect(await subject.recoveryCodes.left(ada.user.id)).toBe(8);
  });

  it.each([
    ['a wrong one', (fresh: string) => `${fresh.slice(0, -1)}${fresh.endsWith('0') ? '1' : '0'}`],
    ['nothing', () => ''],
    ['one of somebody else', () => grace.recoveryCodes![0]!],
  ])('are not saved by %s, and nothing changes', async (_what, typed) => {
    grace = await subject.register('Grace');
    const fresh = await regenerate();
    await expect(save(typed(fresh[0]!))).rejects.toMatchObject(NOT_NEWEST);
    expect(await saved()).toBe(1);
    await expect(enter(fresh[0]!)).rejects.toMatchObject(REFUSAL);
    expect((await enter(ada.recoveryCodes![0]!)).user.id).toBe(ada.user.id);
    expect(await subject.recoveryCodes.left(grace.user.id)).toBe(0);
  });
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
