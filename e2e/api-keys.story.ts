import { expect, goTo, register, test } from './fixtures.js';

/** What a program does with a key: it asks over HTTP, with no cookie. */
const askWith = async (url: string, key: string, query: string) => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return answer.json();
};

test('a person makes a key for a program with their passkey, and ends it', async ({ page, passkeys, server }) => {
  await register(page);
  await goTo(page, 'Settings');
  const panel = page.getByRole('region', { name: 'API keys' });
  await expect(panel).toContainText('None.');
  const before = await passkeys.uses();
  await panel.getByRole('button', { name: 'New key' }).click();
  const form = page.getByRole('dialog', { name: 'New API key' });
  await form.getByRole('textbox', { name: 'Name' }).fill('Billing');
  await form.getByRole('checkbox', { name: /^Propose/ }).check();
  await form.getByRole('textbox', { name: 'At once' }).fill('10');
  await form.getByRole('textbox', { name: 'In 24 hours' }).fill('50');
  await form.getByRole('button', { name: 'Make the key' }).click();
  const shown = form.getByText(/^txk_[\w-]{43}$/);
  await expect(shown).toBeVisible();
  const key = await shown.innerText();
  expect(await passkeys.uses()).toBe(before + 1);
  await form.getByRole('button', { name: 'I saved it' }).click();
  await expect(panel.getByRole('listitem')).toContainText(`Billing${key.slice(0, 8)}`);
  await expect(panel.getByRole('listitem')).toContainText('read, propose · 10 XLM at once, 50 XLM in 24 hours');
  expect(await page.locator('body').innerText()).not.toContain(key);

  const asks = () => askWith(server.url, key, '{ viewer { name } }');
  expect(await asks()).toEqual({ data: { viewer: { name: 'Ada' } } });
  await panel.getByRole('button', { name: 'Revoke' }).click();
  await expect(panel.getByRole('listitem')).toContainText('Revoked');
  await expect(panel.getByRole('button', { name: 'Revoke' })).toHaveCount(0);
  expect((await asks()).errors[0].extensions.code).toBe('UNAUTHENTICATED');
});
