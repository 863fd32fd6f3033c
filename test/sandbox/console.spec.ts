import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { clock } from '../../lib/sandbox/console/times.js';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { CallbackEndpoint, refuse } from './callback-endpoint.js';
import { until } from '../support/until.js';
import { RawMerchant } from './raw-merchant.js';

let endpoint: CallbackEndpoint;
let sandbox: NewPaySandbox;
let merchant: RawMerchant;

beforeAll(async () => {
  endpoint = await CallbackEndpoint.start();
});

afterAll(() => endpoint.stop());

beforeEach(async () => {
  sandbox = await NewPaySandbox.start({ retryDelays: [60_000] });
  merchant = new RawMerchant(sandbox.credentials, endpoint.url);
});

afterEach(() => sandbox.stop());

async function console(path = '/'): Promise<string> {
  return (await fetch(sandbox.credentials.baseUrl + path)).text();
}

async function post(path: string, fields: Record<string, string> = {}): Promise<Response> {
  return fetch(sandbox.credentials.baseUrl + path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
}

/** Presses a switch as a browser without scripts would; the one for everyone, or a number's. */
async function press(fault: string, orderNo?: string): Promise<Response> {
  const forms = (await console()).match(/<form\b[\s\S]*?<\/form>/g) ?? [];
  const fieldsOf = (form: string) =>
    Object.fromEntries(
      Array.from(form.matchAll(/name="(\w+)" value="([^"]*)"/g), ([, name, value]) => [
        name,
        value,
      ]),
    );
  const form = forms
    .filter((each) => each.includes(`data-testid="fault-${fault}"`))
    .map(fieldsOf)
    .find((fields) => fields['orderNo'] === orderNo);
  return post('/console/faults', form);
}

it('The times of the console have two digits for the hour, as those of the shop.', () => {
  expect(clock(new Date(2026, 0, 31, 6, 5, 4)).text).toContain('>06:05:04 ');
});

describe('The console', () => {
  it('is a page that runs only its own script, with a nonce', async () => {
    const responses = await Promise.all([1, 2].map(() => fetch(sandbox.credentials.baseUrl)));

    const nonces = await Promise.all(
      responses.map(async (response) => {
        const policy = response.headers.get('content-security-policy');
        const [, nonce] = /script-src 'nonce-([^']+)'/.exec(policy!)!;
        expect(policy).toContain("default-src 'none'");
        const html = await response.text();
        expect(html.match(/<script[^>]*>/g)).toEqual([`<script nonce="${nonce}">`]);
        expect(html).not.toMatch(/src=|@import|url\(|<link/);
        return nonce;
      }),
    );
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('shows that there are no orders', async () => {
    expect(await console()).toContain('There is no order yet.');
  });

  it('shows the orders with their states, the newest first, and their cashier pages', async () => {
    const { payUrl } = await merchant.order({ orderNo: 'L1', subject: 'Coffee' });
    await merchant.order({ orderNo: 'L2' });
    await merchant.order({ orderNo: 'L3' });
    await sandbox.pay('L2');
    await sandbox.fail('L3');

    const html = await console();

    expect(html.match(/data-testid="console-order"/g)).toHaveLength(3);
    expect(html).toMatch(new RegExp(`<a href="${new URL(payUrl).pathname}"[^>]*>L1</a>`));
    expect(html).toMatch(/L3<[\s\S]*>failed<[\s\S]*L2<[\s\S]*>paid<[\s\S]*L1<[\s\S]*>pending</);
    expect(html).toContain('Coffee');
  });

  it('shows the refunds of an order with their states and callbacks, the newest first', async () => {
    const { orderNo } = await merchant.order();
    await sandbox.pay(orderNo);
    sandbox.holdRefunds();
    await merchant.refund({ orderNo, refundOrderNo: 'R1' });
    await merchant.refund({ orderNo, refundOrderNo: 'R2', refundOrderAmt: '1' });
    await sandbox.settleRefund('R2', 'refunded');

    const html = await console();

    expect(html).toMatch(/Refund R2<[\s\S]*>refunded<[\s\S]*Refund R1<[\s\S]*>processing</);
    expect(html).toContain('&quot;refundOrderNo&quot;:&quot;R2&quot;');
    expect(html).toContain('<data value="1.00">1 LAK</data>');
  });

  it('shows each delivery with its request and answer, and the time of the next one', async () => {
    const { orderNo } = await merchant.order();
    endpoint.next.push(refuse);
    const before = Date.now();

    await sandbox.pay(orderNo);

    // The wait begins a moment after the payer has been let go.
    await until(async () => (await console()).includes('data-due'));
    const html = await console();
    expect(html).toContain('HTTP 500');
    expect(html).toContain('not acknowledged');
    expect(html).toContain(`&quot;orderNo&quot;:&quot;${orderNo}&quot;`);
    expect(html).toContain('{&quot;transResult&quot;:&quot;FAIL&quot;}');
    const due = Number(/data-due="(\d+)"/.exec(html)?.[1]);
    expect(due).toBeGreaterThanOrEqual(before + 60_000);
    expect(due).toBeLessThan(before + 70_000);
  });

  it('shows why there was no answer', async () => {
    const { orderNo } = await merchant.order({ callBackUrl: 'http://127.0.0.1:9/callback' });

    await sandbox.pay(orderNo);

    const html = await console();
    expect(html).toContain('no answer');
    expect(html).toContain('ECONNREFUSED');
  });

  it('escapes the texts of merchants and shops', async () => {
    const nasty = `"><img src=x onerror='alert(1)'>`;
    const { orderNo } = await merchant.order({ orderNo: nasty, subject: nasty });
    endpoint.next.push((response) => response.end(nasty));
    sandbox.inject('duplicate', { orderNo: nasty });

    await sandbox.pay(orderNo);

    for (const path of ['/', '/console/state']) {
      const html = await console(path);
      expect(html).not.toContain('<img');
      expect(html).toContain('&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;');
    }
  });

  it('serves its state as a fragment, which is the same while nothing happens', async () => {
    const { orderNo } = await merchant.order();
    endpoint.next.push(refuse);
    await sandbox.pay(orderNo);
    await until(async () => (await console('/console/state')).includes('data-due'));

    const piece = await console('/console/state');

    expect(piece).toMatch(/^<div id="state">[\s\S]*<\/div>$/);
    expect(await console('/console/state')).toBe(piece);
    expect(piece).not.toContain('<html');
  });
});

describe('The switches of the console', () => {
  const FAULTS = [
    'withhold',
    'duplicate',
    'delay',
    'tamper',
    'old-key',
    'answer-late',
    'http-500',
    'drop',
    'not-json',
    'wrong-signature',
  ];

  it.each(FAULTS)('turn %s on and off', async (fault) => {
    const response = await press(fault);

    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    expect(sandbox.faults).toEqual([{ fault, ms: 1_000 }]);
    expect(await console()).toMatch(
      new RegExp(`aria-pressed="true"\\s+data-testid="fault-${fault}"`),
    );

    await press(fault);
    expect(sandbox.faults).toEqual([]);
  });

  it('exist for one order too, and do not change those for all orders', async () => {
    const { orderNo } = (await merchant.order()) as { orderNo: string };
    await press('withhold');
    await press('withhold', orderNo);
    await press('drop', orderNo);

    expect(sandbox.faults).toEqual([
      { fault: 'withhold', ms: 1_000 },
      { fault: 'withhold', ms: 1_000, orderNo },
      { fault: 'drop', ms: 1_000, orderNo },
    ]);
    expect(await console()).toContain('Faults of this order: withhold, drop');

    await press('withhold', orderNo);
    expect(sandbox.faults).toMatchObject([{ fault: 'withhold' }, { fault: 'drop', orderNo }]);
  });

  it('do not inject a fault twice from an old page', async () => {
    const fields = { fault: 'duplicate', switch: 'on' };
    await post('/console/faults', fields);
    await post('/console/faults', fields);

    expect(sandbox.faults).toHaveLength(1);
  });

  it('reject an unknown fault', async () => {
    const response = await post('/console/faults', { fault: 'earthquake', switch: 'on' });

    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/^fault must be one of answer-late, /);
  });

  it('are all off after the button that clears them', async () => {
    const { orderNo } = (await merchant.order()) as { orderNo: string };
    sandbox.inject('tamper', { orderNo });
    sandbox.inject('http-500', { endpoint: 'queryOrder' });

    const response = await post('/console/faults/clear');

    expect(response.status).toBe(303);
    expect(sandbox.faults).toEqual([]);
  });

  it('inject the fault into the sandbox', async () => {
    const { orderNo } = (await merchant.order()) as { orderNo: string };
    await press('withhold', orderNo);

    await sandbox.pay(orderNo);

    expect(sandbox.deliveries(orderNo)).toEqual([]);
    expect(await console()).toContain('No callback was sent yet.');
  });
});

describe('The buttons of the console', () => {
  /** Presses a button, which must be on the page, as a browser without scripts would. */
  async function act(action: string, number: string): Promise<Response> {
    const forms = (await console()).match(/<form\b[\s\S]*?<\/form>/g) ?? [];
    const form = forms.find(
      (each) => each.includes(`data-testid="${action}"`) && each.includes(`value="${number}"`),
    );
    expect(form).toBeDefined();
    return post('/console/actions', { action, number });
  }

  it('pay an order, or let its payment fail.', async () => {
    await merchant.order({ orderNo: 'B1' });
    await merchant.order({ orderNo: 'B2' });

    expect((await act('pay', 'B1')).headers.get('location')).toBe('/');
    await act('fail', 'B2');

    expect(await console()).toMatch(/B2<[\s\S]*>failed<[\s\S]*B1<[\s\S]*>paid</);
    expect((await post('/console/actions', { action: 'pay', number: 'B1' })).status).toBe(409);
  });

  it('deliver a refused callback now, and send it again.', async () => {
    const { orderNo } = (await merchant.order()) as { orderNo: string };
    endpoint.next.push(refuse);
    await sandbox.pay(orderNo);
    await until(async () => (await console()).includes('data-testid="deliver-now"'));

    await act('deliver-now', orderNo);
    await act('resend', orderNo);

    expect(sandbox.deliveries(orderNo).map(({ acknowledged }) => acknowledged)).toEqual([
      false,
      true,
      true,
    ]);
    expect(await console()).not.toContain('data-testid="deliver-now"');
  });

  it('complete a held refund, or let it fail.', async () => {
    const { orderNo } = (await merchant.order()) as { orderNo: string };
    await sandbox.pay(orderNo);
    await post('/console/refunds', { switch: 'on' });
    await merchant.refund({ orderNo, refundOrderNo: 'H1', refundOrderAmt: '1' });
    await merchant.refund({ orderNo, refundOrderNo: 'H2', refundOrderAmt: '1' });

    await act('refund', 'H1');
    await act('refund-failed', 'H2');

    expect(await console()).toMatch(/Refund H2<[\s\S]*>failed<[\s\S]*Refund H1<[\s\S]*>refunded</);
    expect(await console()).toMatch(/aria-pressed="true"\s+data-testid="hold-refunds"/);
    await post('/console/refunds', { switch: 'off' });
    await merchant.refund({ orderNo, refundOrderNo: 'H3', refundOrderAmt: '1' });
    expect(await console()).toMatch(/Refund H3<\/h4>\s*<span class="state good">refunded</);
  });

  it('refund a paid order.', async () => {
    const { orderNo } = (await merchant.order()) as { orderNo: string };
    await sandbox.pay(orderNo);

    await act('refund', orderNo);

    expect(await console()).toMatch(new RegExp(`Refund ${orderNo}-R1<[\\s\\S]*>refunded<`));
  });

  it('reject an unknown action.', async () => {
    expect((await post('/console/actions', { action: 'toString', number: 'A' })).status).toBe(400);
  });
});

it('The console shows refused requests with their reason, the newest first, and escapes them.', async () => {
  expect(await console()).not.toContain('Refused requests');
  await merchant.post({ ...merchant.parameters({ orderNo: '<b>' }), sign: 'AAAA' });
  await fetch(`${sandbox.credentials.baseUrl}/api/wrong`, { method: 'POST' });

  const html = await console();

  expect(html).toMatch(
    /Refused requests[\s\S]*POST \/api\/wrong[\s\S]*NOT_FOUND[\s\S]*createOrder/,
  );
  expect(html).toContain('INVALID_SIGNATURE: ');
  expect(html).not.toContain('<b>');
});

it('An unknown path is a page for a browser, and an answer of the API for an app.', async () => {
  const url = `${sandbox.credentials.baseUrl}/no<b>thing`;
  const page = await fetch(url, { headers: { accept: 'text/html,*/*' } });
  const answer = await fetch(url);

  expect([page.status, answer.status]).toEqual([404, 404]);
  expect(await page.text()).toContain('Page not found');
  expect(await answer.json()).toMatchObject({ success: false, code: 'NOT_FOUND' });
});
