import type { Page } from '@playwright/test';
import { cardOf, expect, LARGE, openAsDemo, say } from './fixtures.js';

type Visit = { name: string; open: (page: Page) => Promise<void> };

const at = (name: string, path: string, heading: string): Visit => ({
  name,
  open: async (page) => {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await settled(page);
  },
});

/** Nothing is being read any more and no part moves. */
const settled = async (page: Page): Promise<void> => {
  await expect(page.getByText(/^Loading/)).toHaveCount(0);
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))),
  );
};

/** Every page of the app, with a payment that waits; the first visit must come first. */
export const visits: Visit[] = [
  {
    name: 'sign-in',
    open: async (page) => {
      await page.goto('/');
      await expect(page.getByRole('button', { name: 'Try the demo' })).toBeVisible();
    },
  },
  { name: 'welcome', open: openAsDemo },
  {
    name: 'chat with a card',
    open: async (page) => {
      await say(page, LARGE);
      await expect(cardOf(page).getByRole('button', { name: 'Approve', exact: true })).toBeEnabled();
      await settled(page);
    },
  },
  at('inbox', '/approvals', 'Approvals'),
  {
    name: 'approval',
    open: async (page) => {
      const { approvals } = await ask<{ approvals: { nodes: { id: string }[] } }>(
        page,
        '{ approvals(status: PENDING, first: 1) { nodes { id } } }',
      );
      await page.goto(`/approvals/${approvals.nodes[0]!.id}`);
      await expect(cardOf(page).getByRole('button', { name: 'Approve', exact: true })).toBeEnabled();
    },
  },
  at('accounts', '/accounts', 'Accounts'),
  {
    name: 'account',
    open: async (page) => {
      await page.getByRole('link', { name: /^Main LOCAL test money/ }).click();
      await expect(page.getByText('Account created')).toBeVisible();
      await settled(page);
    },
  },
  at('policy', '/policy', 'Policy'),
  at('audit', '/audit', 'Audit log'),
  at('settings', '/settings', 'Settings'),
  at('not found', '/no/such/page', 'There is nothing here'),
];

/** Asks the API with the session of the page. */
const ask = async <Data>(page: Page, query: string): Promise<Data> => {
  const answer = await page.request.post('/graphql', { data: { query } });
  return ((await answer.json()) as { data: Data }).data;
};
