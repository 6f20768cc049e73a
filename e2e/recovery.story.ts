import type { Browser, Page } from '@playwright/test';
import { inBothThemes } from './axe.js';
import { expect, goTo, register, saveCodes, test } from './fixtures.js';
import { Passkeys } from './passkeys.js';
import type { RunningServer } from './server.js';
import type { Watch } from './watch.js';

type Device = { page: Page; passkeys: Passkeys; close: () => Promise<void> };

/** Another browser, which knows nothing of the person: no cookie, no passkey. */
const newDevice = async (browser: Browser, server: RunningServer, watch: Watch): Promise<Device> => {
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  watch.on(page);
  return { page, passkeys: await Passkeys.on(page), close: () => context.close() };
};

const comeBack = async (page: Page, code: string): Promise<void> => {
  if (!(await page.getByRole('textbox', { name: 'Recovery code' }).isVisible()))
    await page.getByText('I lost my passkey').click();
  await page.getByRole('textbox', { name: 'Recovery code' }).fill(code);
  await page.getByRole('button', { name: 'Sign in with the code' }).click();
};

const signOut = async (page: Page, passkeys: Passkeys): Promise<void> => {
  await passkeys.present(false);
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await passkeys.offered();
};

test('whoever lost every passkey comes back on a new device with a code, and has a passkey and codes again', async ({
  page,
  passkeys: lost,
  browser,
  server,
  watch,
}) => {
  const codes = await register(page);
  await lost.present(false);
  const { page: fresh, passkeys, close } = await newDevice(browser, server, watch);
  await fresh.goto('/');

  await test.step('a code that is wrong is said to be wrong', async () => {
    watch.expect(/Failed to load resource/);
    await comeBack(fresh, `${codes[0]!.slice(0, -4)}0000`);
    await expect(fresh.getByRole('alert')).toContainText('This recovery code is not valid');
    await expect(page.getByRole('heading', { name: 'What should the agent do?' })).toBeVisible();
  });

  const add = fresh.getByRole('button', { name: 'Add passkey' });
  const timer = fresh.getByRole('timer', { name: 'Time left to add a passkey' });
  await test.step('the right one leads to a new passkey at once, and ends every other session', async () => {
    await comeBack(fresh, codes[0]!);
    await expect(fresh.getByRole('heading', { name: 'You are in with a recovery code' })).toBeVisible();
    await expect(timer).toHaveText(/^1[45]:\d\d left$/);
    await expect(page.getByText('Your session has ended.')).toBeVisible();
    await inBothThemes(fresh, 'recovery');
  });

  await test.step('cancelled, it can be tried again with what is left of the time', async () => {
    await passkeys.recognise(false);
    await add.click();
    await expect(fresh.getByRole('alert')).toHaveText('The passkey was not used. Nothing happened.');
    await passkeys.recognise(true);
  });

  await test.step('and so it can in a tab that was closed in between', async () => {
    await fresh.reload();
    await expect(timer).toHaveText(/^1[0-4]:\d\d left$/);
    await fresh.goto('/accounts');
    await add.click();
    await expect(fresh.getByRole('heading', { name: 'Save your new recovery codes' })).toBeVisible();
    expect(await passkeys.count()).toBe(1);
  });

  let newest: string[] = [];
  await test.step('codes that a reload took away are made anew, without the passkey that was lost', async () => {
    const before = await passkeys.uses();
    await fresh.getByRole('button', { name: 'Make new codes' }).click();
    await expect(fresh.getByRole('list', { name: 'Recovery codes' })).toBeVisible();
    await inBothThemes(fresh, 'recovery codes');
    newest = await saveCodes(fresh);
    expect(await passkeys.uses()).toBe(before);
  });

  await test.step('it is said what the new passkey may not do yet', async () => {
    await expect(fresh.getByRole('heading', { name: 'You are back' })).toBeVisible();
    await expect(fresh.getByRole('list').last()).toContainText(/From .+ it also confirms\. Until then/);
    await inBothThemes(fresh, 'back in');
    await fresh.getByRole('button', { name: 'Go to Tuxedo' }).click();
    await goTo(fresh, 'Settings');
    await expect(fresh.getByText('8 codes are left')).toBeVisible();
  });

  await test.step('the new passkey signs in, an older code does not, and a new code does', async () => {
    await signOut(fresh, passkeys);
    await passkeys.present(true);
    await fresh.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await expect(fresh.getByText('Signed in as Ada.')).toBeVisible();
    await signOut(fresh, passkeys);
    await comeBack(fresh, codes[1]!);
    await expect(fresh.getByRole('alert')).toContainText('This recovery code is not valid');
    await comeBack(fresh, newest[1]!);
    await expect(fresh.getByRole('heading', { name: 'You are in with a recovery code' })).toBeVisible();
    await expect(fresh.getByText('7 of the others are left')).toBeVisible();
  });

  await test.step('whoever did not mean it stops everything and is out', async () => {
    await fresh.getByRole('button', { name: 'Stop everything and sign out' }).click();
    await expect(fresh.getByRole('button', { name: 'Sign in with a passkey' })).toBeVisible();
    await lost.offered();
    await lost.present(true);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await expect(page.getByText('Everything is stopped. Nothing is signed.')).toBeVisible();
  });
  await close();
});

test('when the time is up the page says so and leads on, and the next code gives it again', async ({
  page,
  passkeys: lost,
  browser,
  server,
  watch,
}) => {
  const codes = await register(page);
  await lost.present(false);
  const { page: fresh, passkeys, close } = await newDevice(browser, server, watch);
  await fresh.clock.install();
  await fresh.goto('/');
  await comeBack(fresh, codes[0]!);
  await expect(fresh.getByRole('button', { name: 'Add passkey' })).toBeVisible();
  await fresh.clock.fastForward('16:00');
  await expect(fresh.getByRole('alert')).toContainText('Sign in with another recovery code: 7 are left');
  await expect(fresh.getByRole('button', { name: 'Add passkey' })).toHaveCount(0);
  await inBothThemes(fresh, 'recovery too late');
  await fresh.getByRole('button', { name: 'Use another code' }).click();
  await comeBack(fresh, codes[1]!);
  await fresh.getByRole('button', { name: 'Add passkey' }).click();
  await saveCodes(fresh);
  await expect(fresh.getByRole('heading', { name: 'You are back' })).toBeVisible();
  expect(await passkeys.count()).toBe(1);
  await close();
});

test('an owner is told at once of a passkey that somebody added with a code, freezes and removes it', async ({
  page,
  passkeys: owners,
  browser,
  server,
  watch,
}) => {
  const codes = await register(page);
  const thief = await newDevice(browser, server, watch);
  await thief.page.goto('/');
  await owners.present(false);
  await comeBack(thief.page, codes[0]!);
  await expect(page.getByText('Your session has ended.')).toBeVisible();
  await owners.offered();
  await owners.present(true);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('alert')).toContainText('Somebody signed in with one of your recovery codes');

  await thief.page.getByRole('button', { name: 'Add passkey' }).click();
  await saveCodes(thief.page);
  await thief.page.getByRole('button', { name: 'Go to Tuxedo' }).click();
  await expect(thief.page.getByRole('note').filter({ hasText: 'is new: until' })).toBeVisible();
  // Nobody loaded the owner's page again: it came over the websocket.
  const alarm = page.getByRole('alert').filter({ hasText: 'was added' });
  await expect(alarm).toContainText(
    /“Chrome on Linux” was added .+ in Chrome on Linux, with one of your recovery codes/,
  );
  await inBothThemes(page, 'a new passkey');

  await test.step('the new passkey takes nothing from its owner', async () => {
    await goTo(thief.page, 'Settings');
    await thief.page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await expect(thief.page.getByRole('alert')).toContainText('ends no session but its own in its first day');
    await thief.page.getByRole('button', { name: 'Remove', exact: true }).first().click();
    await thief.passkeys.present(true);
    await thief.page.getByRole('button', { name: 'Remove passkey' }).click();
    await expect(thief.page.getByRole('dialog').getByRole('alert')).toBeVisible();
  });

  await alarm.getByRole('button', { name: 'That was not me: freeze and remove it' }).click();
  await expect(page.getByText('Everything is stopped, and the passkey is removed with its sessions.')).toBeVisible();
  await expect(thief.page.getByText('Your session has ended.')).toBeVisible();
  await expect(page.getByText('Everything is stopped. Nothing is signed.')).toBeVisible();
  await expect(alarm).toHaveCount(0);
  await expect(page.getByText('You have no recovery codes in force.')).toBeVisible();
  await page.getByRole('link', { name: 'Make and save new codes' }).click();
  await page.getByRole('button', { name: 'Make new codes' }).click();
  await saveCodes(page);
  await expect(page.getByText('8 codes are left')).toBeVisible();
  await thief.close();
});
