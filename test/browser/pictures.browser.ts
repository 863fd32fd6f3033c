/** @needs chromium */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { openShop, type OpenShop } from '../sample/02-shop/open-shop.js';
import { inMemory, type TestDatabase } from '../sample/02-shop/test-databases.js';
import { launch, openPage } from './browser.js';
import { SCREENSHOTS } from './accessibility.js';

let browser: Browser;
let database: TestDatabase;
let shop: OpenShop;
let sandbox: NewPaySandbox;

beforeAll(async () => {
  [browser, database] = await Promise.all([launch(), inMemory()]);
  shop = await openShop(database);
  sandbox = shop.app.get(NewPaySandbox);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await shop.close();
  await database.drop();
});

/** Takes a screenshot of the viewport. `npm run pictures` copies it into docs/. */
async function takePicture(page: Page, name: string): Promise<Buffer> {
  return page.screenshot({ path: `${SCREENSHOTS}picture-${name}.png` });
}

it('The pictures of the documents show the shop, the cashier page and the console.', async () => {
  const { page } = await openPage(browser, shop.url);
  const shopPicture = await takePicture(page, 'shop');

  await page.getByRole('button', { name: 'Buy Silk sinh' }).click();
  await page.waitForURL(/\/cashier\//);
  const cashierPicture = await takePicture(page, 'cashier');

  await page.getByTestId('pay').click();
  await page.getByTestId('order-status').filter({ hasText: 'paid' }).waitFor();
  sandbox.inject('tamper', { times: 1 });
  await page.goto(shop.url);
  await page.getByRole('button', { name: 'Buy Sticky rice basket' }).click();
  await page.getByTestId('pay').click();
  await page.getByTestId('order-status').waitFor();
  sandbox.inject('withhold');

  await page.goto(sandbox.credentials.baseUrl);
  await page.getByTestId('console-delivery').first().click();
  const consolePicture = await takePicture(page, 'console');

  // They are committed, so they must be small.
  for (const picture of [shopPicture, cashierPicture, consolePicture]) {
    expect(picture.length).toBeLessThan(256 * 1024);
  }
});
