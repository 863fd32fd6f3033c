import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { encode } from 'uqr';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { freePort } from '../support/free-port.js';
import { CallbackEndpoint, refuse } from './callback-endpoint.js';
import { RawMerchant } from './raw-merchant.js';

let endpoint: CallbackEndpoint;
let sandbox: NewPaySandbox;
let merchant: RawMerchant;

beforeAll(async () => {
  endpoint = await CallbackEndpoint.start();
  sandbox = await NewPaySandbox.start({ retryDelays: [] });
  merchant = new RawMerchant(sandbox.credentials, endpoint.url);
});

afterAll(async () => {
  await sandbox.stop();
  await endpoint.stop();
});

beforeEach(() => {
  endpoint.received.length = 0;
});

/** Presses a button of a page: finds it as a test of a shop would, and posts its form. */
async function press(payUrl: string, testId: string): Promise<Response> {
  const html = await pageOf(payUrl);
  const form = new RegExp(
    `<form method="post" action="([^"]+)">\\s*<button[^>]* data-testid="${testId}"`,
  ).exec(html);
  return fetch(new URL(form![1]!, payUrl), { method: 'POST', redirect: 'manual' });
}

/** Where the drawing of a page has its dark squares. */
function darkSquaresOf(page: string): string[] {
  return Array.from(page.matchAll(/M(\d+ \d+)h1v1h-1z/g), ([, place = '']) => place);
}

function darkModulesOf(text: string): string[] {
  const { data } = encode(text, { ecc: 'M', border: 4 });
  return data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `${x} ${y}` : [])));
}

async function pageOf(address: string): Promise<string> {
  return (await fetch(address)).text();
}

describe('The cashier page', () => {
  it('shows the order and its three buttons', async () => {
    const { payUrl, newpayOrderNo } = await merchant.order({
      orderNo: 'P1',
      orderAmt: '1250000',
      subject: 'Coffee beans',
      payMethod: 5,
    });

    const response = await fetch(payUrl);

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await response.text();
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('<h1>Coffee beans</h1>');
    expect(html).toContain('<data value="1250000.00">1,250,000 LAK</data>');
    expect(html).toContain('<dd>P1</dd>');
    expect(html).toContain(`<dd>${newpayOrderNo}</dd>`);
    expect(html).toContain(`<dd>${sandbox.credentials.merchantId}</dd>`);
    expect(html).toContain('<dd>WeChat</dd>');
    expect(html.match(/data-testid="\w+"/g)).toEqual([
      'data-testid="pay"',
      'data-testid="fail"',
      'data-testid="cancel"',
    ]);
  });

  it.each([
    [1, 'NewPay opens the NewPay app here.'],
    [3, 'NewPay asks for the Visa card here.'],
    [5, 'NewPay opens WeChat here.'],
    [6, 'NewPay opens the Alipay app here.'],
  ])('says what NewPay does with the payment method %i', async (payMethod, words) => {
    const { payUrl } = await merchant.order({ payMethod, subject: 'Coffee', extra: 'ANDROID' });

    expect(await pageOf(payUrl)).toContain(words);
  });

  it('has no QR code on this machine, whose address no phone can open', async () => {
    const { payUrl } = await merchant.order();

    expect(await pageOf(payUrl)).not.toContain('<svg');
  });

  describe('of a sandbox that phones can open', () => {
    let reachable: NewPaySandbox;
    let baseUrl: string;
    let local: RawMerchant;

    beforeAll(async () => {
      const port = await freePort();
      baseUrl = `http://192.0.2.7:${port}`;
      reachable = await NewPaySandbox.start({ host: '0.0.0.0', port, baseUrl });
      local = new RawMerchant({ ...reachable.credentials, baseUrl: `http://127.0.0.1:${port}` });
    });

    afterAll(() => reachable.stop());

    it('has a QR code of its URL, except for cards', async () => {
      const { payUrl } = await local.order();
      const { payUrl: ofCard } = await local.order({ payMethod: 3 });
      const shown = (url: string) => pageOf(url.replace(baseUrl, local.credentials.baseUrl));

      const html = await shown(payUrl);

      expect(payUrl.startsWith(`${baseUrl}/cashier/`)).toBe(true);
      expect(html).toMatch(
        /<svg[^>]* role="img"[^>]* aria-label="QR code of the link to this page"/,
      );
      expect(darkSquaresOf(html)).toEqual(darkModulesOf(payUrl));
      expect(await shown(ofCard)).not.toContain('<svg');
    });
  });

  it('has no buttons after the result', async () => {
    const { payUrl, orderNo } = await merchant.order();
    await sandbox.pay(orderNo);

    expect(await pageOf(payUrl)).not.toMatch(/<svg|NewPay app/);
  });

  it('loads nothing and runs no script', async () => {
    const { payUrl } = await merchant.order();

    const response = await fetch(payUrl);

    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).not.toMatch(/<script|src=|@import|url\(|<link/);
  });

  it('escapes the texts of the merchant', async () => {
    const { payUrl } = await merchant.order({
      orderNo: `"><img src=x onerror='alert(1)'>`,
      subject: '<script>alert("x")</script> & more',
    });

    const html = await pageOf(payUrl);

    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; more');
    expect(html).toContain('&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;');
    expect(html).not.toMatch(/<script|<img/);
  });

  it('is answered with 404 for an unknown order', async () => {
    const base = sandbox.credentials.baseUrl;

    for (const [path, method] of [
      ['/cashier/nothing', 'GET'],
      ['/cashier/nothing/pay', 'POST'],
    ]) {
      const response = await fetch(base + path, { method });
      expect(response.status).toBe(404);
      expect(await response.text()).toContain('Order not found');
    }
    expect((await fetch(`${base}/cashier/nothing/steal`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${base}/cashier/a/b/c`)).status).toBe(404);
  });
});

describe('The buttons of the cashier:', () => {
  it.each([
    ['pay', 'success', { transStatus: 0 }],
    ['fail', 'failure', { transStatus: 1, transInfo: 'Transaction Failed' }],
  ])('%s delivers the callback, then redirects to the %s page', async (button, page, callback) => {
    const { payUrl, orderNo } = await merchant.order();

    const response = await press(payUrl, button);

    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`https://shop.example/${page}`);
    expect(endpoint.received.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      expect.objectContaining({ orderNo, ...callback }),
    ]);
    expect(sandbox.deliveries(orderNo)).toMatchObject([{ acknowledged: true }]);
  });

  it('pay redirects even if the shop does not acknowledge the callback', async () => {
    const { payUrl } = await merchant.order();
    endpoint.next.push(refuse);

    const response = await press(payUrl, 'pay');

    expect(response.headers.get('location')).toBe('https://shop.example/success');
  });

  it('cancel sends no callback and leaves the payment pending', async () => {
    const { payUrl, orderNo } = await merchant.order();

    const response = await press(payUrl, 'cancel');

    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('https://shop.example/cancel');
    expect(endpoint.received).toEqual([]);
    await sandbox.pay(orderNo);
    expect(endpoint.received).toHaveLength(1);
  });

  it.each([
    ['pay', 'This order is paid.', 'success'],
    ['fail', 'The payment of this order failed.', 'failure'],
  ] as const)(
    'are gone after %s, and those of an old page change nothing',
    async (act, words, page) => {
      const { payUrl, orderNo } = await merchant.order();
      await sandbox[act](orderNo);

      const html = await pageOf(payUrl);
      expect(html).toContain(words);
      expect(html).toContain(`href="https://shop.example/${page}"`);
      expect(html).not.toMatch(/<button|<form/);

      for (const button of ['pay', 'fail', 'cancel']) {
        const response = await fetch(`${payUrl}/${button}`, { method: 'POST', redirect: 'manual' });
        expect(response.headers.get('location')).toBe(`https://shop.example/${page}`);
      }
      expect(endpoint.received).toHaveLength(1);
    },
  );

  it('redirect to a URL that is not ASCII', async () => {
    const { payUrl } = await merchant.order({
      successPageUrl: 'https://shop.example/ສຳເລັດ?a=1&b=2',
    });

    const response = await press(payUrl, 'pay');

    expect(response.headers.get('location')).toBe(
      'https://shop.example/%E0%BA%AA%E0%BA%B3%E0%BB%80%E0%BA%A5%E0%BA%B1%E0%BA%94?a=1&b=2',
    );
  });
});
