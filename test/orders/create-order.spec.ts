import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { merchantKeys, pemOf } from '../support/keys.js';
import { usePaymentApp } from '../support/payment-app.js';
import { ORDER } from '../support/requests.js';
import { APP_ID, MERCHANT_ID } from '../support/signed-callback.js';

const { gateway, newPay, restart } = usePaymentApp();

describe('The request of an order', () => {
  it('An order is sent as documented, and OpenSSL verifies its signature over a text written by hand.', async () => {
    await restart({ now: () => 1_700_000_000_000 });
    await newPay().createOrder({ ...ORDER, subject: 'ກາເຟ & co', extra: '' });
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
    await newPay().createOrder({ ...ORDER, terminal: 'mobile' });
    expect(gateway.requests[0]!.path).toBe('/api/open/converge/pay/v1/m/createOrder');
    expect(Object.keys(gateway.requests[0]!.fields)).not.toContain('terminal');
    expect(Object.keys(gateway.requests[0]!.fields)).not.toContain('subject');
    expect(gateway.requests[0]!.body).not.toContain('null');
  });

  it('The URLs of the order override those of the options.', async () => {
    const addresses = {
      callBackUrl: 'https://other.example/callback',
      successPageUrl: 'https://other.example/s',
      failurePageUrl: 'https://other.example/f',
      cancelPageUrl: 'https://other.example/c',
    };
    await newPay().createOrder({ ...ORDER, ...addresses });
    expect(gateway.requests[0]!.fields).toMatchObject(addresses);
  });

  it('An endpoint of the options may be a path or a full address.', async () => {
    await restart({
      options: {
        endpoints: { createOrder: '/other', createMobileOrder: `${gateway.url}/elsewhere` },
      },
    });
    await newPay().createOrder(ORDER);
    await newPay().createOrder({ ...ORDER, terminal: 'mobile' });
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
