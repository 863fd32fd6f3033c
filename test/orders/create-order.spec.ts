import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Currency, NewPayService, PayMethod, type CreateOrderDto } from '../../lib/index.js';
import { startFakeGateway, type FakeGateway } from '../support/fake-gateway.js';
import { startHostApp, validOptions, type HostApp } from '../support/host-app.js';
import { merchantKeys, pemOf } from '../support/keys.js';
import { APP_ID, MERCHANT_ID } from '../support/signed-callback.js';

const order: CreateOrderDto = {
  payMethod: PayMethod.NewPay,
  currency: Currency.LAK,
  orderAmt: '50000',
  orderNo: 'A1001',
};

let gateway: FakeGateway;
let host: HostApp;
let newPay: NewPayService;

async function start(options: Parameters<typeof validOptions>[0] = {}, now?: () => number) {
  host = await startHostApp({ options: { baseUrl: gateway.url, ...options }, now });
  newPay = host.app.get(NewPayService);
}

beforeEach(async () => {
  gateway = await startFakeGateway();
});

afterEach(async () => {
  await host.app.close();
  await gateway.stop();
});

describe('The request of an order', () => {
  it('An order is sent as documented, and OpenSSL verifies its signature over a text written by hand.', async () => {
    await start({}, () => 1_700_000_000_000);
    await newPay.createOrder({ ...order, subject: 'ກາເຟ & co', extra: '' });
    const [request] = gateway.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/api/open/converge/pay/v1/createOrder',
      headers: { 'content-type': 'application/json', version: '1.0' },
    });
    const { sign, ...fields } = request!.fields;
    expect(fields).toEqual({
      appId: APP_ID,
      merchantId: MERCHANT_ID,
      timestamp: 1_700_000_000_000,
      payMethod: 1,
      currency: 'LAK',
      orderAmt: '50000',
      orderNo: 'A1001',
      callBackUrl: 'https://shop.example/newpay/callback',
      successPageUrl: 'https://shop.example/success',
      failurePageUrl: 'https://shop.example/failure',
      cancelPageUrl: 'https://shop.example/cancel',
      subject: 'ກາເຟ & co',
      extra: '',
    });
    const byHand =
      `appId=${APP_ID}` +
      '&callBackUrl=https://shop.example/newpay/callback' +
      '&cancelPageUrl=https://shop.example/cancel' +
      '&currency=LAK' +
      '&extra=' +
      '&failurePageUrl=https://shop.example/failure' +
      `&merchantId=${MERCHANT_ID}` +
      '&orderAmt=50000' +
      '&orderNo=A1001' +
      '&payMethod=1' +
      '&subject=ກາເຟ & co' +
      '&successPageUrl=https://shop.example/success' +
      '&timestamp=1700000000000';
    expect(opensslVerifies(byHand, sign as string)).toBe(true);
    expect(opensslVerifies(`${byHand}0`, sign as string)).toBe(false);
    expect(sign).toMatch(/^[A-Za-z0-9+/]{342}==$/);
  });

  it('A mobile order is sent to the mobile path, and absent fields are left out.', async () => {
    await start();
    await newPay.createOrder({ ...order, terminal: 'mobile' });
    expect(gateway.requests[0]!.path).toBe('/api/open/converge/pay/v1/m/createOrder');
    expect(Object.keys(gateway.requests[0]!.fields)).not.toContain('terminal');
    expect(Object.keys(gateway.requests[0]!.fields)).not.toContain('subject');
    expect(gateway.requests[0]!.body).not.toContain('null');
  });

  it('The URLs of the order override those of the options.', async () => {
    await start();
    const addresses = {
      callBackUrl: 'https://other.example/callback',
      successPageUrl: 'https://other.example/s',
      failurePageUrl: 'https://other.example/f',
      cancelPageUrl: 'https://other.example/c',
    };
    await newPay.createOrder({ ...order, ...addresses });
    expect(gateway.requests[0]!.fields).toMatchObject(addresses);
  });

  it('An endpoint of the options may be a path or a full address.', async () => {
    await start({
      endpoints: { createOrder: '/other', createMobileOrder: `${gateway.url}/elsewhere` },
    });
    await newPay.createOrder(order);
    await newPay.createOrder({ ...order, terminal: 'mobile' });
    expect(gateway.requests.map(({ path }) => path)).toEqual(['/other', '/elsewhere']);
  });
});

function opensslVerifies(text: string, sign: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'newpay-'));
  try {
    writeFileSync(join(folder, 'key.pem'), pemOf(merchantKeys.publicKey));
    writeFileSync(join(folder, 'sign'), Buffer.from(sign, 'base64'));
    writeFileSync(join(folder, 'text'), text);
    const files = ['key.pem', '-signature', 'sign', 'text'];
    execFileSync('openssl', ['dgst', '-sha256', '-verify', ...files], {
      cwd: folder,
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
