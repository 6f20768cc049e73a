import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Locator, Page } from '@playwright/test';
import { inBothThemes } from './axe.js';
import { cardOf, expect, goTo, LARGE, LOST, openAsDemo, outcomeOf, SMALL, say, test } from './fixtures.js';
import { testAlone } from './own-server.js';
import { savedBy, verifyFile } from './verify.js';

const warning = (page: Page): Locator => page.getByRole('region', { name: 'Warning about your audit log' });
const checkChain = async (page: Page): Promise<Locator> => {
  await page.getByRole('button', { name: 'Check the chain' }).click();
  return page.getByRole('region', { name: 'Chain' });
};

/** Takes the newest entries away and makes the end look whole, as somebody could who writes into the database. */
const cutOff = (file: string, count: number): void => {
  const database = new DatabaseSync(file);
  const chain = database.prepare('select id, seq from audit_chains order by seq desc limit 1').get() as {
    id: string;
    seq: number;
  };
  const seq = chain.seq - count;
  database.prepare('delete from audit_entries where user_id = ? and seq > ?').run(chain.id, seq);
  const last = database.prepare('select hash from audit_entries where user_id = ? and seq = ?').get(chain.id, seq) as {
    hash: string;
  };
  database.prepare('update audit_chains set seq = ?, hash = ? where id = ?').run(seq, last.hash, chain.id);
  database.close();
};

test('the log is kept, checked and saved, and stays silent as long as it only grows', async ({ page, server }) => {
  await openAsDemo(page);
  await say(page, LARGE);
  await cardOf(page).getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(outcomeOf(cardOf(page))).toContainText(/Confirmed in ledger \d+/);
  await goTo(page, 'Audit');
  const chain = await checkChain(page);
  await expect(chain).toContainText(/The chain is whole: \d+ entries\. This browser computed every hash itself/);
  await expect(chain).toContainText('the newest that it had seen before, is among them');

  const lines = await savedBy(page, () => page.getByRole('button', { name: 'JSON Lines' }).click());
  expect(lines.name).toBe('tuxedo-audit.jsonl');
  expect(await verifyFile(lines.path)).toContain('holds.');
  const csv = await savedBy(page, () => page.getByRole('button', { name: 'CSV' }).click());
  expect(readFileSync(csv.path, 'utf8').split('\n')[0]).toContain('action');

  await page.reload();
  await expect(await checkChain(page)).toContainText('The chain is whole');
  await expect(warning(page)).toHaveCount(0);
  expect(server.output()).not.toContain('ERROR');
});

testAlone(
  'a log whose end was cut off is noticed on every page, until the person puts the warning away',
  async ({ page, server, watch }) => {
    await openAsDemo(page);
    await say(page, SMALL);
    await expect(page.getByText('It is confirmed on the network')).toBeVisible();
    await goTo(page, 'Audit');
    await expect(await checkChain(page)).toContainText('The chain is whole');
    const keptSeq = () =>
      page.evaluate(() => {
        const key = Object.keys(localStorage).find((name) => name.startsWith('tuxedo.audit.head.'));
        return Number(JSON.parse(localStorage.getItem(key ?? '') ?? '{}').seq);
      });
    await expect.poll(keptSeq).toBeGreaterThan(5);

    watch.expect(LOST);
    await server.stop('SIGKILL');
    cutOff(server.databaseFile, 3);
    await server.start();
    await page.goto('/chat');
    await expect(warning(page)).toContainText('Your audit log was changed.');
    await expect(warning(page).getByRole('alert')).toContainText('its end was cut off');
    await warning(page).getByText('What this means and what to do').click();
    await expect(warning(page).getByRole('listitem')).toHaveCount(3);
    await inBothThemes(page, 'warning');
    const evidence = await savedBy(page, () =>
      warning(page).getByRole('button', { name: 'Save the evidence' }).click(),
    );
    expect(JSON.parse(readFileSync(evidence.path, 'utf8'))).toMatchObject({
      kind: 'cut',
      kept: { hash: expect.any(String) },
    });

    await page.reload();
    await expect(warning(page)).toBeVisible();
    await goTo(page, 'Audit');
    await expect(await checkChain(page)).toContainText('The chain is broken.');

    await warning(page).getByText('What this means and what to do').click();
    await warning(page).getByRole('button', { name: 'Put this warning away' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Put it away' }).click();
    await expect(warning(page)).toHaveCount(0);
    await page.reload();
    await expect(await checkChain(page)).toContainText('The chain is whole');
    await expect(warning(page)).toHaveCount(0);
  },
);
