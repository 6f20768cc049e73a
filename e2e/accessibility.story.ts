import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { cardOf, DECIDED, expect, test } from './fixtures.js';
import { visits } from './pages.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

const violationsOf = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
};

const inBothThemes = async (page: Page, name: string): Promise<void> => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft(await violationsOf(page), `${name}, ${colorScheme}`).toEqual([]);
  }
};

/** What is wider than the window, and a document that scrolls under the frame of the app. */
const overflow = ({ width }: { width: number }): string[] => {
  const wide = [document.documentElement, ...document.querySelectorAll('main, main [role=log]')];
  const found = wide.filter((element) => element.scrollWidth > Math.min(width, element.clientWidth));
  const frame = document.querySelector('main#main') ? document.documentElement : null;
  if (frame && frame.scrollHeight > frame.clientHeight) found.push(frame);
  return found.map((element) => `${element.tagName} ${element.scrollWidth} x ${element.scrollHeight}`);
};

test('every page can be used by everybody, in both themes, and none scrolls sideways', async ({ page }) => {
  test.setTimeout(400_000);
  for (const { name, open } of visits) {
    await test.step(name, async () => {
      await open(page);
      await inBothThemes(page, name);
      expect.soft(await page.evaluate(overflow, page.viewportSize()!), name).toEqual([]);
    });
  }
  await test.step('the form of a rejection, and a card that is decided', async () => {
    await page.goto('/approvals');
    await cardOf(page).getByRole('button', { name: 'Reject' }).click();
    await inBothThemes(page, 'reject form');
    await cardOf(page).getByRole('button', { name: 'Reject payment' }).click();
    await page.getByRole('button', { name: 'Rejected' }).click();
    await page.getByRole('link', { name: DECIDED }).click();
    await expect(cardOf(page)).toHaveAttribute('data-state', 'rejected');
    await inBothThemes(page, 'rejected');
  });
});
