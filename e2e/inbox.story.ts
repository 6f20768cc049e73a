import { inBothThemes } from './axe.js';
import { cardOf, expect, goTo, openAsDemo, say, test } from './fixtures.js';

test('several that wait are rejected at once; the others stay, and none can be approved so', async ({ page }) => {
  await openAsDemo(page);
  for (const amount of ['1,201', '1,202', '1,203', '1,204', '1,205']) {
    await say(page, `pay Acme Supplies ${amount} USDC`);
    await expect(cardOf(page, new RegExp(`^Send ${amount} USDC to Acme Supplies`))).toBeVisible();
  }
  await goTo(page, 'Approvals');
  const waiting = page.getByRole('region', { name: 'Waiting' });
  await expect(waiting.getByRole('listitem')).toHaveCount(5);
  await expect(waiting.getByRole('button')).toHaveText(['Reject selected']);
  await expect(waiting.getByRole('button')).toBeDisabled();
  await inBothThemes(page, 'inbox');
  for (const amount of ['1,202', '1,204', '1,205'])
    await waiting.getByRole('checkbox', { name: `Select Send ${amount} USDC to Acme Supplies` }).check();
  await waiting.getByRole('button', { name: 'Reject 3 selected' }).click();
  await expect(page.getByRole('article')).toHaveCount(2);
  await page.getByRole('button', { name: 'Rejected', exact: true }).click();
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(3);
});
