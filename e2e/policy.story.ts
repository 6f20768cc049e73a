import type { Locator, Page } from '@playwright/test';
import { inBothThemes, overflow } from './axe.js';
import { cardOf, expect, goTo, LARGE, openAsDemo, register, say, test } from './fixtures.js';

const limits = (page: Page): Locator => page.getByRole('region', { name: 'Limits of each asset' });
const dialog = (page: Page): Locator => page.getByRole('dialog');
const usdc = (page: Page): Locator =>
  limits(page)
    .getByRole('listitem')
    .filter({ hasText: /^USDC \(.{9}\) ?LOCAL/ });

const changeUsdc = async (page: Page, perTransaction: string): Promise<void> => {
  await usdc(page)
    .getByRole('button', { name: /^Change the limits of USDC/ })
    .click();
  await dialog(page).getByRole('textbox', { name: 'In one transaction' }).fill(perTransaction);
  await dialog(page).getByRole('button', { name: 'Change limits' }).click();
};

test('a stricter rule holds at once; a looser one shows what it would have let through, and asks', async ({ page }) => {
  await openAsDemo(page);
  await say(page, LARGE);
  await expect(cardOf(page)).toHaveAttribute('data-state', 'pending');
  await goTo(page, 'Policy');
  await expect(usdc(page)).toContainText('Above 500.00 in one transaction asks you');

  await test.step('what is no amount is not sent', async () => {
    await changeUsdc(page, '1,200');
    await expect(dialog(page).getByRole('alert')).toContainText('A plain number such as 1200');
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toHaveCount(0);
  });

  await test.step('looser: the difference and the backtest come first, and Back changes nothing', async () => {
    await changeUsdc(page, '2000');
    const review = dialog(page).getByRole('region', { name: 'What would change' });
    await expect(review).toBeFocused();
    await expect(review.getByRole('listitem')).toHaveCount(1);
    await expect(review).toContainText(/USDC .* on LOCAL, in one transaction\s*Looser/);
    await expect(review).toContainText(/Now\s*500 USDC\s*Then\s*2,000 USDC/);
    await inBothThemes(page, 'review of a change');
    await review.getByRole('button', { name: 'Back' }).click();
    await expect(dialog(page).getByRole('textbox', { name: 'In one transaction' })).toHaveValue('2000');
    await page.keyboard.press('Escape');
    await page.reload();
    await expect(usdc(page)).toContainText('Above 500.00 in one transaction');
  });

  await test.step('together with the worth that asks, it would have let the waiting payment through', async () => {
    await page.getByRole('button', { name: 'Change when you are asked' }).click();
    await dialog(page).getByRole('textbox', { name: 'Ask above this worth (USD)' }).fill('5000');
    await dialog(page).getByRole('button', { name: 'Change rules' }).click();
    await dialog(page).getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(page.getByText('worth more than 5,000.00 USD asks you')).toBeVisible();
    await changeUsdc(page, '2000');
    await expect(dialog(page)).toContainText(
      /In the last 90 days this would have let through 1 transaction worth 1,200\.00 USD .* without asking you/,
    );
    await dialog(page).getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(usdc(page)).toContainText('Above 2,000.00 in one transaction asks you');
    await expect(dialog(page)).toHaveCount(0);
  });

  await test.step('stricter: no question', async () => {
    await changeUsdc(page, '300');
    await expect(usdc(page)).toContainText('Above 300.00 in one transaction asks you');
    await expect(dialog(page)).toHaveCount(0);
    await expect(page.getByText('The stricter rule holds now')).toBeVisible();
  });
});

test('an account can have stricter rules of its own, and no milder ones', async ({ page, watch }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openAsDemo(page);
  await goTo(page, 'Policy');
  await page.getByRole('combobox', { name: 'Rules of' }).selectOption('Main alone');
  await expect(page).toHaveURL(/\/policy\/acc_/);
  await changeUsdc(page, '900');
  await expect(dialog(page).getByRole('alert')).toContainText('An account can only be stricter than all your accounts');
  await page.keyboard.press('Escape');
  await changeUsdc(page, '50');
  await expect(usdc(page)).toContainText('Above 50.00 in one transaction');
  await page.getByRole('combobox', { name: 'Rules of' }).selectOption('all my accounts');
  await expect(usdc(page)).toContainText('Above 500.00 in one transaction');

  await page.getByRole('button', { name: 'Add hours' }).click();
  await inBothThemes(page, 'hours');
  await dialog(page).getByRole('button', { name: 'Add hours' }).click();
  await expect(page.getByText('Monday to Friday, 09:00 to 17:00 UTC')).toBeVisible();

  await page.getByRole('button', { name: 'Never pay an address' }).click();
  // What is no address at all the server refuses as a request; the browser writes that down.
  watch.expect(/status of 400/);
  await dialog(page).getByRole('combobox', { name: 'Address' }).fill('GABC');
  await dialog(page).getByRole('button', { name: 'Never pay an address' }).click();
  await expect(dialog(page).getByRole('alert')).toContainText('This is not a Stellar address.');
  await page.keyboard.press('Escape');
  await inBothThemes(page, 'policy');
  expect(await page.evaluate(overflow, page.viewportSize()!)).toEqual([]);
});

test('loosening takes the passkey, and a refusal leaves the rules as they are', async ({ page, passkeys }) => {
  await register(page);
  await goTo(page, 'Policy');
  await changeUsdc(page, '700');
  await passkeys.recognise(false);
  await dialog(page).getByRole('button', { name: 'Confirm with passkey' }).click();
  await expect(dialog(page).getByRole('alert')).toHaveText('The passkey was not used. Nothing happened.');
  await expect(usdc(page)).toContainText('Above 500.00');

  await passkeys.recognise(true);
  const before = await passkeys.uses();
  await dialog(page).getByRole('button', { name: 'Confirm with passkey' }).click();
  await expect(usdc(page)).toContainText('Above 700.00 in one transaction asks you');
  expect(await passkeys.uses()).toBe(before + 1);
  await goTo(page, 'Audit');
  await expect(page.getByText('policy.loosened')).toHaveCount(1);
});
