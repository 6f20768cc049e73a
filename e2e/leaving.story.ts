import { inBothThemes } from './axe.js';
import { expect, goTo, register, test } from './fixtures.js';

test('a person deletes themself with word and passkey, once nothing of theirs is left open', async ({
  page,
  passkeys,
}) => {
  await register(page);
  await goTo(page, 'Settings');
  const open = page.getByRole('button', { name: 'Delete me…' });
  const dialog = page.getByRole('dialog');
  const button = dialog.getByRole('button', { name: 'Delete me with passkey' });
  await open.click();
  await expect(dialog).toContainText('First move the money of these accounts elsewhere and archive them:Main');
  await expect(button).toBeDisabled();
  await inBothThemes(page, 'deleting');
  await dialog.getByRole('textbox').fill('delete me');
  await button.click();
  await expect(dialog.getByRole('alert')).toContainText('You have accounts.');

  await dialog.getByRole('link', { name: 'Main' }).click();
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  const archive = page.getByRole('dialog').getByRole('button', { name: 'Archive with passkey' });
  await expect(page.getByRole('dialog')).toContainText('worth about 22,000.00 USD:9,999.9999800 XLM');
  await inBothThemes(page, 'archiving');
  await archive.click();
  await expect(page.getByText('No account yet')).toBeVisible();
  await inBothThemes(page, 'archived');
  await page.getByRole('button', { name: 'Bring Main back' }).click();
  await expect(page.getByText('No account yet')).toHaveCount(0);
  await page.getByRole('link', { name: 'Main' }).click();
  await page.getByRole('button', { name: 'Archive', exact: true }).click();
  await archive.click();
  await expect(page.getByText('No account yet')).toBeVisible();
  await page.reload();
  await expect(page.getByText('No account yet'), 'nobody makes a new one for who archived theirs').toBeVisible();

  await goTo(page, 'Settings');
  await open.click();
  await dialog.getByRole('textbox').fill('delete me');
  await passkeys.recognise(false);
  await button.click();
  await expect(dialog.getByRole('alert')).toHaveText('The passkey was not used. Nothing happened.');
  await passkeys.recognise(true);
  // The sign-in page that follows offers passkeys by itself; nobody is there to accept that.
  await button.click();
  await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toBeVisible();
  await expect(page.getByText('You are deleted. Nobody can sign in as you any more.')).toBeVisible();
});
