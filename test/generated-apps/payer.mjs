/** A payer in Chromium. */
import { chromium } from 'playwright-core';

/** Opens the cashier, presses Pay, and is sent back to a page of the shop. */
export async function pay(payUrl, returnUrl) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH,
    // Without Chromium's own sandbox, which most containers do not allow.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(payUrl);
    await page.getByText('50,000 LAK').waitFor();
    await page.getByRole('button', { name: 'Pay', exact: true }).click();
    await page.waitForURL(returnUrl);
  } finally {
    await browser.close();
  }
}
