import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Controller, Post, Req, UseGuards } from '@nestjs/common';
import { getNewPayCallback, NewPayCallback, NewPayCallbackGuard } from '../../../lib/index.js';
import { RedisCallbackStore } from '../../../lib/redis/index.js';
import type { HostApp, HostAppOptions } from '../../support/host-app.js';
import { merchantKeys } from '../../support/keys.js';
import { PaymentListener } from '../../support/listeners.js';
import { paymentFields, signedBody, type JsonFields } from '../../support/signed-callback.js';
import { logged, type Scenarios } from './scenario.js';

// Never asked: what is refused has not come as far as the store.
const store = new RedisCallbackStore({ eval: () => Promise.reject(new Error('asked')) });

/** What is logged of one request to the callback route. */
const callback =
  (
    body: string | Uint8Array,
    { headers, ...options }: HostAppOptions & { headers?: Record<string, string> } = {},
  ) =>
  () =>
    logged(
      { providers: [PaymentListener], ...options, options: { store, ...options.options } },
      (host) => host.postCallback(body, headers),
    );

const signed = (changes: JsonFields, options?: HostAppOptions) =>
  callback(signedBody(paymentFields(changes)), options);

@Controller('own')
class Unguarded {
  @Post()
  receive(@NewPayCallback() verified: unknown): unknown {
    return verified;
  }

  @Post('request')
  receiveRequest(@Req() request: object): unknown {
    return getNewPayCallback(request);
  }

  @Post('guarded')
  @UseGuards(NewPayCallbackGuard)
  receiveGuarded(): void {}
}

/** What is logged of one request to a controller of the host's own. */
const own = (path: string, platform: 'express' | 'fastify' = 'express') =>
  logged(
    { platform, providers: [PaymentListener], controllers: [Unguarded], options: { store } },
    (host) => host.post(path, '{}'),
  );

/** Sends a part of a callback, and leaves. */
async function leaveEarly({ url }: HostApp): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /newpay/callback HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{');
  await setTimeout(50);
  socket.destroy();
  await setTimeout(50);
}

export const refused: Scenarios = {
  'cut off': callback('{"appId":'),
  'sent as text': callback('{}', { headers: { 'content-type': 'text/plain' } }),
  'no body': callback(''),
  'no type': callback(Buffer.from('hello'), { headers: {} }),
  'not UTF-8, of a type': callback(Buffer.from([0xff]), {
    headers: { 'content-type': 'application/json; charset=utf-16' },
  }),
  'another encoding': callback('{}', { headers: { 'content-encoding': 'compress' } }),
  'no gzip': callback('{}', { headers: { 'content-encoding': 'gzip' } }),
  'a connection that ends': () =>
    logged({ providers: [PaymentListener], options: { store } }, leaveEarly),
  'too large': callback('x'.repeat(65_537)),
  'not JSON, and the host takes it for another type': callback('hello', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }),
  'not UTF-8': callback(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
  'an array': callback('[1]'),
  'one name with two values': callback(
    signedBody(paymentFields()).replace('{', '{"transStatus":1,'),
  ),
  'a nested amount': callback('{"orderAmt":{"value":"1"}}'),
  'no order number': signed({ orderNo: null }),
  'a timestamp in seconds': signed({ timestamp: 1663738614 }),
  'an extra that imitates a field': signed({ extra: 'x&orderNo=Z' }),
  'no signature': callback('{"appId":"6"}'),
  'another key': callback(signedBody(paymentFields(), merchantKeys.privateKey)),
  'too old': signed({ timestamp: 1663738614280 }),
  'ahead of the clock': signed({ timestamp: Date.now() + 600_000 }),
  'another appId': signed({ appId: '6' }),
  'of another merchant': signed({ merchantId: 'another' }),
  'the answer to a query, with a time': signed({ tranNo: '00012023062300000009' }),
  'a body that Nest has parsed': () => own('/own/guarded'),
  'a body that Fastify has parsed': () => own('/own/guarded', 'fastify'),
  'a global guard': signed(
    {},
    { configure: (app) => app.useGlobalGuards({ canActivate: () => false }) },
  ),
  'a middleware that refuses': signed(
    {},
    {
      configure: (app) =>
        app.use((_request: unknown, response: ServerResponse) => {
          response.writeHead(403).end();
        }),
    },
  ),
  'an interceptor that refuses': signed(
    {},
    {
      configure: (app) =>
        app.useGlobalInterceptors({
          intercept: (context, next) => {
            context.switchToHttp().getResponse<ServerResponse>().writeHead(503).end();
            return next.handle();
          },
        }),
    },
  ),
  'an interceptor that throws': signed(
    {},
    {
      configure: (app) =>
        app.useGlobalInterceptors({
          intercept: () => {
            throw new Error('no session');
          },
        }),
    },
  ),
  'an own controller without the guard': () => own('/own'),
  'an own controller without the guard, with the request': () => own('/own/request'),
};
