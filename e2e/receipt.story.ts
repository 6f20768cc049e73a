import { readFileSync, writeFileSync } from 'node:fs';
import { cardOf, expect, goTo, LARGE, outcomeOf, register, say, test } from './fixtures.js';
import { savedBy, verifyFile } from './verify.js';

// The passkey is the harder half of the proof, so the story has one.
test('a receipt is saved from the card, the account and the log, and holds away from the server', async ({
  page,
  passkeys,
}) => {
  await register(page);
  await say(page, LARGE);
  const before = await passkeys.uses();
  await cardOf(page).getByRole('button', { name: 'Approve with passkey' }).click();
  const outcome = outcomeOf(cardOf(page));
  await expect(outcome).toContainText(/Confirmed in ledger \d+/);
  expect(await passkeys.uses()).toBe(before + 1);

  const receipt = await savedBy(page, () => outcome.getByRole('button', { name: 'Download receipt' }).click());
  expect(receipt.name).toMatch(/^receipt-.+\.json$/);
  await expect(outcome).toContainText(`npm run verify -- ${receipt.name}`);
  expect(await verifyFile(receipt.path)).toContain('This receipt holds.');
  const text = readFileSync(receipt.path, 'utf8');
  const forged = test.info().outputPath('forged.json');
  writeFileSync(forged, text.replace('Acme Supplies', 'Acme Supplier'));
  expect(await verifyFile(forged)).toContain('does NOT hold');

  await goTo(page, 'Accounts');
  await page.getByRole('link', { name: /^Main LOCAL test money/ }).click();
  const sent = page
    .getByRole('region', { name: 'History' })
    .getByRole('listitem')
    .filter({ hasText: 'Sent to Acme Supplies' });
  const again = await savedBy(page, () => sent.getByRole('button', { name: 'Download receipt' }).click());
  expect(again.name).toBe(receipt.name);

  await goTo(page, 'Audit');
  await page.getByText('transaction.confirmed', { exact: true }).first().click();
  const logged = await savedBy(page, () => page.getByRole('button', { name: 'Download receipt' }).first().click());
  expect(await verifyFile(logged.path)).toContain('This receipt holds.');
});
