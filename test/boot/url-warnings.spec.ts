import { describe, expect, it } from '@jest/globals';
import { urlWarnings, type RegistrationAddresses } from '../../lib/boot/url-warnings.js';

describe('Warnings of addresses', () => {
  const RIGHT: RegistrationAddresses = {
    baseUrl: 'https://newpay.example',
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
    [{ callbackPath: undefined, path: '/' }],
    [{ path: undefined }],
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
});
