import { inBothThemes } from './axe.js';
import { expect, goTo, openAsDemo, register, SMALL, say, test } from './fixtures.js';

test('one press stops everything, in every tab, and the passkey lets it go on', async ({ page, passkeys }) => {
  await register(page);
  const other = await page.context().newPage();
  await other.goto('/settings');
  const brake = page.getByRole('button', { name: 'Stop everything' }).filter({ visible: true });
  const banner = page.getByText('Everything is stopped. Nothing is signed.');
  await brake.click();
  await expect(banner).toBeVisible();
  await expect(brake).toHaveCount(0);
  // Nobody loaded this page again.
  await expect(other.getByText('Everything is stopped. Nothing is signed.')).toBeVisible();
  await inBothThemes(page, 'stopped');

  await say(page, SMALL);
  await expect(
    page
      .getByText(/stopped all signatures/)
      .filter({ visible: true })
      .first(),
  ).toBeVisible();
  await goTo(page, 'Accounts');
  await page.getByRole('link', { name: /^Main LOCAL test money/ }).click();
  await expect(page.getByRole('region', { name: 'Balances' })).toContainText('10,000.0000000 USDC');

  await passkeys.recognise(false);
  await page.getByRole('button', { name: 'Let it go on' }).click();
  await expect(page.getByText('The passkey was not used. Nothing happened.')).toBeVisible();
  await expect(banner).toBeVisible();
  await passkeys.recognise(true);
  const before = await passkeys.uses();
  await page.getByRole('button', { name: 'Let it go on' }).click();
  await expect(banner).toHaveCount(0);
  await expect(other.getByText('Everything is stopped. Nothing is signed.')).toHaveCount(0);
  expect(await passkeys.uses()).toBe(before + 1);
  await other.close();
});

test('one account is frozen alone, is seen to be, and goes on', async ({ page }) => {
  await openAsDemo(page);
  await goTo(page, 'Accounts');
  await page.getByRole('link', { name: /^Main LOCAL test money/ }).click();
  await expect(page.getByRole('button', { name: 'Freeze account' })).toBeVisible();
  const other = await page.context().newPage();
  await other.goto(page.url());
  await expect(other.getByRole('button', { name: 'Freeze account' })).toBeVisible();
  await page.getByRole('button', { name: 'Freeze account' }).click();
  const notice = page.getByText('This account is frozen: nothing is signed with it.');
  await expect(notice).toBeVisible();
  await expect(other.getByText('This account is frozen: nothing is signed with it.')).toBeVisible();
  await other.close();
  await inBothThemes(page, 'frozen account');
  await goTo(page, 'Policy');
  await expect(page.getByRole('region', { name: 'Stop', exact: true })).toContainText('Main is frozen.');
  await goTo(page, 'Chat');
  await say(page, SMALL);
  const refused = page.getByRole('article', { name: 'Transaction' }).filter({ hasText: 'This account is frozen' });
  await expect(refused).toHaveCount(1);

  await goTo(page, 'Accounts');
  await page.getByRole('link', { name: /^Main LOCAL test money Frozen/ }).click();
  await page.getByRole('button', { name: 'Unfreeze account' }).click();
  await expect(notice).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Freeze account' })).toBeVisible();
});

test('an agent that is refused again and again is stopped by itself, and the banner says so at once', async ({
  page,
}) => {
  await openAsDemo(page);
  await goTo(page, 'Accounts');
  await page.getByRole('link', { name: /^Main LOCAL test money/ }).click();
  await page.getByRole('button', { name: 'Freeze account' }).click();
  await expect(page.getByText('This account is frozen: nothing is signed with it.')).toBeVisible();
  await goTo(page, 'Chat');
  const refused = page.getByRole('article', { name: 'Transaction' }).filter({ hasText: 'This account is frozen' });
  const banner = page.getByText('The agent was stopped: nothing of it is signed.');
  for (let count = 1; count <= 5; count += 1) {
    await expect(banner).toHaveCount(0);
    await say(page, SMALL);
    await expect(refused).toHaveCount(count);
  }
  await expect(banner).toBeVisible();
  await expect(page.getByText('Reason: 5 proposals were refused within 10 minutes.')).toBeVisible();
  await page.getByRole('button', { name: 'Let the agent go on' }).click();
  await expect(banner).toHaveCount(0);
});
