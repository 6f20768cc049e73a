import type { Page } from '@playwright/test';
import { cardOf, DECIDED, expect, LARGE, openAsDemo, outcomeOf, register, say, test } from './fixtures.js';

/** The requests of a page that carry this mutation. */
const mutationsOf = (page: Page, name: string): string[] => {
  const sent: string[] = [];
  page.on('request', (request) => {
    const body = request.postData() ?? '';
    if (body.includes(`mutation ${name}`)) sent.push(body);
  });
  return sent;
};

test('a double click on Approve is one decision', async ({ page }) => {
  await openAsDemo(page);
  await say(page, LARGE);
  const sent = mutationsOf(page, 'ApproveTransaction');
  const approve = cardOf(page).getByRole('button', { name: 'Approve', exact: true });
  await expect(approve).toBeEnabled();
  // Both in one moment: a real double click leaves the page time to hide the button in between.
  await approve.evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
  });
  await expect(outcomeOf(cardOf(page))).toContainText(/Confirmed in ledger \d+/);
  expect(sent).toHaveLength(1);
});

test('Approve does nothing in the moment in which the card appears', async ({ page }) => {
  await openAsDemo(page);
  const sent = mutationsOf(page, 'ApproveTransaction');
  // A press that was meant for what stood there before.
  await page.evaluate(() => {
    new MutationObserver((_changes, observer) => {
      const buttons = [...document.querySelectorAll<HTMLButtonElement>('article button')];
      const approve = buttons.find(({ textContent }) => textContent === 'Approve');
      if (!approve) return;
      observer.disconnect();
      approve.click();
      document.body.dataset.pressed = 'true';
    }).observe(document.body, { subtree: true, childList: true });
  });
  await say(page, LARGE);
  await expect(page.locator('body')).toHaveAttribute('data-pressed', 'true');
  await expect(cardOf(page).getByRole('button', { name: 'Approve', exact: true })).toBeEnabled();
  await expect(cardOf(page)).toHaveAttribute('data-state', 'pending');
  expect(sent).toEqual([]);
});

test('a passkey that is refused leaves the question open, and nothing is sent', async ({ page, passkeys }) => {
  await register(page);
  await say(page, LARGE);
  const sent = mutationsOf(page, 'ApproveTransaction');
  const card = cardOf(page);
  await passkeys.recognise(false);
  await card.getByRole('button', { name: 'Approve with passkey' }).click();
  await expect(card.getByRole('alert')).toHaveText('The passkey was not used. Nothing happened.');
  await expect(card).toHaveAttribute('data-state', 'pending');
  expect(sent).toEqual([]);

  await passkeys.recognise(true);
  await passkeys.present(false);
  await card.getByRole('button', { name: 'Approve with passkey' }).click();
  await expect(card.getByText('Waiting for your passkey')).toBeVisible();
  await card.getByRole('button', { name: 'Cancel' }).click();
  await expect(card.getByRole('alert')).toHaveText(/Nothing happened\.$/);
  await expect(card).toHaveAttribute('data-state', 'pending');
  expect(sent).toEqual([]);

  await passkeys.present(true);
  await card.getByRole('button', { name: 'Approve with passkey' }).click();
  await expect(outcomeOf(card)).toContainText(/Confirmed in ledger \d+/);
  expect(sent).toHaveLength(1);
});

test('what one tab decides closes the card in the other', async ({ page }) => {
  await openAsDemo(page);
  await say(page, LARGE);
  await expect(cardOf(page)).toHaveAttribute('data-state', 'pending');
  const other = await page.context().newPage();
  await other.goto('/approvals');
  await expect(cardOf(other).getByRole('button', { name: 'Approve', exact: true })).toBeEnabled();

  await cardOf(page).getByRole('button', { name: 'Reject' }).click();
  await cardOf(page).getByRole('button', { name: 'Not now' }).click();
  await cardOf(page).getByRole('button', { name: 'Reject payment' }).click();
  await expect(cardOf(page)).toHaveAttribute('data-state', 'rejected');
  await expect(other.getByText('Nothing waits for you')).toBeVisible();
  await expect(cardOf(other)).toHaveCount(0);
  await expect(other).not.toHaveTitle(/^\(/);
});

test('the keyboard is enough to reject, and no single key approves', async ({ page }) => {
  await openAsDemo(page);
  await say(page, LARGE);
  await expect(cardOf(page)).toHaveAttribute('data-state', 'pending');
  const sent = mutationsOf(page, 'ApproveTransaction');
  await page.goto('/approvals');
  await cardOf(page).getByRole('heading').first().focus();
  for (const key of ['a', 'y', 'Enter', 'Space']) await page.keyboard.press(key);
  await page.keyboard.press('r');
  await page.keyboard.type('Wrong month');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Nothing waits for you')).toBeVisible();
  await page.getByRole('button', { name: 'Rejected' }).click();
  await expect(page.getByRole('link', { name: DECIDED })).toContainText('Rejected');
  expect(sent).toEqual([]);
});
