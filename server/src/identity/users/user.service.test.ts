import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestPerson, UsersCase } from '../../../test/support/app/users-case.js';

let subject: UsersCase;
let ada: TestPerson;
beforeEach(async () => {
  subject = await UsersCase.open();
  ada = await subject.demo('Ada');
});
afterEach(() => subject.close());

it('freezes with a reason and unfreezes again; both are recorded', async () => {
  expect(await subject.users.freeze(ada.user.id, ' lost my phone ')).toMatchObject({ frozenReason: 'lost my phone' });
  expect((await subject.users.get(ada.user.id)).frozenAt).toEqual(subject.now);
  expect(await subject.users.unfreeze(ada.user.id, null)).toMatchObject({ frozenAt: null, frozenReason: null });
  expect(await subject.acts(ada.user.id)).toEqual(['user.registered', 'user.frozen', 'user.unfrozen']);
});

it('freezing twice keeps the first moment and is one act, also at once', async () => {
  const first = subject.now;
  await Promise.all([subject.users.freeze(ada.user.id, 'one'), subject.users.freeze(ada.user.id, 'two')]);
  subject.later(1_000);
  expect(await subject.users.freeze(ada.user.id, 'three')).toMatchObject({ frozenAt: first, frozenReason: 'one' });
  await subject.users.unfreeze(ada.user.id, null);
  await subject.users.unfreeze(ada.user.id, null);
  expect(await subject.acts(ada.user.id)).toEqual(['user.registered', 'user.frozen', 'user.unfrozen']);
});

it('refuses a reason with a line break, and freezes nothing', async () => {
  await expect(subject.users.freeze(ada.user.id, 'a\nb')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  expect((await subject.users.get(ada.user.id)).frozenAt).toBeNull();
});

it('nobody is an answer, not a fault', async () => {
  await expect(subject.users.get('usr_x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
