import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import axe, { type AxeResults } from 'axe-core';
import type { OpenPage } from './browser.js';

/** The folder of what was seen, ending in a slash. */
export const SCREENSHOTS = fileURLToPath(new URL('screenshots/', import.meta.url));

/** That a page is one for everybody: nothing failed, nothing overflows, axe has nothing to say. */
export async function expectSound({ page, problems }: OpenPage, name: string): Promise<void> {
  await page.screenshot({ path: `${SCREENSHOTS}${name}.png`, fullPage: true });
  expect(problems).toEqual([]);
  const overflow = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(overflow).toBe(0);
  // Evaluated, not added as an element: the pages' own policy lets no foreign script in.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  const found = violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
  expect(found).toEqual([]);
}
