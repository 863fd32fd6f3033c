import { describe, expect, it } from '@jest/globals';
import {
  isConfidentialAddress,
  isPayAddress,
  isWebAddress,
} from '../../lib/protocol/web-address.js';

describe('Web URLs', () => {
  it.each([
    ['https://shop.example/a?b=c#d', true, true],
    ['http://shop.example', true, false],
    ['http://localhost:3000', true, true],
    ['http://127.0.0.1:3000/x', true, true],
    ['http://127.9.9.9', true, true],
    ['http://127.10.200.30', true, true],
    ['http://[::1]:80', true, true],
    ['http://127.0.0.1.evil.example', true, false],
    ['http://localhost.evil.example', true, false],
    ['https://user:secret@shop.example', false, false],
    ['https://user@shop.example', false, false],
    ['https://:secret@shop.example', false, false],
    ['//shop.example', false, false],
    ['/path', false, false],
    ['https:shop.example', false, false],
    ['ftp://shop.example', false, false],
    ['xhttps://shop.example', false, false],
    ['javascript:alert(1)//://', false, false],
    [' https://shop.example', false, false],
    ['https://shop.example/a b', false, false],
    ['https://shop.example/\u0000', false, false],
    ['https://shop.example/\uD83C', false, false],
    ['https://', false, false],
    ['', false, false],
    [undefined, false, false],
    [5, false, false],
    [new URL('https://shop.example'), false, false],
  ])('%j is a web URL: %s; it is confidential: %s', (value, isWeb, isConfidential) => {
    expect(isWebAddress(value)).toBe(isWeb);
    expect(isConfidentialAddress(value)).toBe(isConfidential);
  });

  it('are safe for a payer only if they open a web page or the NewPay app', () => {
    const addresses = [
      'https://a.example',
      'newpay://openApi/?orderNo=1',
      'intent://x',
      'data:text/html,x',
    ];
    expect(addresses.map(isPayAddress)).toEqual([true, true, false, false]);
  });
});
