import { describe, expect, it } from '@jest/globals';
import { hasParameters, joinPath, pathMatcher, trimSlashes } from '../../lib/host/route-path.js';

const DEFAULTS = { caseSensitive: false, strict: false };

describe('the path of a route', () => {
  it.each([
    ['/newpay/callback', '/newpay/callback', true],
    ['/newpay/callback', '/newpay/callback/', true],
    ['/newpay/callback', '/newpay/callback//', false],
    ['/newpay/callback', '/NewPay/Callback', true],
    ['/newpay/callback', '/newpay/callback?a=1', true],
    ['/newpay/callback', '/newpay/callback/?a=/x', true],
    ['/newpay/callback', '/newpay/callback#a', true],
    ['/newpay/callback', 'http://shop.example/newpay/callback', true],
    ['/newpay/callback', 'HTTPS://shop.example:8443/newpay/callback?a', true],
    ['/newpay/callback', '/x/http://shop.example/newpay/callback', false],
    ['/newpay/callback', '/newpay/callback/more', false],
    ['/newpay/callback', '/newpay/callback/http://shop.example', false],
    ['/newpay/callback', '/newpay/callback#a?b=/c', true],
    ['/newpay/callback', '/v1/newpay/callback', false],
    ['/newpay/callback', '/newpayXcallback', false],
    ['/new.pay', '/newXpay', false],
    ['/a+(b)$|^[c]', '/a+(b)$|^[c]', true],
    [String.raw`/a\b`, String.raw`/a\b/`, true],
    ['/:shop/callback', '/one/callback', true],
    ['/:shop/callback', '/one/two/callback', false],
    ['/:shop/callback', '//callback', false],
    ['/shops/*rest', '/shops/a/b/c', true],
    ['/shops/*', '/shops/a/b', true],
    ['/shops/*rest', '/shops/', false],
    ['/shops{/:shop}/callback', '/shops/callback', true],
    ['/shops{/:shop}/callback', '/shops/one/callback', true],
    ['/shops{/:shop}{/:till}', '/shops/one/two', true],
  ])('%s takes %s: %s', (path, url, expected) => {
    expect(pathMatcher(path, DEFAULTS)(url)).toBe(expected);
  });

  it('tells small letters from capital ones when the router does', () => {
    const matches = pathMatcher('/newpay', { caseSensitive: true });
    expect([matches('/newpay'), matches('/NewPay'), matches('/newpay/')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('takes no slash at its end when the router is strict', () => {
    const matches = pathMatcher('/newpay', { strict: true });
    expect([matches('/newpay'), matches('/newpay/'), matches('/NEWPAY')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it.each([
    ['/:shop', true],
    ['/*rest', true],
    ['/a{b}', true],
    ['/a(b)', true],
    ['/newpay/callback', false],
  ])('%s has parameters: %s', (path, expected) => {
    expect(hasParameters(path)).toBe(expected);
  });

  it('is joined of its parts with one slash before each', () => {
    expect(joinPath('api/', '//v1//', '', '/', 'newpay/callback')).toBe('/api/v1/newpay/callback');
    expect([joinPath(), joinPath('', '/')]).toEqual(['/', '/']);
  });

  it('is trimmed of all slashes at its ends', () => {
    expect(['//a/b//', 'a', '/'].map(trimSlashes)).toEqual(['a/b', 'a', '']);
  });
});
