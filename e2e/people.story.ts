import type { Page } from '@playwright/test';
import { expect, goTo, openAsDemo, register, test } from './fixtures.js';

const DRAFT = 'pay my landlord 400 USDC';

const kept = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, history.state]));
const message = (page: Page) => page.getByRole('textbox', { name: 'Message' });

test('what one person typed is kept for them, and is gone for whoever comes after them', async ({ page, passkeys }) => {
  await register(page);
  await message(page).fill(DRAFT);
  await page.reload();
  await expect(message(page)).toHaveValue(DRAFT);

  const second = await page.context().newPage();
  await second.goto('/');
  await message(second).fill(`${DRAFT}, in another tab`);

  await test.step('signing out takes it away, in every tab', async () => {
    await passkeys.present(false);
    await goTo(page, 'Settings');
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    for (const tab of [page, second]) {
      await expect(tab.getByRole('button', { name: 'Try the demo' })).toBeVisible();
      expect(await kept(tab)).not.toContain('landlord');
    }
  });

  await test.step('the next person in the tab finds nothing of it', async () => {
    await openAsDemo(page);
    await expect(message(page)).toHaveValue('');
    expect(await kept(page)).not.toContain('landlord');
    await message(page).fill('of the demo user');
  });

  await test.step('somebody else who comes in by another tab takes the page over, and what was in it', async () => {
    await second.getByRole('button', { name: 'Try the demo' }).click();
    await expect(message(second)).toHaveValue('');
    await expect(message(page)).toHaveValue('');
    expect(await kept(page)).not.toContain('of the demo user');
  });
});
