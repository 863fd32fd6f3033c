import { afterEach, describe, expect, it } from '@jest/globals';
import { LazyModuleLoader, RouterModule } from '@nestjs/core';
import { NewPayConfigurationError, NewPayModule, NewPayService } from '../../lib/index.js';
import { ACKNOWLEDGED } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, validOptions, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { ORDER } from '../support/requests.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

/** Declares with extras that no compiler would let pass. */
const declare = (extras: object) => () => NewPayModule.forRoot({ ...validOptions(), ...extras });
const declareAsync = (extras: object) => () =>
  NewPayModule.forRootAsync({ useFactory: () => validOptions(), ...extras });

const EXAMPLE = 'use a path such as "newpay/callback"';

describe('The callback options of a registration', () => {
  it.each<[unknown, string]>([
    [['a', 'b'], 'must be a string such as "newpay/callback", not an array'],
    [/pay/, 'must be a string such as "newpay/callback", not an object'],
    [7, 'must be a string such as "newpay/callback", not a number'],
    [
      'https://shop.example/newpay',
      `is "https://shop.example/newpay", which is a full URL (the app's own URL belongs in "publicUrl"): ${EXAMPLE}`,
    ],
    [
      'http://127.0.0.1:3000',
      `is "http://127.0.0.1:3000", which is a full URL (the app's own URL belongs in "publicUrl"): ${EXAMPLE}`,
    ],
    [
      'pay notify',
      `is "pay notify", which contains characters that must be escaped in a URL: ${EXAMPLE}`,
    ],
    [' pay', `is " pay", which contains characters that must be escaped in a URL: ${EXAMPLE}`],
    [
      'pay\n',
      `is "pay\\u{a}", which contains characters that must be escaped in a URL: ${EXAMPLE}`,
    ],
    ['ຈ່າຍ', `is "ຈ່າຍ", which contains characters that must be escaped in a URL: ${EXAMPLE}`],
    [
      'pay%20x',
      `is "pay%20x", which contains characters that must be escaped in a URL: ${EXAMPLE}`,
    ],
    ['pay/#x', `is "pay/#x", which contains characters that must be escaped in a URL: ${EXAMPLE}`],
    [
      'pay/:tenant',
      `is "pay/:tenant", which contains a parameter, a wildcard or a query: ${EXAMPLE}`,
    ],
    ['pay/*rest', `is "pay/*rest", which contains a parameter, a wildcard or a query: ${EXAMPLE}`],
    ['pay{/x}', `is "pay{/x}", which contains a parameter, a wildcard or a query: ${EXAMPLE}`],
    ['pay?x=1', `is "pay?x=1", which contains a parameter, a wildcard or a query: ${EXAMPLE}`],
    ['pay!x', `is "pay!x", which contains "!", which the router of Express reserves: ${EXAMPLE}`],
    ['pay//x', `is "pay//x", which contains an empty segment, "." or "..": ${EXAMPLE}`],
    ['pay/../x', `is "pay/../x", which contains an empty segment, "." or "..": ${EXAMPLE}`],
  ])('An invalid callback.path is rejected: %p.', (path, problem) => {
    const error = new NewPayConfigurationError('callback.path', problem);
    expect(declare({ callback: { path } })).toThrow(error);
    expect(declareAsync({ callback: { path } })).toThrow(error);
  });

  it.each([0, -1, 1.5, NaN, Infinity, '64kb', '65536', null, 2 ** 60])(
    'A callback.maxBytes that is no positive whole number is rejected: %p.',
    (maxBytes) => {
      expect(declare({ callback: { maxBytes } })).toThrow(
        new NewPayConfigurationError(
          'callback.maxBytes',
          'must be a whole number of bytes above 0, such as 65536',
        ),
      );
    },
  );

  it.each([() => undefined, ['Public'], {}])(
    'A callback.decorators that is no array of decorators is rejected: %p.',
    (decorators) => {
      expect(declare({ callback: { decorators } })).toThrow(
        new NewPayConfigurationError(
          'callback.decorators',
          'must be an array of class decorators, such as [Public()]',
        ),
      );
    },
  );
});

describe.each(PLATFORMS)('The callback route on %s', (platform) => {
  let host: HostApp;

  afterEach(() => host.app.close());

  it.each(['pay', '/pay/', 'v1.0/pay_notify-1~x', 'pay/a@b', 'pay/a,b;c=d', '/'])(
    'The callback route is at callback.path: %s.',
    async (path) => {
      host = await startHostApp({
        platform,
        options: { callback: { path } },
        providers: [PaymentListener],
      });
      const route = path.startsWith('/') ? path.replace(/(.)\/$/, '$1') : `/${path}`;
      expect((await host.post(route, signedBody(paymentFields()))).status).toBe(200);
    },
  );

  it('With a parameter of RouterModule the callback route works, and an order needs a callBackUrl.', async () => {
    host = await startHostApp({
      platform,
      imports: [RouterModule.register([{ path: 'shops/:shop', module: NewPayModule }])],
      providers: [PaymentListener],
    });
    const answer = await host.post('/shops/7/newpay/callback', signedBody(paymentFields()));
    expect(answer).toEqual(ACKNOWLEDGED);
    expect(host.logger.textsOf('warn')).toContain(
      'The callback\'s route is "/shops/:shop/newpay/callback", with parameters of the global prefix or of RouterModule, so ' +
        'its URL cannot be derived from "publicUrl": set callBackUrl in every order and refund. NewPayModule',
    );
    await expect(host.app.get(NewPayService).createOrder(ORDER)).rejects.toThrow(
      'callBackUrl is missing: name it, as the callback\'s route has parameters: "/shops/:shop/newpay/callback"',
    );
  });

  it('A module that is loaded lazily has no callback route, and its orders need a callBackUrl.', async () => {
    host = await startHostApp({ platform, modules: [] });
    const baseUrl = 'http://127.0.0.1:9';
    const module = await host.app
      .get(LazyModuleLoader)
      .load(() => NewPayModule.forRoot(validOptions({ baseUrl })));
    const newPay = module.get(NewPayService);
    await expect(newPay.createOrder(ORDER)).rejects.toThrow(
      'callBackUrl is missing: name it, as NewPayModule was loaded by LazyModuleLoader, for which Nest makes no callback route; or import NewPayModule in the root module',
    );
    const callBackUrl = 'https://shop.example/own/callback';
    await expect(newPay.createOrder({ ...ORDER, callBackUrl })).rejects.toThrow('ECONNREFUSED');
  });
});
