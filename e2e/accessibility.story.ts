import { inBothThemes, overflow } from './axe.js';
import { cardOf, DECIDED, expect, test } from './fixtures.js';
import { visits } from './pages.js';

test('every page can be used by everybody, in both themes, and none scrolls sideways', async ({ page }) => {
  test.setTimeout(400_000);
  for (const { name, open } of visits) {
    await test.step(name, async () => {
      await open(page);
      await inBothThemes(page, name);
      expect.soft(await page.evaluate(overflow, page.viewportSize()!), name).toEqual([]);
    });
  }
  await test.step('the form of a rejection, and a card that is decided', async () => {
    await page.goto('/approvals');
    await cardOf(page).getByRole('button', { name: 'Reject' }).click();
    await inBothThemes(page, 'reject form');
    await cardOf(page).getByRole('button', { name: 'Reject payment' }).click();
    // The page moves when the card goes; a press on what moves is none.
    await expect(page.getByText('Nothing waits for you')).toBeVisible();
    await page.getByRole('button', { name: 'Rejected' }).click();
    await page.getByRole('link', { name: DECIDED }).click();
    await expect(cardOf(page)).toHaveAttribute('data-state', 'rejected');
    await inBothThemes(page, 'rejected');
  });
});
