/** @needs chromium */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { NewPaySandbox, type NewPaySandboxCallbackFault } from '../../lib/sandbox/index.js';
import { OrdersRepository } from '../../sample/02-shop/src/orders/orders.repository.js';
import { openShop, type OpenShop } from '../sample/02-shop/open-shop.js';
import { passTime } from '../sample/02-shop/pass-time.js';
import { inMemory, type TestDatabase } from '../sample/02-shop/test-databases.js';
import { launch, openPage, VIEWS, WIDTHS, type OpenPage } from './browser.js';
import { expectAccessible as expectNoViolations, expectVisibleControls } from './accessibility.js';

let browser: Browser;
let database: TestDatabase;
let shop: OpenShop;
let sandbox: NewPaySandbox;

beforeAll(async () => {
  [browser, database] = await Promise.all([launch(), inMemory()]);
}, 120_000);

beforeEach(async () => {
  shop = await openShop(database);
  sandbox = shop.app.get(NewPaySandbox);
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await shop.close();
  await database.clear();
});

afterAll(async () => {
  await Promise.all([browser.close(), database.drop()]);
});

type Options = Parameters<typeof openPage>[2];

/** Buys the first product; the browser ends at the cashier page. */
async function buy(options: Options = {}): Promise<OpenPage & { orderNo: string }> {
  const opened = await openPage(browser, shop.url, options);
  await opened.page.getByTestId('buy').first().click();
  await opened.page.waitForURL(/\/cashier\//);
  return { ...opened, orderNo: await shop.newestOrderNo() };
}

async function expectAccessible(opened: OpenPage, name: string): Promise<void> {
  await expectNoViolations(opened, name);
  await expectVisibleControls(opened);
}

/** Opens the clerk's page of an order, and refunds it. */
async function refund(orderNo: string, options: Options = {}): Promise<OpenPage> {
  const opened = await openPage(browser, `${shop.url}/clerk/orders/${orderNo}`, options);
  await opened.page.getByTestId('refund').click();
  await opened.page.getByTestId('confirm-refund').click();
  return opened;
}

/** Waits until the open page shows a status, without a reload. */
async function expectState(page: Page, status: string): Promise<void> {
  await page.getByTestId('order-status').filter({ hasText: status }).waitFor();
}

describe.each(WIDTHS)('At %d px, a buyer', (width) => {
  it.each([
    ['pay', 'paid'],
    ['fail', 'failed'],
    ['cancel', 'pending'],
  ])('presses "%s" on the cashier page, and the order is %s.', async (button, status) => {
    const { page, problems, orderNo } = await buy({ width });

    await page.getByTestId(button).click();

    await page.waitForURL(`${shop.url}/orders/${orderNo}**`);
    await expectState(page, status);
    expect(problems).toEqual([]);
  });

  it('can order again after a failed payment, and is told that it is a new order.', async () => {
    const { page, orderNo } = await buy({ width });
    await page.getByTestId('fail').click();
    await page.getByText('That makes a new order with a new number.').waitFor();
    await page.getByRole('button', { name: 'Order again' }).click();
    await page.getByTestId('pay').click();

    await expectState(page, 'paid');

    expect(page.url()).not.toContain(orderNo);
    expect(await shop.statusOf(orderNo)).toBe('failed');
  });

  it('sees the open order page change to paid, and to refunded after the refund.', async () => {
    const { page, problems, orderNo } = await buy({ width });
    await page.goto(`${shop.url}/orders/${orderNo}`);
    await expectState(page, 'pending');

    await sandbox.pay(orderNo);
    await expectState(page, 'paid');
    const { page: clerk } = await refund(orderNo, { width });
    await expectState(clerk, 'refunded');
    await expectState(page, 'refunded');
    await page.getByText('Paid', { exact: true }).waitFor();

    expect(problems).toEqual([]);
  });

  it('makes one order with three clicks while NewPay is slow, and reads where the browser is going.', async () => {
    sandbox.inject('answer-late', { endpoint: 'createOrder', ms: 2_000 });
    const { page } = await openPage(browser, shop.url, { width });

    // In the page: Playwright would wait for the way to the cashier after the first click.
    const button = await page.evaluate<unknown[]>(`(async () => {
      const button = document.querySelector('[data-testid="buy"]');
      for (let click = 0; click < 3; click += 1) {
        button.click();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return [button.textContent, button.disabled];
    })()`);

    expect(button).toEqual(['Going to NewPay…', true]);
    await page.waitForURL(/\/cashier\//);
    expect(await shop.app.get(OrdersRepository).list()).toHaveLength(1);
  });

  it('can buy another product after the way back.', async () => {
    const { page } = await buy({ width });

    await page.goBack();
    await page.getByTestId('buy').first().click();

    await page.waitForURL(/\/cashier\//);
    expect(await shop.app.get(OrdersRepository).list()).toHaveLength(2);
  });
});

describe('With a fault that was switched on in the console', () => {
  async function switchOn(fault: string): Promise<void> {
    const { page } = await openPage(browser, sandbox.credentials.baseUrl);
    const everyone = page.getByTestId('console-faults');
    await everyone.getByTestId(`fault-${fault}`).click();
    await everyone.locator(`[data-testid="fault-${fault}"][aria-pressed="true"]`).waitFor();
  }

  async function payWith(fault: NewPaySandboxCallbackFault): Promise<Page> {
    await switchOn(fault);
    const { page } = await buy();
    await page.getByTestId('pay').click();
    await page.waitForURL(/\/orders\//);
    return page;
  }

  it.each(['repeat', 'duplicate', 'delay', 'out-of-order'] as const)(
    '%s: the order is paid all the same.',
    async (fault) => {
      const page = await payWith(fault);

      await expectState(page, 'paid');

      await page.reload();
      await expectState(page, 'paid');
    },
  );

  it.each(['withhold', 'tamper', 'old-key'] as const)(
    '%s: no callback is acknowledged, and the page asks NewPay when the buyer comes back.',
    async (fault) => {
      const page = await payWith(fault);

      await expectState(page, 'paid');
    },
  );

  it('withhold, and NewPay is out of reach: the page has no button to pay again, and becomes paid later.', async () => {
    sandbox.inject('http-500', { endpoint: 'queryOrder' });
    const page = await payWith('withhold');
    await page.getByText('We are checking your payment.').waitFor();
    expect(await page.getByText('Continue to the cashier').count()).toBe(0);

    sandbox.clearFaults();
    await passTime(database, '20 min');

    await expectState(page, 'paid');
  });

  it.each(['drop', 'http-500', 'not-json', 'wrong-signature'])(
    '%s: the buyer is asked not to pay again, and the order is pending.',
    async (fault) => {
      await switchOn(fault);
      const { page } = await openPage(browser, shop.url);
      await page.getByTestId('buy').first().click();

      await page.getByText('please do not pay again').waitFor();
      await expectState(page, 'pending');
      expect(page.url()).toContain(`/orders/${await shop.newestOrderNo()}`);
    },
  );

  it('answer-late: the order is paid after the delay.', async () => {
    await switchOn('answer-late');
    const { page } = await buy();

    await page.getByTestId('pay').click();

    await expectState(page, 'paid');
  });
});

describe.each(VIEWS)('At $width px, $colorScheme,', ({ width, colorScheme }) => {
  const name = (page: string) => `shop-${page}-${width}-${colorScheme}`;
  const view = { width, colorScheme };

  it('the products page is accessible and does not overflow.', async () => {
    await expectAccessible(await openPage(browser, shop.url, view), name('products'));
  });

  it('the order page is accessible and does not overflow in every status.', async () => {
    const opened = await buy(view);
    const { page, orderNo } = opened;

    await page.getByTestId('cancel').click();
    await page.waitForURL(/\?back=cancel$/);
    await expectAccessible(opened, name('order-pending'));
    await page.goto(page.url().replace('cancel', 'success'));
    await expectAccessible(opened, name('order-checking'));

    await sandbox.pay(orderNo);
    await expectState(page, 'paid');
    await expectAccessible(opened, name('order-paid'));
  });

  it("the clerk's page of an order is accessible and does not overflow, from the payment to the refund.", async () => {
    const opened = await buy(view);
    const { page, orderNo } = opened;
    await sandbox.pay(orderNo);
    sandbox.holdRefunds();
    const clerk = await openPage(browser, `${shop.url}/clerk/orders/${orderNo}`, view);
    await expectAccessible(clerk, name('clerk-paid'));
    await clerk.page.getByTestId('refund').click();
    await expectAccessible(clerk, name('clerk-question'));
    await clerk.page.getByTestId('confirm-refund').click();
    await expectState(clerk.page, 'refunding');
    await page.goto(`${shop.url}/orders/${orderNo}`);

    const order = await shop.app.get(OrdersRepository).get(orderNo);
    await sandbox.settleRefund(order.refundOrderNo ?? '', 'refunded');
    await expectState(page, 'refunded');
    await expectState(clerk.page, 'refunded');
    await expectAccessible(clerk, name('clerk-refunded'));
    await expectAccessible(opened, name('order-refunded'));
  });

  it('the list of the clerk is accessible and does not overflow, empty and filled.', async () => {
    const opened = await openPage(browser, `${shop.url}/clerk`, view);
    await expectAccessible(opened, name('orders-empty'));
    const { orderNo: failed } = await buy();
    await sandbox.fail(failed, 'Balance too low');
    await shop.expectStatus(failed, 'failed');
    const { orderNo: paid } = await buy();
    await sandbox.pay(paid);
    await shop.expectStatus(paid, 'paid');
    await buy();

    await opened.page.reload();
    await expectAccessible(opened, name('orders'));
    await opened.page.goto(`${shop.url}/orders/${failed}`);
    await expectAccessible(opened, name('order-failed'));
  });

  it('a page that does not exist is answered 404, with an accessible page.', async () => {
    const opened = await openPage(browser, shop.url, view);
    const answer = await opened.page.goto(`${shop.url}/nothing`);

    expect(answer?.status()).toBe(404);
    // Chromium itself reports the 404 of a page as an error of the console.
    await expectAccessible({ ...opened, problems: [] }, name('error'));
  });

  it('the OpenAPI page shows the routes without console errors.', async () => {
    const { page, problems } = await openPage(browser, `${shop.url}/api`, view);

    await page.getByText('/api/orders/{orderNo}').waitFor();

    expect(problems).toEqual([]);
  });
});
