import { describe, expect, it } from '@jest/globals';
import { urlWarnings, type RegistrationAddresses } from '../../lib/boot/url-warnings.js';

describe('Warnings of addresses', () => {
  const RIGHT: RegistrationAddresses = {
    baseUrl: 'https://newpay.example',
    v2BaseUrl: 'https://v2.newpay.example',
    publicUrl: 'https://shop.example',
    pages: {},
    callbackPath: 'newpay/callback',
    path: '/newpay/callback',
    isProduction: true,
  };
  const warningsOf = (changes: Partial<RegistrationAddresses>) =>
    urlWarnings({ ...RIGHT, ...changes });

  it.each([
    [{}],
    [{ publicUrl: undefined }],
    [{ v2BaseUrl: undefined }],
    [{ callbackPath: undefined, path: '/' }],
    [{ path: undefined }],
    [{ callbackPath: '', path: '/' }],
    [{ callbackPath: '', path: '/api' }],
    [{ path: '/api/newpay/callback' }],
    [{ publicUrl: 'https://shop.example/newpay/shop' }],
  ])('are not given where nothing is wrong: %j.', (changes) => {
    expect(warningsOf(changes)).toEqual([]);
  });

  it.each([
    ['https://shop.example/newpay', '/newpay'],
    ['https://shop.example/shop/newpay', '/newpay'],
    ['https://shop.example/newpay/callback', '/newpay/callback'],
  ])('name what stands twice in the callback below %s.', (publicUrl, doubled) => {
    expect(warningsOf({ publicUrl })).toEqual([
      `"publicUrl" is ${publicUrl}, and callbacks are expected at ${publicUrl}/newpay/callback: "${doubled}" ` +
        'stands there twice. Set "publicUrl" to the address of the app without it, unless a proxy takes it off.',
    ]);
  });

  it('name the option of the API that is not at NewPay.', () => {
    const ofProduction = (option: string, address: string) =>
      `NODE_ENV is "production" and "${option}" is ${address}, which is not NewPay's (its name has no domain): ` +
      `no real payment can be made. Leave "${option}" out to use the production address of NewPay.`;
    const inTheClear = (option: string, address: string) =>
      `"${option}" is ${address}, plain http to another host, as "insecureBaseUrl" allows: whoever is on that ` +
      'network can read and stop the orders. Use it for development only.';
    const [v1, v2] = ['http://sandbox:4010', 'http://sandbox:4020'];

    expect(warningsOf({ v2BaseUrl: v2 })).toEqual([
      inTheClear('v2.baseUrl', v2),
      ofProduction('v2.baseUrl', v2),
    ]);
    expect(warningsOf({ baseUrl: v1, v2BaseUrl: v2, publicUrl: undefined })).toEqual([
      inTheClear('baseUrl', v1),
      ofProduction('baseUrl', v1),
      inTheClear('v2.baseUrl', v2),
      ofProduction('v2.baseUrl', v2),
    ]);
  });
});
