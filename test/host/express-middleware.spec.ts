import { once } from 'node:events';
import { IncomingMessage, type Server } from 'node:http';
import { Socket, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import {
  markAsParsed,
  pathMatcherOf,
  useFirst,
  type ExpressMiddleware,
} from '../../lib/host/express-middleware.js';

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server = undefined;
});

/** Which middlewares a request of an app runs through, in their order. */
async function orderIn(app: express.Express, ran: string[]): Promise<string[]> {
  app.use((_request, response) => void response.end());
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return ran;
}

describe('a middleware that is to be the first of an Express app', () => {
  const ran: string[] = [];
  const named =
    (name: string): ExpressMiddleware =>
    (_request, _response, next) => {
      ran.push(name);
      next();
    };

  afterEach(() => void ran.splice(0));

  it('runs before what the app has already', async () => {
    const app = express().use(named('parser')).use(named('session'));
    useFirst(app, named('first'));
    expect(await orderIn(app, ran)).toEqual(['first', 'parser', 'session']);
  });

  it('runs in an app that has nothing yet', async () => {
    const app = express();
    useFirst(app, named('first'));
    expect(await orderIn(app, ran)).toEqual(['first']);
  });

  it('changes nothing of the order of an app that puts what is used elsewhere', async () => {
    const early = express.Router();
    const app = express().use(early).use(named('parser')).use(named('session'));
    const use = app.use.bind(app);
    Reflect.set(app, 'use', early.use.bind(early));
    useFirst(app, named('first'));
    Reflect.set(app, 'use', use);
    expect(await orderIn(app, ran)).toEqual(['first', 'parser', 'session']);
  });

  it.each([
    ['no router', {}],
    ['a router without a list', { router: {} }],
    ['a router with something else than a list', { router: { stack: 'none' } }],
    ['a list that stays empty', { router: { stack: [] } }],
  ])('is added to an app that shows %s', (_what, more) => {
    const used: unknown[] = [];
    const middleware = named('first');
    useFirst({ use: (given: unknown) => used.push(given), ...more }, middleware);
    expect(used).toEqual([middleware]);
  });
});

describe('the path of a route, as Express compares it with that of a request', () => {
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
    ['/shops{/:shop}', '/shops{/:shop}', false],
  ])('%s takes %s: %s', (path, url, expected) => {
    expect(pathMatcherOf(express(), path)(url)).toBe(expected);
  });

  it('tells small letters from capital ones when the router does', () => {
    const matches = pathMatcherOf({ router: { caseSensitive: true } }, '/newpay');
    expect([matches('/newpay'), matches('/NewPay'), matches('/newpay/')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('takes no slash at its end when the router is strict', () => {
    const matches = pathMatcherOf({ router: { strict: true } }, '/newpay');
    expect([matches('/newpay'), matches('/newpay/'), matches('/NEWPAY')]).toEqual([
      true,
      false,
      true,
    ]);
  });
});

it('A request that has ended is marked as parsed without an error.', async () => {
  const request = Object.assign(new IncomingMessage(new Socket()), { body: undefined });
  const errors: unknown[] = [];
  request.on('error', (error) => errors.push(error));
  request.push('abc');
  request.push(null);
  const bytes = Buffer.concat(await request.toArray());
  markAsParsed(request, bytes);
  await new Promise(setImmediate);
  expect([bytes.toString(), errors]).toEqual(['abc', []]);
});
