import { existsSync, mkdirSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { cardOf, expect, goTo, LARGE, outcomeOf, register, SMALL, say, test } from './fixtures.js';
import { Passkeys } from './passkeys.js';

const PICTURE = 'docs/screenshot.png';
const HASH = /(?:[0-9a-f]{4} ?){16}/;

/** The picture of the README: the chat with a question in it. */
const takePicture = async (page: Page): Promise<void> => {
  if (process.env.UPDATE_SCREENSHOT !== '1' && existsSync(PICTURE)) return;
  mkdirSync('docs', { recursive: true });
  await expect(page.getByRole('button', { name: 'Approve with passkey' })).toBeEnabled();
  await expect(page.locator('[data-sonner-toast]')).toHaveCount(0);
  await page.setViewportSize({ width: 1280, height: 1260 });
  await page.getByRole('button', { name: /^Working: \d+ steps/ }).click();
  await page.getByText('The agent waits for your decision.').scrollIntoViewIfNeeded();
  await page.screenshot({ path: PICTURE, animations: 'disabled', caret: 'hide' });
  await page.setViewportSize({ width: 1280, height: 800 });
};

test('a person signs in with a passkey, lets the agent work, and decides what it asks', async ({ page, passkeys }) => {
  const codes = await register(page);
  await test.step('recovery codes are shown once', async () => {
    expect(new Set(codes).size).toBeGreaterThanOrEqual(8);
    await goTo(page, 'Settings');
    await expect(page.getByText(`${codes.length} codes are left`)).toBeVisible();
    const settings = await page.locator('body').innerText();
    for (const code of codes) expect(settings).not.toContain(code);
  });

  await test.step('an account is there, with test money', async () => {
    await goTo(page, 'Accounts');
    const account = page.getByRole('link', { name: /^Main LOCAL test money/ });
    await expect(account).toContainText('10,000.00 USDC');
    await expect(account).toContainText(/9,999\.9+\d* XLM/);
  });

  const inbox = await page.context().newPage();
  await inbox.goto('/approvals');
  await expect(inbox.getByText('Nothing waits for you')).toBeVisible();

  await test.step('a small payment runs by itself, step by step', async () => {
    await goTo(page, 'Chat');
    await say(page, SMALL);
    await expect(page.getByText('Done: Send 25 XLM to Coffee Corner. It is confirmed on the network')).toBeVisible();
    await page.getByRole('button', { name: 'Worked through 6 steps' }).click();
    await expect(page.getByText('I propose to send 25 XLM to Coffee Corner from Main.')).toBeVisible();
    await page.getByText(/^Propose payment: 25 XLM to/).click();
    await expect(page.getByRole('region', { name: 'What proposePayment was called with' })).toContainText('"25"');
    await expect(page.getByRole('region', { name: 'What proposePayment answered' })).toContainText('CONFIRMED');
    const line = page.getByRole('article', { name: 'Transaction' });
    await expect(line).toContainText(/Ledger \d+/);
    await expect(line).toContainText(HASH);
    await expect(inbox.getByText('Nothing waits for you')).toBeVisible();
  });

  const card = cardOf(page);
  await test.step('a large one stops and asks, in the chat and in the inbox', async () => {
    await say(page, LARGE);
    await expect(card).toHaveAttribute('data-state', 'pending');
    await expect(page.getByText('The agent waits for your decision.')).toBeVisible();
    await expect(page).toHaveTitle(/^\(1\) /);
    // Nobody loaded this page again: the question came over the websocket.
    await expect(cardOf(inbox)).toHaveAttribute('data-state', 'pending');
    await expect(inbox).toHaveTitle(/^\(1\) /);
  });

  await test.step('the card shows the facts, the rule, what remains, and the agent’s words apart', async () => {
    const facts = card.getByRole('region', { name: 'Facts, read from the transaction' });
    await expect(facts).toContainText('1,200.0000000 USDC');
    await expect(facts).toContainText('Acme Supplies');
    await expect(facts).toContainText(/G[A-Z2-7]{3}(?: ?[A-Z2-7]{4}){13}/);
    await expect(facts).toContainText('“INV-2291”');
    const effect = card.getByRole('region', { name: 'Effect and rules' });
    await expect(effect.getByRole('row', { name: /^USDC/ })).toContainText(/10,000\.00\s*8,800\.00/);
    await expect(effect).toContainText('Over 500 USDC in one transaction.');
    await expect(card.getByRole('region', { name: 'The agent says (not checked)' })).toContainText('invoice INV-2291');
    await expect(facts).not.toContainText('invoice INV-2291');
    await takePicture(page);
  });

  await test.step('a passkey approves it, and the ledger and the hash are shown', async () => {
    const before = await passkeys.uses();
    await card.getByRole('button', { name: 'Approve with passkey' }).click();
    await expect(outcomeOf(card)).toContainText(/Confirmed in ledger \d+/);
    await expect(outcomeOf(card)).toContainText(HASH);
    await expect(outcomeOf(card)).toContainText(/Approved .* with /);
    expect(await passkeys.uses()).toBe(before + 1);
    await expect(page.getByText(/Done: Send 1,?200 USDC to Acme Supplies/)).toBeVisible();
    await expect(inbox.getByText('Nothing waits for you')).toBeVisible();
    await expect(inbox).not.toHaveTitle(/^\(/);
  });

  await test.step('another one is rejected, and the agent is told why', async () => {
    const before = await passkeys.uses();
    await say(page, 'pay Acme Supplies 600 USDC for invoice INV-2292');
    const second = cardOf(page, /600 USDC/);
    await second.getByRole('button', { name: 'Reject' }).click();
    await second.getByRole('textbox', { name: /^Reason/ }).fill('The invoice is wrong');
    await second.getByRole('button', { name: 'Reject payment' }).click();
    await expect(second).toHaveAttribute('data-state', 'rejected');
    await expect(outcomeOf(second)).toContainText('Nothing was sent. Reason: “The invoice is wrong”');
    await expect(page.getByText('Your reason: The invoice is wrong')).toBeVisible();
    expect(await passkeys.uses(), 'saying no needs no passkey').toBe(before);
  });

  await test.step('the account has what remains and what happened', async () => {
    await goTo(page, 'Accounts');
    await page.getByRole('link', { name: /^Main LOCAL test money/ }).click();
    await expect(page.getByRole('region', { name: 'Balances' })).toContainText('8,800.0000000 USDC');
    const history = page.getByRole('region', { name: 'History' });
    await expect(history.getByRole('listitem').filter({ hasText: 'Sent to Acme Supplies' })).toContainText(
      '−1,200.0000000 USDC',
    );
    await expect(history.getByRole('listitem').filter({ hasText: 'Sent to Coffee Corner' })).toContainText(
      '−25.0000000 XLM',
    );
    await expect(history).not.toContainText('600.0000000 USDC');
  });

  await test.step('the audit log has every one of these acts, in an unbroken chain', async () => {
    await goTo(page, 'Audit');
    const entries = page.getByRole('list', { name: 'Entries' });
    for (const action of AUDITED) await expect(entries.getByText(action, { exact: true }).first()).toBeVisible();
    await page.getByRole('button', { name: 'Check the chain' }).click();
    await expect(page.getByRole('region', { name: 'Chain' })).toContainText(/The chain is whole: \d+ entries/);
  });

  await inbox.close();
  await test.step('signed out and in again with the passkey, everything is still there', async () => {
    await page.goto('/settings');
    // The sign-in page offers passkeys by itself; nobody is there to accept that, only to press the button.
    await passkeys.present(false);
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await passkeys.offered();
    await passkeys.present(true);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await expect(page.getByText('Signed in as Ada.')).toBeVisible();
    await goTo(page, 'Chat');
    await page.getByRole('link', { name: SMALL }).click();
    await expect(outcomeOf(card)).toContainText(/Confirmed in ledger \d+/);
  });
});

const AUDITED = [
  'user.registered',
  'account.created',
  'message.sent',
  'transaction.proposed',
  'transaction.signed',
  'transaction.submitted',
  'transaction.confirmed',
  'approval.requested',
  'approval.approved',
  'approval.rejected',
];

test('a passkey of the browser’s own offer signs in without a press', async ({ page, passkeys }) => {
  await register(page);
  await goTo(page, 'Settings');
  await passkeys.present(true);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await expect(page.getByText('Signed in as Ada.')).toBeVisible();
});

test('a passkey on another device opens the same inbox and approves there', async ({
  page,
  passkeys,
  browser,
  server,
  watch,
}) => {
  await register(page);
  await say(page, LARGE);
  await expect(cardOf(page)).toHaveAttribute('data-state', 'pending');
  const device = await browser.newContext({ baseURL: server.url, viewport: { width: 390, height: 844 } });
  const other = await device.newPage();
  watch.on(other);
  const otherPasskeys = await Passkeys.on(other);
  await passkeys.copyTo(otherPasskeys);
  await other.goto('/approvals');
  await cardOf(other).getByRole('button', { name: 'Approve with passkey' }).click();
  await expect(outcomeOf(cardOf(page))).toContainText(/Confirmed in ledger \d+/);
  await device.close();
});
