import { Controller, Post } from '@nestjs/common';
import { NewPayCallback } from '../../../lib/index.js';
import { RedisCallbackStore } from '../../../lib/redis/index.js';
import type { HostAppOptions } from '../../support/host-app.js';
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
      (host) => host.post('/newpay/callback', body, headers),
    );

const signed = (changes: JsonFields, options?: HostAppOptions) =>
  callback(signedBody(paymentFields(changes)), options);

@Controller('own')
class Unguarded {
  @Post()
  receive(@NewPayCallback() heard: unknown): unknown {
    return heard;
  }
}

export const refused: Scenarios = {
  'cut off': callback('{"appId":'),
  'sent as text': callback('{}', { headers: { 'content-type': 'text/plain' } }),
  'no body': callback('', { rawBody: false }),
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
  'no raw body': signed({}, { rawBody: false }),
  'a global guard': signed(
    {},
    { configure: (app) => app.useGlobalGuards({ canActivate: () => false }) },
  ),
  'an own controller without the guard': () =>
    logged({ providers: [PaymentListener], controllers: [Unguarded], options: { store } }, (host) =>
      host.post('/own', '{}'),
    ),
};
