import { describe, expect, it } from '@jest/globals';
import { hasParameters, joinPath, trimSlashes } from '../../lib/host/route-path.js';

describe('the path of a route', () => {
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
