import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** The viewports that pages are looked at in: a desktop's and a phone's. */
export const WIDTHS = [1280, 390] as const;

const SCHEMES = ['light', 'dark'] as const;

/** Every way in which a page is looked at. */
export const SIGHTS = WIDTHS.flatMap((width) =>
  SCHEMES.map((colorScheme) => ({ width, colorScheme })),
);

/** A page of a browser, and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  readonly problems: readonly string[];
}

/** Starts Chromium: the one at `CHROMIUM_PATH`, or the system's. */
export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    // Without its own sandbox, which a container mostly does not let it have.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

/** Opens an address in a browser profile of its own. */
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
