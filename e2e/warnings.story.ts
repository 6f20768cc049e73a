import type { Page } from '@playwright/test';
import { inBothThemes } from './axe.js';
import { cardOf, expect, openAsDemo, outcomeOf, test } from './fixtures.js';

const ask = async (page: Page, query: string, variables: Record<string, unknown> = {}) => {
  const { data, errors } = await (await page.request.post('/graphql', { data: { query, variables } })).json();
  expect(errors).toBeUndefined();
  return data;
};

test('a payment of another amount than was said asks for a tick before Approve, by keyboard as well', async ({
  page,
}) => {
  await openAsDemo(page);
  const { accounts } = await ask(page, '{ accounts { nodes { id } } }');
  await ask(page, 'mutation ($input: PaymentInput!) { proposePayment(input: $input) { id } }', {
    input: {
      accountId: accounts.nodes[0].id,
      destination: 'Acme Supplies',
      asset: 'USDC',
      amount: '900',
      reason: 'Sending the 5 USDC refund.',
    },
  });
  await page.goto('/approvals');
  const card = cardOf(page, /^Send 900 USDC to Acme Supplies/);
  const warned = card.getByRole('note', { name: 'High risk' });
  await expect(warned).toContainText('You asked for 5 USDC, this sends 900 USDC.');
  await inBothThemes(page, 'a card of high risk');

  const approve = card.getByRole('button', { name: 'Approve', exact: true });
  await expect(card.getByRole('button', { name: 'Reject' })).toBeEnabled();
  await expect(approve).toBeDisabled();
  const tick = card.getByRole('checkbox', { name: 'I compared the amount and the address with what I wanted.' });
  await tick.focus();
  await page.keyboard.press('Space');
  await expect(approve).toBeEnabled();
  await page.keyboard.press('Space');
  await expect(approve).toBeDisabled();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(approve).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('Nothing waits for you')).toBeVisible();
  await page.getByRole('button', { name: 'Approved' }).click();
  await page.getByRole('link', { name: /^Send 900 USDC to Acme Supplies/ }).click();
  await expect(outcomeOf(card)).toContainText(/Confirmed in ledger \d+/);
  await expect(card.getByRole('note')).toContainText('this sends 900 USDC.');
});
