import { expect, openAsDemo, test } from './fixtures.js';

test('GraphiQL asks no other host and runs a query as whoever is signed in', async ({ page }) => {
  await openAsDemo(page);
  const query = encodeURIComponent('{ viewer { name demo } accounts { totalCount } }');
  await page.goto(`/graphiql?query=${query}`);
  await page.getByRole('button', { name: /Execute query/ }).click();
  const answer = page.getByRole('region', { name: /Result|Response/i });
  await expect(answer).toContainText('"demo": true');
  await expect(answer).toContainText('"totalCount": 1');
});
