import { cardOf, expect, LARGE, LOST, openAsDemo, outcomeOf, say, test } from './fixtures.js';
import { testAlone } from './own-server.js';

testAlone(
  'a lost connection is said, nothing can be decided meanwhile, and it comes back by itself',
  async ({ page, server, watch }) => {
    await openAsDemo(page);
    await say(page, LARGE);
    const approve = cardOf(page).getByRole('button', { name: 'Approve', exact: true });
    await expect(approve).toBeEnabled();

    watch.expect(LOST);
    await server.stop('SIGKILL');
    await expect(page.getByText(/^Connection lost/)).toBeVisible();
    await expect(approve).toBeDisabled();
    await expect(cardOf(page).getByRole('button', { name: 'Reject' })).toBeDisabled();
    await expect(cardOf(page)).toContainText('The connection is lost. You can decide when it is back.');
    await expect(cardOf(page), 'reading goes on').toContainText('1,200.0000000 USDC');

    await server.start();
    await expect(page.getByText(/^Connection lost/)).toBeHidden();
    await approve.click();
    await expect(outcomeOf(cardOf(page))).toContainText(/Confirmed in ledger \d+/);
  },
);

test('a socket that is open and silent counts as lost', async ({ page }) => {
  let silent = false;
  await page.routeWebSocket(/\/graphql$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => silent || server.send(message));
    server.onMessage((message) => silent || socket.send(message));
  });
  await openAsDemo(page);
  await expect(page.getByText(/^Connection lost/)).toBeHidden();
  silent = true;
  await expect(page.getByText(/^Connection lost/)).toBeVisible({ timeout: 40_000 });
  silent = false;
  await expect(page.getByText(/^Connection lost/)).toBeHidden({ timeout: 60_000 });
});
