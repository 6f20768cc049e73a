import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];

const violationsOf = async (page: Page): Promise<string[]> => {
  // Without frames the page itself can sum up what was found; otherwise a blank page is opened for that each time.
  expect(page.frames(), 'frames of the page').toHaveLength(1);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(TAGS).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
};

/** Fails, softly, for whatever a person with another eye or hand would stumble over. */
export const inBothThemes = async (page: Page, name: string): Promise<void> => {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft(await violationsOf(page), `${name}, ${colorScheme}`).toEqual([]);
  }
};

/** What is wider than the window, and a document that scrolls under the frame of the app. */
export const overflow = ({ width }: { width: number }): string[] => {
  const wide = [document.documentElement, ...document.querySelectorAll('main, main [role=log]')];
  const found = wide.filter((element) => element.scrollWidth > Math.min(width, element.clientWidth));
  const frame = document.querySelector('main#main') ? document.documentElement : null;
  if (frame && frame.scrollHeight > frame.clientHeight) found.push(frame);
  return found.map((element) => `${element.tagName} ${element.scrollWidth} x ${element.scrollHeight}`);
};
