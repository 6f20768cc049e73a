import { cardOf, expect, goTo, LARGE, LOST, openAsDemo, outcomeOf, SMALL, say } from './fixtures.js';
import { testAlone, testWithModel } from './own-server.js';

testAlone(
  'after Ctrl+C and a new start everything is there, and a pending approval can still be given',
  async ({ page, server, watch }) => {
    await openAsDemo(page);
    await say(page, SMALL);
    await expect(page.getByText('It is confirmed on the network')).toBeVisible();
    await say(page, LARGE);
    await expect(cardOf(page)).toHaveAttribute('data-state', 'pending');

    watch.expect(LOST);
    expect(await server.stop('SIGINT')).toBe(0);
    await expect(page.getByText(/^Connection lost/)).toBeVisible();
    await server.start();
    await expect(page.getByText(/^Connection lost/)).toBeHidden();
    await expect(cardOf(page)).toHaveAttribute('data-state', 'pending');

    expect(await server.stop('SIGKILL')).toBe('SIGKILL');
    await server.start();
    await page.reload();
    await expect(page.getByText('It is confirmed on the network')).toBeVisible();
    await expect(page.getByText('The agent waits for your decision.')).toBeVisible();
    await goTo(page, 'Accounts');
    await expect(page.getByRole('link', { name: /^Main LOCAL test money/ })).toContainText('10,000.00 USDC');
    await goTo(page, 'Approvals');
    await cardOf(page).getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(page.getByText('Nothing waits for you')).toBeVisible();
    await goTo(page, 'Chat');
    await page.getByRole('link', { name: SMALL }).click();
    await expect(outcomeOf(cardOf(page))).toContainText(/Confirmed in ledger \d+/);
    await expect(page.getByText(/Done: Send 1,?200 USDC to Acme Supplies/)).toBeVisible();
    await goTo(page, 'Audit');
    await page.getByRole('button', { name: 'Check the chain' }).click();
    await expect(page.getByRole('region', { name: 'Chain' })).toContainText('The chain is whole');
  },
);

testWithModel(
  'a run that was under way goes on, whether the server was stopped or killed',
  async ({ page, server, watch, model }) => {
    watch.expect(LOST);
    await openAsDemo(page);
    await say(page, 'What do I own?');
    await expect.poll(() => model.questions).toBe(1);
    await expect(page.getByText('Thinking…')).toBeVisible();

    expect(await server.stop('SIGINT')).toBe(0);
    await server.start();
    await expect.poll(() => model.questions, { timeout: 30_000 }).toBe(2);
    model.end('accounts');
    await expect.poll(() => model.questions).toBe(3);
    await expect(page.getByRole('log').getByText('Accounts', { exact: true })).toBeVisible();

    await server.stop('SIGKILL');
    await server.start();
    await page.reload();
    await expect.poll(() => model.questions, { timeout: 60_000 }).toBe(4);
    await expect(page.getByText('Thinking…')).toBeVisible();
    model.say('You own test money.');
    model.end();
    await expect(page.getByText('You own test money.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Worked through 1 step' })).toBeVisible();
    await page.reload();
    await expect(page.getByText('You own test money.')).toHaveCount(1);
    expect(model.questions).toBe(4);
  },
);
