import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { Agent } from 'undici';
import {
  newPayConfig,
  NewPayConfigurationError,
  NewPayModule,
  NewPayService,
} from '../../lib/index.js';
import { NEWPAY_OPTIONS } from '../../lib/registration/newpay.tokens.js';
import { resolveOptions } from '../../lib/options/resolve-options.js';
import type { ResolvedNewPayOptions } from '../../lib/options/resolved-options.interface.js';
import { validOptions } from '../support/host-app.js';
import { merchantKeys, pemOf, platformKeys } from '../support/keys.js';
import { APP_ID, MERCHANT_ID } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';

const NAME =
  'must be 1 to 64 letters (a-z), digits, "_", "-" or ".", and start with a letter or digit. Omit it when the app has one merchant';

describe('Missing or invalid options fail at startup', () => {
  const https = 'must be an https URL without a query';
  const number = 'must be a whole number of milliseconds';
  const OWN_HALF = 'is the public half of your own "privateKey": put NewPay\'s public key here';
  const INSECURE =
    'is plain http to another host: use https. For a sandbox in another container, set "insecureBaseUrl" to true as well';

  it.each<[object, string, string]>([
    [
      { appId: undefined },
      'appId',
      "is missing: set it in the module's options (with newPayConfig: NEWPAY_APP_ID)",
    ],
    [{ appId: '' }, 'appId', 'is missing'],
    [{ appId: 6 }, 'appId', 'must be a string, not a number: write it in quotes'],
    [{ merchantId: 7n }, 'merchantId', 'must be a string, not a bigint: write it in quotes'],
    [{ merchantId: ['7'] }, 'merchantId', 'must be a string, not an array'],
    [{ merchantId: undefined }, 'merchantId', 'NEWPAY_MERCHANT_ID'],
    [{ privateKey: undefined }, 'privateKey', 'NEWPAY_PRIVATE_KEY'],
    [{ privateKey: 'nonsense' }, 'privateKey', 'give a PEM'],
    [{ privateKey: pemOf(merchantKeys.publicKey) }, 'privateKey', 'holds a public key'],
    [{ platformPublicKey: undefined }, 'platformPublicKey', 'NEWPAY_PLATFORM_PUBLIC_KEY'],
    [{ platformPublicKey: [] }, 'platformPublicKey', 'is an empty array'],
    [
      { platformPublicKey: pemOf(platformKeys.privateKey) },
      'platformPublicKey',
      'holds a private key',
    ],
    [
      { platformPublicKey: [pemOf(platformKeys.publicKey), 'x!'] },
      'platformPublicKey[1]',
      'is not a key',
    ],
    [{ publicUrl: 'shop.example' }, 'publicUrl', 'must be an absolute http(s) URL'],
    [{ publicUrl: 'https://shop.example/?a=1' }, 'publicUrl', 'without a query'],
    [{ pages: { success: '/thanks' } }, 'pages.success', 'must be an absolute http(s) URL'],
    [
      { pages: { sucess: 'https://a.example' } },
      'pages.sucess',
      'is unknown: the known names are success, failure, cancel',
    ],
    [{ baseUrl: 'http://newpay.example' }, 'baseUrl', https],
    [{ baseUrl: 'https://newpay.example?x' }, 'baseUrl', https],
    [{ baseUrl: 'newpay' }, 'baseUrl', https],
    [
      { dispatcher: {} },
      'dispatcher',
      'must be a Dispatcher of undici, such as new Agent(), not an object',
    ],
    [{ dispatcher: null }, 'dispatcher', 'such as new Agent(), not null'],
    [{ dispatcher: Agent }, 'dispatcher', 'such as new Agent(), not a function'],
    [{ timeout: 0 }, 'timeout', number],
    [{ timeout: Number.NaN }, 'timeout', number],
    [
      { timeout: '5' },
      'timeout',
      'not a string: write it without quotes, or convert it with Number()',
    ],
    [{ timeout: '10s' }, 'timeout', 'such as 10000, not a string'],
    [
      { timeout: Number('10s') },
      'timeout',
      'not NaN: the value that it was converted from is not a number',
    ],
    [{ timeout: 1.5 }, 'timeout', number],
    [{ timeout: null }, 'timeout', number],
    [{ timeout: 2 ** 31 }, 'timeout', number],
    [
      { endpoints: { createOrder: 'pay' } },
      'endpoints.createOrder',
      'must be a path that starts with "/"',
    ],
    [
      { endpoints: { createOrder: 'http://a.example/pay' } },
      'endpoints.createOrder',
      'or a full https URL',
    ],
    [
      { endpoints: { createOrders: '/pay' } },
      'endpoints.createOrders',
      'is unknown: the known names are createOrder',
    ],
    [{ replayWindow: 0 }, 'replayWindow', number],
    [{ replayWindow: true }, 'replayWindow', 'or false'],
    [{ replayWindow: 'false' }, 'replayWindow', 'or false, not a string'],
    [{ replayWindow: Infinity }, 'replayWindow', 'must be a whole number of milliseconds above 0'],
    [{ store: null }, 'store', 'must be a NewPayCallbackStore, not null: omit it'],
    [
      { expectOrder: null },
      'expectOrder',
      'must be a function that takes the order number, not null',
    ],
    [{ endpoints: null }, 'endpoints', 'must be an object with createOrder'],
    [{ endpoints: { refund: null } }, 'endpoints.refund', 'must be a path that starts with "/"'],
    [{ pages: ['https://a.example'] }, 'pages', 'not an array'],
    [{ pages: Promise.resolve({}) }, 'pages', 'not a Promise: await it first'],
    [{ endpoints: Promise.resolve({}) }, 'endpoints', 'not a Promise: await it first'],
    [{ v2: Promise.resolve({}) }, 'v2', 'not a Promise: await it first'],
    [{ retry: Promise.resolve({}) }, 'retry', 'not a Promise: await it first'],
    [{ pages: new Map([['success', 'https://a.example']]) }, 'pages', 'has none of the names succ'],
    [{ v2: new URL('https://a.example') }, 'v2', 'has none of the names baseUrl'],
    [{ endpoints: new Date() }, 'endpoints', 'has none of the names createOrder'],
    [{ pages: { cancel: null } }, 'pages.cancel', 'must be an absolute http(s) URL'],
    [{ platformPublicKey: [undefined] }, 'platformPublicKey', 'not undefined: give a PEM'],
    [{ platformPublicKey: { 0: 'x' } }, 'platformPublicKey', 'not of type object: give a PEM'],
    [{ platformPublicKey: pemOf(merchantKeys.publicKey) }, 'platformPublicKey', OWN_HALF],
    [{ platformPublicKey: merchantKeys.publicKey }, 'platformPublicKey', OWN_HALF],
    [
      { platformPublicKey: [platformKeys.publicKey, pemOf(merchantKeys.publicKey)] },
      'platformPublicKey[1]',
      OWN_HALF,
    ],
    [{ baseUrl: 'http://sandbox:4010' }, 'baseUrl', INSECURE],
    [{ baseUrl: 'http://10.1.2.3:4010' }, 'baseUrl', INSECURE],
    [{ baseUrl: 'http://sandbox:4010', insecureBaseUrl: false }, 'baseUrl', INSECURE],
    [{ baseUrl: 'http://newpay.example', insecureBaseUrl: true }, 'baseUrl', https],
    [{ baseUrl: 'http://8.8.8.8', insecureBaseUrl: true }, 'baseUrl', https],
    [{ baseUrl: 'ftp://sandbox', insecureBaseUrl: true }, 'baseUrl', https],
    [{ insecureBaseUrl: 'true' }, 'insecureBaseUrl', 'must be true or false, not a string'],
    [{ baseUrl: '"https://newpay.example"' }, 'baseUrl', 'contains a quotation mark: remove it'],
    [{ publicUrl: 'https://shop.example ' }, 'publicUrl', 'starts or ends with white space'],
    [
      { publicUrl: 'https://shop.example\u200B' },
      'publicUrl',
      String.raw`contains an invisible character, \u{200b}`,
    ],
    [{ pages: { success: '<shop>/thanks' } }, 'pages.success', 'must be an absolute http(s) URL'],
    [{ pages: null }, 'pages', 'must be an object with success, failure, cancel'],
    [{ endpoints: 'x' }, 'endpoints', 'must be an object with createOrder'],
    [
      { refundSettleTime: 0 },
      'refundSettleTime',
      'must be a whole number of milliseconds above 0, such as 900000, or false',
    ],
    [{ watch: [] }, 'watch', 'must be false, or 1 to 20 times in milliseconds after the order'],
    [{ watch: true }, 'watch', 'such as [120000, 960000]'],
    [{ watch: [0] }, 'watch', 'each a whole number from 1 to 2592000000'],
    [{ watch: [1.5] }, 'watch', 'each a whole number'],
    [{ watch: ['120000'] }, 'watch', 'each a whole number'],
    [{ watch: [2, 2] }, 'watch', 'later than the one before'],
    [{ watch: [2_592_000_001] }, 'watch', 'to 2592000000'],
    [{ watch: Array.from({ length: 21 }, (_, i) => i + 1) }, 'watch', '1 to 20 times'],
    [{ queryRate: 0 }, 'queryRate', 'a whole number of queries a second from 1 to 1000, such as 5'],
    [{ queryRate: 1001 }, 'queryRate', 'from 1 to 1000'],
    [{ queryRate: '5' }, 'queryRate', 'from 1 to 1000'],
    [
      { ignoreFields: { payment: [] } },
      'ignoreFields.payment',
      'is unknown: the known names are paymentCallback, refundCallback, order, paymentQuery, refund, refundQuery, user, transfer, transferQuery, call',
    ],
    [
      { ignoreFields: { refundQuery: 'newpayOrderNo' } },
      'ignoreFields.refundQuery',
      'must be an array of these field names: newpayOrderNo, timestamp, transStatus',
    ],
    [{ ignoreFields: { call: ['sign'] } }, 'ignoreFields.call', 'timestamp, transStatus, newpay'],
    [{ ignoreFields: ['timestamp'] }, 'ignoreFields', ', not an array'],
    [{ hooks: null }, 'hooks', 'must be an object with request'],
    [{ apId: 'x' }, 'apId', 'is unknown: the known names are appId, merchantId'],
  ])('with %o', async (changes, option, problem) => {
    const options = { ...validOptions(), ...changes };
    const boot = Test.createTestingModule({ imports: [NewPayModule.forRoot(options)] }).compile();
    const error: unknown = await boot.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NewPayConfigurationError);
    expect(error).toMatchObject({ code: 'ERR_NEWPAY_CONFIGURATION', option });
    expect((error as Error).message).toContain(`NewPay option "${option}" `);
    expect((error as Error).message).toContain(problem);
  });

  it.each<[unknown, string]>([
    [undefined, 'are missing: the options factory returned nothing'],
    [null, 'are missing: the options factory returned nothing'],
    [Promise.resolve(undefined), 'are missing: the options factory returned nothing'],
    ['options', 'must be an object'],
    [[validOptions()], 'must be an object, not an array'],
    [class Options {}, 'must be an object, not a class or a function'],
    [() => validOptions(), 'must be an object, not a class or a function'],
  ])('with a factory that returns %p', async (options, problem) => {
    const module = NewPayModule.forRootAsync({ useFactory: () => untyped(options) });
    await expect(Test.createTestingModule({ imports: [module] }).compile()).rejects.toThrow(
      new Error(`The NewPay options ${problem}`),
    );
  });

  it.each([undefined, null])('with forRoot(%p)', (options) => {
    expect(() => NewPayModule.forRoot(untyped(options))).toThrow(
      new Error('The NewPay options are missing: pass them to forRoot()'),
    );
  });

  it.each([undefined, null])('with forRootAsync(%p)', (options) => {
    expect(() => NewPayModule.forRootAsync(untyped(options))).toThrow(
      new Error(
        'The NewPay options are missing: pass forRootAsync() an object with useFactory, useClass or useExisting',
      ),
    );
  });

  it.each<[object, string, string]>([
    [{ name: '' }, 'name', NAME],
    [{ name: 'my/books' }, 'name', NAME],
    [{ name: 'my books' }, 'name', NAME],
    [{ name: '__proto__' }, 'name', NAME],
    [{ name: 'a:b' }, 'name', NAME],
    [{ name: 'x'.repeat(65) }, 'name', NAME],
    [{ name: 5 }, 'name', 'must be a string, not a number'],
    [{ name: null }, 'name', 'must be a string, not null'],
    [{ isGlobal: 'true' }, 'isGlobal', 'must be true or false, not a string'],
    [{ isGlobal: 1 }, 'isGlobal', 'must be true or false, not a number'],
  ])('with the extra %p, when the module is declared', (extras, option, problem) => {
    const declarations = [
      () => NewPayModule.forRoot(untyped({ ...validOptions(), ...extras })),
      () => NewPayModule.forRootAsync(untyped({ useFactory: () => validOptions(), ...extras })),
    ];
    for (const declare of declarations) {
      expect(declare).toThrow(new Error(`NewPay option "${option}" ${problem}`));
    }
  });
});

describe('The defaults of the options', () => {
  it('are the documented ones', () => {
    const { appId, merchantId, privateKey, platformPublicKey } = validOptions();
    const resolved = resolveOptions({ appId, merchantId, privateKey, platformPublicKey });
    expect(resolved).toMatchObject({
      publicUrl: undefined,
      pages: {},
      timeout: 10_000,
      replayWindow: 86_400_000,
      endpoints: {
        createOrder: 'https://prod-openapi.newpay.la/api/open/converge/pay/v1/createOrder',
        createMobileOrder: 'https://prod-openapi.newpay.la/api/open/converge/pay/v1/m/createOrder',
      },
    });
    expect(Object.isFrozen(resolved)).toBe(true);
  });

  it('show no key when the options are printed', () => {
    const resolved = resolveOptions(validOptions());
    expect(JSON.stringify({ ...resolved, store: undefined })).not.toMatch(/BEGIN|MII/);
  });
});

describe('newPayConfig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'newpay-'));
  const files = { private: join(folder, 'private.pem'), public: join(folder, 'public.pem') };
  writeFileSync(files.private, pemOf(merchantKeys.privateKey));
  writeFileSync(files.public, pemOf(platformKeys.publicKey));
  const oneLine = (pem: string) => pem.replaceAll('\n', '\\n');

  function setEnvironment(variables: Record<string, string>): void {
    clearEnvironment();
    Object.assign(process.env, variables);
  }

  function clearEnvironment(): void {
    for (const name of Object.keys(process.env)) {
      if (name.startsWith('NEWPAY_')) {
        delete process.env[name];
      }
    }
  }

  afterEach(clearEnvironment);
  afterAll(() => rmSync(folder, { recursive: true }));

  const compile = () =>
    Test.createTestingModule({
      imports: [NewPayModule.forRootAsync(newPayConfig.asProvider())],
    }).compile();

  it('is a complete argument of forRootAsync', async () => {
    setEnvironment({
      NEWPAY_APP_ID: APP_ID,
      NEWPAY_MERCHANT_ID: MERCHANT_ID,
      NEWPAY_PRIVATE_KEY: oneLine(pemOf(merchantKeys.privateKey)),
      NEWPAY_PLATFORM_PUBLIC_KEY: oneLine(pemOf(platformKeys.publicKey)),
      NEWPAY_PUBLIC_URL: 'https://shop.example',
      NEWPAY_BASE_URL: 'https://newpay.example',
      NEWPAY_TIMEOUT: '5000',
      NEWPAY_REPLAY_WINDOW: 'false',
      NEWPAY_SUCCESS_PAGE_URL: 'https://shop.example/s',
      NEWPAY_FAILURE_PAGE_URL: '',
    });
    const module = await compile();
    expect(module.get(NewPayService)).toBeInstanceOf(NewPayService);
    expect(module.get<ResolvedNewPayOptions>(NEWPAY_OPTIONS, { strict: false })).toMatchObject({
      appId: APP_ID,
      merchantId: MERCHANT_ID,
      publicUrl: 'https://shop.example',
      timeout: 5000,
      replayWindow: false,
      pages: { success: 'https://shop.example/s' },
      endpoints: { createOrder: expect.stringMatching(/^https:\/\/newpay\.example\//) },
    });
  });

  it('reads keys from files, several platform keys separated by commas', async () => {
    setEnvironment({
      NEWPAY_APP_ID: APP_ID,
      NEWPAY_MERCHANT_ID: MERCHANT_ID,
      NEWPAY_PRIVATE_KEY_FILE: files.private,
      NEWPAY_PLATFORM_PUBLIC_KEY_FILE: `${files.public}, ${files.public}`,
      NEWPAY_REPLAY_WINDOW: '60000',
    });
    const module = await compile();
    expect(module.get(NEWPAY_OPTIONS, { strict: false })).toMatchObject({ replayWindow: 60_000 });
  });

  it.each<[Record<string, string>, string]>([
    [
      {},
      'NewPay options "appId", "merchantId", "privateKey" and "platformPublicKey" are missing: set them in the module\'s options (with newPayConfig: NEWPAY_APP_ID, NEWPAY_MERCHANT_ID, NEWPAY_PRIVATE_KEY, NEWPAY_PLATFORM_PUBLIC_KEY)',
    ],
    [
      { NEWPAY_APP_ID: '6', NEWPAY_MERCHANT_ID: '7' },
      'NewPay options "privateKey" and "platformPublicKey" are missing: set them',
    ],
    [
      { NEWPAY_PRIVATE_KEY_FILE: '/no/such.pem' },
      'NewPay option "NEWPAY_PRIVATE_KEY_FILE" names a file that cannot be read (ENOENT, "/no/such.pem"): set it to the path of a PEM file',
    ],
    [
      { NEWPAY_PLATFORM_PUBLIC_KEY_FILE: '/no/such.pem' },
      'NewPay option "NEWPAY_PLATFORM_PUBLIC_KEY_FILE" names a file',
    ],
  ])('throws an error for %j that names the missing variable', async (variables, message) => {
    setEnvironment(variables);
    await expect(compile()).rejects.toThrow(message);
  });

  it('does not quote a key that is set in place of its path', async () => {
    setEnvironment({ NEWPAY_PRIVATE_KEY_FILE: pemOf(merchantKeys.privateKey) });
    const error: unknown = await compile().catch((reason: unknown) => reason);
    expect((error as Error).message).toContain('NEWPAY_PRIVATE_KEY_FILE');
    expect((error as Error).message).not.toContain('BEGIN');
    expect((error as Error).cause).toBeUndefined();
  });

  it('names the option and the variable of an invalid number', async () => {
    setEnvironment({
      NEWPAY_APP_ID: APP_ID,
      NEWPAY_MERCHANT_ID: MERCHANT_ID,
      NEWPAY_PRIVATE_KEY_FILE: files.private,
      NEWPAY_PLATFORM_PUBLIC_KEY_FILE: files.public,
      NEWPAY_TIMEOUT: 'ten',
    });
    await expect(compile()).rejects.toThrow('NewPay option "timeout" must be a whole number');
  });
});
