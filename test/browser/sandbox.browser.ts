/** @needs chromium */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { CallbackEndpoint, refuse } from '../sandbox/callback-endpoint.js';
import { RawMerchant } from '../sandbox/raw-merchant.js';
import { launch, openPage, VIEWS, WIDTHS, type OpenPage } from './browser.js';
import { expectAccessible } from './accessibility.js';

let browser: Browser;
let endpoint: CallbackEndpoint;
let sandbox: NewPaySandbox;
let merchant: RawMerchant;

beforeAll(async () => {
  browser = await launch();
  endpoint = await CallbackEndpoint.start();
});

afterAll(async () => {
  await browser.close();
  await endpoint.stop();
});

beforeAll(async () => {
  sandbox = await NewPaySandbox.start({ retryDelays: [300_000] });
  merchant = new RawMerchant(sandbox.credentials, endpoint.url);
});

afterAll(() => sandbox.stop());

afterEach(async () => {
  sandbox.clearFaults();
  await Promise.all(browser.contexts().map((context) => context.close()));
});

/** Creates an order whose pages are the sandbox's own: the browser needs no shop. */
async function order(changes: Record<string, unknown> = {}): Promise<Record<string, any>> {
  const { baseUrl } = sandbox.credentials;
  return merchant.order({ successPageUrl: `${baseUrl}/?paid`, cancelPageUrl: baseUrl, ...changes });
}

async function openConsole(options: Parameters<typeof openPage>[2] = {}): Promise<OpenPage> {
  return openPage(browser, sandbox.credentials.baseUrl, options);
}

function cardOf({ page }: OpenPage, orderNo: string) {
  return page.getByTestId('console-order').filter({ hasText: orderNo });
}

describe('The cashier page', () => {
  it.each(VIEWS)(
    'is accessible and does not overflow at $width px, $colorScheme.',
    async ({ width, colorScheme }) => {
      const { payUrl, orderNo } = await order({
        orderAmt: '1250000',
        subject: 'Coffee beans, 1 kg',
      });
      const cashier = await openPage(browser, payUrl, { width, colorScheme });
      await expectAccessible(cashier, `cashier-${width}-${colorScheme}`);

      await sandbox.pay(orderNo);
      await cashier.page.reload();

      await expectAccessible(cashier, `cashier-paid-${width}-${colorScheme}`);
    },
  );

  it('shows the QR code on a desktop, and the link to the app on a phone.', async () => {
    const { payUrl } = await order();
    const [desktop, phone] = await Promise.all(
      WIDTHS.map((width) => openPage(browser, payUrl, { width })),
    );

    const shownOn = async ({ page }: OpenPage) => [
      await page.getByRole('img', { name: 'QR code of the link to this payment' }).isVisible(),
      await page.getByRole('link', { name: 'Open the NewPay app' }).isVisible(),
    ];

    expect(await shownOn(desktop!)).toEqual([true, false]);
    expect(await shownOn(phone!)).toEqual([false, true]);
  });

  it('shows the link on a phone in landscape.', async () => {
    const { payUrl } = await order();
    const sideways = { width: 844, isMobile: true, hasTouch: true };
    const cashier = await openPage(browser, payUrl, sideways);

    expect(await cashier.page.getByRole('link', { name: 'Open the NewPay app' }).isVisible()).toBe(
      true,
    );
    await expectAccessible(cashier, 'cashier-sideways');
  });

  it('can be used with the keyboard alone.', async () => {
    const { payUrl, orderNo } = await order();
    const { page } = await openPage(browser, payUrl);

    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await page.waitForURL('**/?paid');
    expect(sandbox.deliveries(orderNo)).toMatchObject([{ acknowledged: true }]);
  });
});

describe('The console', () => {
  it.each(VIEWS)(
    'is accessible and does not overflow at $width px, $colorScheme.',
    async ({ width, colorScheme }) => {
      const { orderNo } = await order({
        orderNo: `SHOP-${width}-${colorScheme}-${'0'.repeat(40)}`,
      });
      endpoint.next.push(refuse);
      await sandbox.pay(orderNo);
      await merchant.refund({ orderNo });
      sandbox.inject('withhold');
      sandbox.inject('old-key', { orderNo });
      const console = await openConsole({ width, colorScheme });
      await expectAccessible(console, `console-${width}-${colorScheme}`);

      const card = cardOf(console, orderNo);
      await card.locator('summary').first().click();
      await card.getByText('Faults of this order').click();

      await expectAccessible(console, `console-open-${width}-${colorScheme}`);
    },
  );

  it('updates itself, and keeps details open and the focus where it was.', async () => {
    const { orderNo } = await order();
    const console = await openConsole();
    const card = cardOf(console, orderNo);
    await card.getByText('Faults of this order').click();
    await card.getByTestId('fault-tamper').focus();
    endpoint.next.push(refuse);

    await sandbox.pay(orderNo);

    await card.getByText('not acknowledged').waitFor();
    await card.getByText(/^Next delivery in 4 min \d+ s$/).waitFor();
    expect(await card.getByTestId('fault-tamper').isVisible()).toBe(true);
    const focused = await console.page.evaluate<string>('document.activeElement.dataset.testid');
    expect(focused).toBe('fault-tamper');
    expect(console.problems).toEqual([]);
  });

  it.each([true, false])(
    'has switches for faults that work with scripts enabled: %s.',
    async (javaScriptEnabled) => {
      const { orderNo } = await order();
      const console = await openConsole({ javaScriptEnabled });
      const everyone = console.page.getByTestId('console-faults');
      const pressed = (fault: string) =>
        everyone.locator(`[data-testid="fault-${fault}"][aria-pressed="true"]`);

      await everyone.getByTestId('fault-http-500').click();
      await pressed('http-500').waitFor();
      const card = cardOf(console, orderNo);
      await card.getByText('Faults of this order').click();
      await card.getByTestId('fault-withhold').click();
      await card.getByText('Faults of this order: withhold').waitFor();

      expect(sandbox.faults).toMatchObject([{ fault: 'http-500' }, { fault: 'withhold', orderNo }]);
      await everyone.getByTestId('fault-http-500').click();
      await pressed('http-500').waitFor({ state: 'detached' });
      expect(sandbox.faults).toMatchObject([{ fault: 'withhold', orderNo }]);
      await everyone.getByTestId('clear-faults').click();
      await card.getByText('Faults of this order: none').waitFor();
      expect(sandbox.faults).toEqual([]);
    },
  );
});
