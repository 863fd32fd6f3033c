import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { NewPayModule } from '../../lib/index.js';
import {
  CALLBACK_PATH,
  PLATFORMS,
  startHostApp,
  validOptions,
  type HostApp,
  type HostAppOptions,
} from '../support/host-app.js';
import { RecordingLogger } from '../support/recording-logger.js';

let host: HostApp | undefined;
const { NODE_ENV } = process.env;

beforeEach(() => {
  process.env['NODE_ENV'] = 'development';
});

afterEach(async () => {
  process.env['NODE_ENV'] = NODE_ENV;
  await host?.app.close();
  host = undefined;
});

/** What is about addresses in the log of a boot. */
const ABOUT = /^NewPay: orders|^"(?:publicUrl|baseUrl|pages)|^NODE_ENV|^The callback's route is/;

async function linesOf(options: HostAppOptions): Promise<string[]> {
  host = await startHostApp(options);
  return host.logger.lines
    .filter(({ message }) => ABOUT.test(message))
    .map(({ level, text }) => `${level}: ${text}`);
}

const warningsOf = async (options: HostAppOptions) =>
  (await linesOf(options))
    .filter((line) => line.startsWith('warn: '))
    .map((line) => line.replace(/^warn: (.*) NewPayModule$/, '$1'));

const PRODUCTION = 'https://prod-openapi.newpay.la';
const prefixed = (app: INestApplication) => void app.setGlobalPrefix('api');

describe.each(PLATFORMS)('the boot line on %s', (platform) => {
  it.each<[string, HostAppOptions, string]>([
    [
      'by default',
      {},
      `orders to ${PRODUCTION}, callbacks at https://shop.example${CALLBACK_PATH}`,
    ],
    [
      'with a prefix',
      { configure: prefixed },
      `orders to ${PRODUCTION}, callbacks at https://shop.example/api${CALLBACK_PATH}`,
    ],
    [
      'without publicUrl',
      { options: { publicUrl: undefined } },
      `orders to ${PRODUCTION}, callbacks at the callBackUrl that each order names (route ${CALLBACK_PATH})`,
    ],
    [
      'without a callback route',
      { options: { callback: false } },
      `orders to ${PRODUCTION}, no callback route (callback: false)`,
    ],
    [
      'with a sandbox',
      { options: { baseUrl: 'http://127.0.0.1:4010', publicUrl: 'http://localhost:3000' } },
      `orders to http://127.0.0.1:4010, callbacks at http://localhost:3000${CALLBACK_PATH}`,
    ],
    [
      'with a sandbox of API v2',
      { options: { v2: { baseUrl: 'http://127.0.0.1:4010/' } } },
      `orders to ${PRODUCTION}, orders of API v2 to http://127.0.0.1:4010, callbacks at https://shop.example${CALLBACK_PATH}`,
    ],
    [
      'with an endpoint of API v2 elsewhere',
      { options: { v2: { endpoints: { createOrder: 'https://pay.example/order' } } } },
      `orders to ${PRODUCTION}, orders of API v2 to https://pay.example/order, callbacks at https://shop.example${CALLBACK_PATH}`,
    ],
    [
      'with an endpoint elsewhere',
      { options: { endpoints: { createOrder: 'https://pay.example/order' } } },
      `orders to https://pay.example/order, callbacks at https://shop.example${CALLBACK_PATH}`,
    ],
  ])('says where orders go and where callbacks are expected: %s', async (_what, options, line) => {
    expect(await linesOf({ platform, ...options })).toEqual([`log: NewPay: ${line} NewPayModule`]);
  });

  it('is one for each registration, and names it', async () => {
    const options = { name: 'books' };
    expect(await linesOf({ platform, options })).toEqual([
      `log: NewPay: orders to ${PRODUCTION}, callbacks at https://shop.example/newpay/books/callback NewPayModule(books)`,
    ]);
  });
});

describe.each(PLATFORMS)('warnings of addresses on %s', (platform) => {
  it.each<[string, string]>([
    ['http://localhost:3000', 'it is on this machine'],
    ['http://127.0.0.1:3000', 'it is on this machine'],
    ['https://localhost', 'it is on this machine'],
    ['http://[::1]:3000', 'it is on this machine'],
    ['http://0.0.0.0:3000', 'it is on this machine'],
    ['http://192.168.1.20', 'it is in a private network'],
    ['https://10.0.0.5', 'it is in a private network'],
    ['http://100.100.1.1', 'it is in a private network'],
    ['http://[fd00::1]', 'it is in a private network'],
    ['http://shop.local', 'its name is used in local networks only'],
    ['http://host.docker.internal:3000', 'its name is used in local networks only'],
    ['https://shop.test', 'its name is used in local networks only'],
    ['http://shop:3000', 'its name has no domain'],
  ])('say that NewPay cannot reach %s', async (publicUrl, reason) => {
    expect(await warningsOf({ platform, options: { publicUrl } })).toEqual([
      `"publicUrl" is ${publicUrl}, which NewPay at ${PRODUCTION} cannot reach (${reason}): no ` +
        'callback arrives. Set it to the public address of this app, or of a tunnel to it.',
    ]);
  });

  it.each<[string, HostAppOptions, string]>([
    [
      'plain http on a public name',
      { options: { publicUrl: 'http://shop.example' } },
      '"publicUrl" is http://shop.example, plain http: callbacks can be read and stopped on their way. Use https.',
    ],
    [
      'the address of NewPay',
      { options: { publicUrl: `${PRODUCTION}/` } },
      `"publicUrl" is ${PRODUCTION}, the address of NewPay: no callback arrives. Set it to the public address of this app.`,
    ],
    [
      'a page on this machine',
      { options: { pages: { success: 'http://localhost:3000/thanks' } } },
      '"pages.success" is http://localhost:3000/thanks, which a payer cannot open (it is on this machine): set it to a page on the public address of this app.',
    ],
    [
      'the prefix in publicUrl',
      { configure: prefixed, options: { publicUrl: 'https://shop.example/api/' } },
      '"publicUrl" is https://shop.example/api, and callbacks are expected at https://shop.example/api/api/newpay/callback: "/api" stands there twice. Set "publicUrl" to the address of the app without it, unless a proxy takes it off.',
    ],
    [
      'the callback’s path in publicUrl',
      { options: { publicUrl: 'https://shop.example/newpay/callback' } },
      '"publicUrl" is https://shop.example/newpay/callback, and callbacks are expected at https://shop.example/newpay/callback/newpay/callback: "/newpay/callback" stands there twice. Set "publicUrl" to the address of the app without it, unless a proxy takes it off.',
    ],
    [
      'the callback’s path in publicUrl below a prefix',
      { configure: prefixed, options: { publicUrl: 'https://shop.example/newpay/callback' } },
      '"publicUrl" is https://shop.example/newpay/callback, and callbacks are expected at https://shop.example/newpay/callback/api/newpay/callback: "/newpay/callback" stands there twice. Set "publicUrl" to the address of the app without it, unless a proxy takes it off.',
    ],
    [
      'prefix and path in publicUrl, with a sandbox',
      {
        configure: prefixed,
        options: {
          baseUrl: 'http://127.0.0.1:4010',
          publicUrl: 'http://localhost:3000/api/newpay/callback',
        },
      },
      '"publicUrl" is http://localhost:3000/api/newpay/callback, and callbacks are expected at http://localhost:3000/api/newpay/callback/api/newpay/callback: "/newpay/callback" stands there twice. Set "publicUrl" to the address of the app without it, unless a proxy takes it off.',
    ],
    [
      'the prefix in callback.path',
      { configure: prefixed, options: { callback: { path: 'api/pay' } } },
      'The callback\'s route is /api/api/pay: "callback.path" begins with "api", which the app adds to it. Leave it out of "callback.path".',
    ],
    [
      'a sandbox in another container',
      {
        options: {
          baseUrl: 'http://sandbox:4010',
          insecureBaseUrl: true,
          publicUrl: 'http://app:3000',
        },
      },
      '"baseUrl" is http://sandbox:4010, plain http to another host, as "insecureBaseUrl" allows: whoever is on that network can read and stop the orders. Use it for development only.',
    ],
  ])('say what is wrong with %s', async (_what, options, warning) => {
    expect(await warningsOf({ platform, ...options })).toEqual([warning]);
  });

  it('say that a sandbox in another container cannot reach this machine’s own address', async () => {
    const options = {
      baseUrl: 'http://sandbox:4010',
      insecureBaseUrl: true,
      publicUrl: 'http://127.0.0.1:3000',
    };
    expect((await warningsOf({ platform, options }))[1]).toBe(
      '"publicUrl" is http://127.0.0.1:3000, which NewPay at http://sandbox:4010 cannot reach (it is on this machine): no callback arrives. Set it to the public address of this app, or of a tunnel to it.',
    );
  });

  it.each(['http://127.0.0.1:4010', 'http://localhost:4010', 'https://[::1]:4010'])(
    'say in production that %s is not NewPay',
    async (baseUrl) => {
      process.env['NODE_ENV'] = 'production';
      expect(await warningsOf({ platform, options: { baseUrl } })).toEqual([
        `NODE_ENV is "production" and "baseUrl" is ${baseUrl}, which is not NewPay's (it is on this machine): no real payment can be made. Leave "baseUrl" out to use the production address of NewPay.`,
      ]);
    },
  );

  it('say in production that the address of API v2 is not NewPay', async () => {
    process.env['NODE_ENV'] = 'production';
    const v2 = { baseUrl: 'http://127.0.0.1:4010' };
    expect(await warningsOf({ platform, options: { v2 } })).toEqual([
      'NODE_ENV is "production" and "v2.baseUrl" is http://127.0.0.1:4010, which is not NewPay\'s (it is on this machine): no real payment can be made. Leave "v2.baseUrl" out to use the production address of NewPay.',
    ]);
  });

  it.each<[string, HostAppOptions]>([
    [
      'all is on this machine',
      {
        options: {
          baseUrl: 'http://127.0.0.1:4010',
          v2: { baseUrl: 'http://127.0.0.1:4010' },
          publicUrl: 'http://127.0.0.1:3000',
          pages: { success: 'http://localhost:3000/orders' },
        },
      },
    ],
    ['all is public', { configure: prefixed }],
    ['publicUrl has a path of its own', { options: { publicUrl: 'https://shop.example/shop' } }],
    ['each order names its callBackUrl', { options: { publicUrl: undefined } }],
  ])('are none when %s', async (_what, options) => {
    expect(await warningsOf({ platform, ...options })).toEqual([]);
  });
});

it('A process without HTTP says where orders go, too.', async () => {
  const logger = new RecordingLogger();
  const options = { ...validOptions(), publicUrl: undefined };
  const worker = {
    module: class Worker {},
    imports: [EventEmitterModule.forRoot(), NewPayModule.forRoot(options)],
  };
  const app = await NestFactory.createApplicationContext(worker, { logger });
  await app.close();

  expect(logger.textsOf('log').filter((line) => ABOUT.test(line))).toEqual([
    `NewPay: orders to ${PRODUCTION}, callbacks at the callBackUrl that each order names (route ${CALLBACK_PATH}) NewPayModule`,
  ]);
});
