import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { useFirst, type ExpressMiddleware } from '../../lib/host/express-middleware.js';

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
