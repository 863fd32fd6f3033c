import { describe, expect, it } from '@jest/globals';
import {
  baseUrlOf,
  isLoopback,
  localUrlOf,
  resolveBaseUrl,
  resolveHost,
} from '../../lib/sandbox/http/listen-address.js';

const address = (of: string, family: 'IPv4' | 'IPv6', internal: boolean) => ({
  address: of,
  family,
  internal,
  netmask: '255.255.255.0',
  mac: '02:fc:00:00:00:01',
  cidr: null,
  scopeid: 0,
});

const LOOPBACK_ONLY = {
  lo: [address('127.0.0.1', 'IPv4', true), address('::1', 'IPv6', true)],
  gone: undefined,
};
const IN_A_NETWORK = {
  ...LOOPBACK_ONLY,
  eth0: [address('fe80::1', 'IPv6', false), address('192.168.1.5', 'IPv4', false)],
};

describe('The address that a sandbox listens on', () => {
  it('is 127.0.0.1 by default, and an IP address otherwise.', () => {
    expect(resolveHost()).toBe('127.0.0.1');
    expect(resolveHost('::')).toBe('::');
    expect(() => resolveHost('sandbox')).toThrow(
      new RangeError(
        'host must be an IP address of this machine, such as "127.0.0.1" or "0.0.0.0" (all), not "sandbox"',
      ),
    );
  });

  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['0.0.0.0', false],
    ['::', false],
    ['::ffff:192.168.1.5', false],
    ['192.168.127.1', false],
    ['', false],
  ])('%s is one of this machine alone: %s.', (host, is) => {
    expect(isLoopback(host)).toBe(is);
  });
});

describe('The base URL of a sandbox', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:4010'],
    ['192.168.1.9', 'http://192.168.1.9:4010'],
    ['::1', 'http://[::1]:4010'],
    ['0.0.0.0', 'http://192.168.1.5:4010'],
    ['::', 'http://192.168.1.5:4010'],
  ])('that listens on %s is %s.', (host, url) => {
    expect(baseUrlOf(host, 4010, IN_A_NETWORK)).toBe(url);
  });

  it('on a machine without a network is that of the machine itself.', () => {
    expect(baseUrlOf('0.0.0.0', 4010, LOOPBACK_ONLY)).toBe('http://127.0.0.1:4010');
  });

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:4010'],
    ['192.168.1.9', 'http://192.168.1.9:4010'],
    ['::1', 'http://[::1]:4010'],
    ['0.0.0.0', 'http://127.0.0.1:4010'],
    ['::', 'http://127.0.0.1:4010'],
  ])('that listens on %s is, for programs of its machine, %s.', (host, url) => {
    expect(localUrlOf(host, 4010)).toBe(url);
  });

  it.each([
    [undefined, undefined],
    ['http://192.168.1.5:4010', 'http://192.168.1.5:4010'],
    ['http://192.168.1.5:4010/', 'http://192.168.1.5:4010'],
    ['https://sandbox.example', 'https://sandbox.example'],
  ])('may be given as %s, and is then %s.', (given, url) => {
    expect(resolveBaseUrl(given)).toBe(url);
  });

  it.each(['sandbox:4010', 'ftp://sandbox', 'http://box/pay', 'http://box/?', 'http://me@box', ''])(
    'may not be given as %j.',
    (given) => {
      expect(() => resolveBaseUrl(given)).toThrow(
        new RangeError(
          `baseUrl must be an http(s) URL without a path, such as "http://192.168.1.5:4010", not ${JSON.stringify(given)}`,
        ),
      );
    },
  );
});
