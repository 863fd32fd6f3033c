import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import axe, { type AxeResults } from 'axe-core';
import type { OpenPage } from './browser.js';

/** The folder of the screenshots, with a slash at the end. */
export const SCREENSHOTS = fileURLToPath(new URL('screenshots/', import.meta.url));

/** Expects no console errors, no horizontal overflow, and no accessibility violations (axe). */
export async function expectAccessible({ page, problems }: OpenPage, name: string): Promise<void> {
  await page.screenshot({ path: `${SCREENSHOTS}${name}.png`, fullPage: true });
  expect(problems).toEqual([]);
  const overflow = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(overflow).toBe(0);
  // Evaluated, not added as a script element: the content security policy forbids that.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  const found = violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
  expect(found).toEqual([]);
}
