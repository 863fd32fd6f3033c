import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import axe, { type AxeResults } from 'axe-core';
import type { OpenPage } from './browser.js';

/** The folder of the screenshots, with a slash at the end. */
export const SCREENSHOTS = fileURLToPath(new URL('screenshots/', import.meta.url));

/** Runs in the browser: the controls with too little contrast. */
const FAINT_CONTROLS = readFileSync(new URL('faint-controls.js', import.meta.url), 'utf8');

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

/** Expects controls that can be told from what is around them (WCAG 1.4.11). axe does not check that. */
export async function expectVisibleControls({ page }: OpenPage): Promise<void> {
  expect(await page.evaluate(FAINT_CONTROLS)).toEqual([]);
}
