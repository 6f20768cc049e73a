import { cardOf, DECIDED, expect, goTo, LARGE, openAsDemo, outcomeOf, say, test } from './fixtures.js';

const scrollsSideways = () => document.documentElement.scrollWidth > innerWidth;

test('on a phone a demo user approves from the inbox', async ({ page }) => {
  await openAsDemo(page);
  await say(page, LARGE);
  await expect(cardOf(page)).toHaveAttribute('data-state', 'pending');
  await expect(page.getByRole('link', { name: /Approvals/ }).filter({ visible: true })).toContainText('1 waiting');

  await goTo(page, 'Approvals');
  const card = cardOf(page);
  await expect(card.getByText('10,000.00 → 8,800.00'), 'what remains stands in the headline').toBeVisible();
  expect(await page.evaluate(scrollsSideways)).toBe(false);
  const approve = card.getByRole('button', { name: 'Approve', exact: true });
  await expect(approve).toBeEnabled();
  const size = (await approve.boundingBox())!;
  expect(size.height, 'large enough for a thumb').toBeGreaterThanOrEqual(44);
  await approve.tap();
  await expect(page.getByText('Nothing waits for you')).toBeVisible();
  await page.getByRole('button', { name: 'Approved' }).tap();
  await page.getByRole('link', { name: DECIDED }).tap();
  await expect(outcomeOf(card)).toContainText(/Confirmed in ledger \d+/);
  expect(await page.evaluate(scrollsSideways)).toBe(false);
});
