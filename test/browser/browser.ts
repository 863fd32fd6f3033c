import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { chromiumPath } from '../support/services.js';

/** The widths of the viewports: a desktop's and a phone's. */
export const WIDTHS = [1280, 390] as const;

const SCHEMES = ['light', 'dark'] as const;

/** Every combination of width and color scheme. */
export const VIEWS = WIDTHS.flatMap((width) =>
  SCHEMES.map((colorScheme) => ({ width, colorScheme })),
);

/** A browser page, and the errors and warnings of its console. */
export interface OpenPage {
  readonly page: Page;
  readonly problems: readonly string[];
}

/** Starts Chromium. A test file that does so says `@needs chromium`. */
export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    // Without Chromium's own sandbox, which most containers do not allow.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

/** Opens a URL in a new browser profile. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1280, ...options }: BrowserContextOptions & { width?: number } = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      problems.push(message.text());
    }
  });
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(url);
  return { page, problems };
}
