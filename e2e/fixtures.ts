import { test as base, expect, type Locator, type Page, type TestInfo } from '@playwright/test';
import { Passkeys } from './passkeys.js';
import { type RunningServer, Server } from './server.js';
import { Watch } from './watch.js';

export { expect } from '@playwright/test';

type Fixtures = { server: RunningServer; watch: Watch; passkeys: Passkeys };

/** What the server wrote goes into the report of a story that failed. */
export const useReported = async <Given extends RunningServer>(
  server: Given,
  use: (server: Given) => Promise<void>,
  testInfo: TestInfo,
): Promise<void> => {
  await use(server);
  if (testInfo.status !== testInfo.expectedStatus)
    await testInfo.attach('server', { body: server.output(), contentType: 'text/plain' });
};

/**
 * Stories share a server, and each has a person and a browser of its own, so it sees nothing of another. It fails if a page
 * complains in its console or talks to another host.
 */
export const test = base.extend<Fixtures, { shared: Server }>({
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads what a fixture needs from this pattern.
  shared: [({}, use) => Server.lend({}, use), { scope: 'worker' }],
  server: async ({ shared }, use, testInfo) => {
    const before = shared.output().length;
    await useReported({ url: shared.url, output: () => shared.output().slice(before) }, use, testInfo);
  },
  baseURL: ({ server }, use) => use(server.url),
  watch: [
    async ({ server, context }, use) => {
      const watch = new Watch(server.url);
      context.on('page', (page) => watch.on(page));
      await use(watch);
      watch.verify();
    },
    { auto: true },
  ],
  passkeys: async ({ page }, use) => use(await Passkeys.on(page)),
});

export const openAsDemo = async (page: Page): Promise<void> => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Try the demo' }).click();
  await page.getByRole('heading', { name: 'What should the agent do?' }).waitFor();
};

/** Registers with a passkey; gives the recovery codes. The story must have a device for it. */
export const register = async (page: Page): Promise<string[]> => {
  await page.goto('/');
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
  await page.getByRole('button', { name: 'Create a passkey' }).click();
  await expect(page.getByRole('heading', { name: 'Save your recovery codes' })).toBeVisible();
  const codes = await saveCodes(page);
  await expect(page.getByRole('heading', { name: 'What should the agent do?' })).toBeVisible();
  return codes;
};

/** Takes down the codes on the page by typing one back, as somebody with a pencil does; gives them. */
export const saveCodes = async (page: Page): Promise<string[]> => {
  const shown = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(shown).toHaveCount(8);
  const codes = await shown.allTextContents();
  const saved = page.getByRole('button', { name: 'I saved my codes' });
  await expect(saved).toBeDisabled();
  await page.getByRole('textbox', { name: 'Or write them down and type one of them' }).fill(codes[4]!.toUpperCase());
  await saved.click();
  return codes;
};

export const say = async (page: Page, text: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
};

export const SMALL = 'send 25 XLM to Coffee Corner';
export const LARGE = 'pay Acme Supplies 1,200 USDC for invoice INV-2291';

/** The line of that payment in the list of those decided. */
export const DECIDED = /^Send 1,?200 USDC to Acme Supplies/;

/** The card of the question about so much; its headline is decoded from the transaction. */
export const cardOf = (page: Page, headline = /^Send 1,?200 USDC to Acme Supplies/): Locator =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name: headline }) });

/** How it ended, as the card tells it. */
export const outcomeOf = (card: Locator): Locator => card.getByRole('region', { name: 'Outcome' });

type Place = 'Chat' | 'Approvals' | 'Accounts' | 'Policy' | 'Audit' | 'Settings';

/** By the navigation, as a person would; a page that is loaded anew could hide a link that is broken. */
export const goTo = (page: Page, name: Place): Promise<void> =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).filter({ visible: true }).click();

/** What a browser writes in its console while the server is away. */
export const LOST = /WebSocket connection|net::ERR_|Failed to load resource/;
