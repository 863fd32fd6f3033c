/** @needs chromium */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { freePort } from '../support/free-port.js';
import { CallbackEndpoint, refuse } from '../sandbox/callback-endpoint.js';
import { until } from '../support/until.js';
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

  it('shows the QR code on a desktop and not on a phone, whose filled button is Pay.', async () => {
    const port = await freePort();
    const local = `http://127.0.0.1:${port}`;
    const baseUrl = `http://192.0.2.7:${port}`;
    const reachable = await NewPaySandbox.start({ port, baseUrl });
    const { payUrl } = await new RawMerchant({ ...reachable.credentials, baseUrl: local }).order();
    const url = String(payUrl).replace(baseUrl, local);
    const code = ({ page }: OpenPage) =>
      page.getByRole('img', { name: 'QR code of the link to this page' }).isVisible();
    const [desktop, phone] = await Promise.all(
      WIDTHS.map((width) => openPage(browser, url, { width })),
    );
    const sideways = await openPage(browser, url, { width: 844, isMobile: true, hasTouch: true });

    expect(await Promise.all([desktop!, phone!, sideways].map(code))).toEqual([true, false, false]);
    const filled = await phone!.page.evaluate<string[]>(
      `Array.from(document.querySelectorAll('button, a'))
        .filter((each) => getComputedStyle(each).backgroundColor !== 'rgba(0, 0, 0, 0)')
        .map((each) => each.textContent)`,
    );
    expect(filled).toEqual(['Pay']);
    await expectAccessible(desktop!, 'cashier-code');
    await expectAccessible(sideways, 'cashier-sideways');
    await reachable.stop();
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

  it('shows the orders before the switches on a phone, and a link to the switches.', async () => {
    await order();
    const { page } = await openConsole({ width: 390 });
    const top = async (testId: string) =>
      (await page.getByTestId(testId).first().boundingBox())?.y ?? 0;

    expect(await top('console-order')).toBeLessThan(await top('console-faults'));
    expect(await page.getByRole('link', { name: 'Faults for all orders' }).isVisible()).toBe(true);
  });

  it.each(['light', 'dark'] as const)(
    'has buttons whose borders have a contrast of 3:1, %s.',
    async (colorScheme) => {
      await order();
      const { page } = await openConsole({ colorScheme });
      const colors = await page.evaluate<[border: string, ground: string][]>(
        `Array.from(document.querySelectorAll('button'), (button) => {
          let ground = button;
          while (getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') {
            ground = ground.parentElement;
          }
          return [getComputedStyle(button).borderTopColor, getComputedStyle(ground).backgroundColor];
        })`,
      );

      expect(colors.length).toBeGreaterThan(12);
      expect(colors.filter(([border, ground]) => contrastOf(border, ground) < 3)).toEqual([]);
    },
  );

  it('pays, resends and refunds with its buttons, and shows refused requests.', async () => {
    const { orderNo } = await order();
    await merchant.post({ ...merchant.parameters(), sign: 'AAAA' });
    const console = await openConsole();
    const card = cardOf(console, orderNo);

    await card.getByTestId('pay').click();
    await card.getByTestId('resend').click();
    await until(() => sandbox.deliveries(orderNo).length === 2);
    await card.getByTestId('refund').click();

    await card.getByTestId('console-refund').getByText('refunded').waitFor();
    await console.page.getByTestId('console-refused').getByText('INVALID_SIGNATURE').waitFor();
    expect(console.problems).toEqual([]);
  });
});

/** The contrast of two colours as CSS prints them (WCAG 2). */
function contrastOf(...colors: readonly [string, string]): number {
  const [dark = 0, light = 0] = colors.map(luminanceOf).toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
