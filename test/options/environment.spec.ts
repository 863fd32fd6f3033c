import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { newPayConfig, NewPayConfigurationError, NewPayModule } from '../../lib/index.js';
import { NEWPAY_OPTIONS } from '../../lib/registration/newpay.tokens.js';
import type { ResolvedNewPayOptions } from '../../lib/options/resolved-options.interface.js';
import { merchantKeys, pemOf, platformKeys, rsaKeyPair } from '../support/keys.js';
import { RecordingLogger } from '../support/recording-logger.js';

const folder = mkdtempSync(join(tmpdir(), 'newpay-'));
const fileOf = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const privatePem = pemOf(merchantKeys.privateKey);
const publicPem = pemOf(platformKeys.publicKey);
const otherPem = pemOf(merchantKeys.publicKey);
const complete = {
  NEWPAY_APP_ID: '6',
  NEWPAY_MERCHANT_ID: '7',
  NEWPAY_PRIVATE_KEY: privatePem.replaceAll('\n', ' '),
  NEWPAY_PLATFORM_PUBLIC_KEY: Buffer.from(publicPem).toString('base64'),
};

function clearEnvironment(): void {
  for (const name of Object.keys(process.env)) {
    if (/^NEW_?PAY_/i.test(name)) {
      delete process.env[name];
    }
  }
}

beforeEach(clearEnvironment);
afterEach(clearEnvironment);
afterAll(() => rmSync(folder, { recursive: true }));

/** Boots with these variables; `undefined` takes one of the complete set away. */
async function boot(variables: Record<string, string | undefined>) {
  for (const [name, value] of Object.entries({ ...complete, ...variables })) {
    if (value !== undefined) {
      process.env[name] = value;
    }
  }
  const logger = new RecordingLogger();
  const module = await Test.createTestingModule({
    imports: [NewPayModule.forRootAsync(newPayConfig.asProvider())],
  })
    .setLogger(logger)
    .compile();
  const options = module.get<ResolvedNewPayOptions>(NEWPAY_OPTIONS, { strict: false });
  return { options, warnings: logger.textsOf('warn') };
}

const refusal = (variables: Record<string, string | undefined>) =>
  boot(variables).then(
    () => 'nothing',
    (error: unknown) => {
      expect(error).toBeInstanceOf(NewPayConfigurationError);
      return (error as Error).message;
    },
  );

describe('newPayConfig and keys in environment variables', () => {
  it.each<[string, () => Record<string, string | undefined>, number]>([
    ['in quotes that docker keeps', () => ({ NEWPAY_PRIVATE_KEY: `"${privatePem.trim()}"` }), 1],
    [
      'two, with a comma at the end',
      () => ({
        NEWPAY_PLATFORM_PUBLIC_KEY: `${publicPem},${Buffer.from(pemOf(platformKeys.publicKey)).toString('base64')},`,
      }),
      2,
    ],
    [
      'DER of files',
      () => ({
        NEWPAY_PRIVATE_KEY: undefined,
        NEWPAY_PRIVATE_KEY_FILE: fileOf(
          'private.der',
          merchantKeys.privateKey.export({ type: 'pkcs1', format: 'der' }),
        ),
        NEWPAY_PLATFORM_PUBLIC_KEY: undefined,
        NEWPAY_PLATFORM_PUBLIC_KEY_FILE: fileOf(
          'public.der',
          platformKeys.publicKey.export({ type: 'spki', format: 'der' }),
        ),
      }),
      1,
    ],
    [
      'of files whose path is in quotes, or an address',
      () => ({
        NEWPAY_PRIVATE_KEY: undefined,
        NEWPAY_PRIVATE_KEY_FILE: `"'${fileOf("o'quoted.pem", privatePem)}'"`,
        NEWPAY_PLATFORM_PUBLIC_KEY: undefined,
        NEWPAY_PLATFORM_PUBLIC_KEY_FILE: `${pathToFileURL(fileOf('address.pem', publicPem)).href},`,
      }),
      1,
    ],
  ])('reads keys: %s', async (_what, variables, count) => {
    const { options } = await boot(variables());
    expect(options.verifier.size).toBe(count);
  });

  it.each<[string, () => Record<string, string | undefined>, string]>([
    [
      'one that is a path',
      () => ({ NEWPAY_PRIVATE_KEY: '/run/secrets/key.pem' }),
      'NewPay option "privateKey" looks like the path of a file: give the content of the file, or set NEWPAY_PRIVATE_KEY_FILE with newPayConfig',
    ],
    [
      'one platform key that is none, by the name of the option',
      () => ({ NEWPAY_PLATFORM_PUBLIC_KEY: 'my key!' }),
      'NewPay option "platformPublicKey" is not a key: give a PEM (SPKI or PKCS#1), the bare Base64 of its DER, a Buffer or a KeyObject',
    ],
    [
      'the public half of the own one',
      () => ({ NEWPAY_PLATFORM_PUBLIC_KEY: otherPem }),
      'NewPay option "platformPublicKey" is the public half of your own "privateKey": put NewPay\'s public key here',
    ],
    [
      'both a private key and its file',
      () => ({ NEWPAY_PRIVATE_KEY_FILE: '/run/secrets/key.pem' }),
      'NewPay options "NEWPAY_PRIVATE_KEY" and "NEWPAY_PRIVATE_KEY_FILE" are both set: remove one of them',
    ],
    [
      'both platform keys and their file',
      () => ({ NEWPAY_PLATFORM_PUBLIC_KEY_FILE: '/run/secrets/key.pem' }),
      'NewPay options "NEWPAY_PLATFORM_PUBLIC_KEY" and "NEWPAY_PLATFORM_PUBLIC_KEY_FILE" are both set: remove one of them',
    ],
    [
      'an empty file',
      () => ({
        NEWPAY_PRIVATE_KEY: undefined,
        NEWPAY_PRIVATE_KEY_FILE: fileOf('empty.pem', ' \n'),
      }),
      `NewPay option "NEWPAY_PRIVATE_KEY_FILE" names an empty file, "${join(folder, 'empty.pem')}": set it to the path of a PEM file`,
    ],
    [
      'a folder',
      () => ({ NEWPAY_PRIVATE_KEY: undefined, NEWPAY_PRIVATE_KEY_FILE: folder }),
      `NewPay option "NEWPAY_PRIVATE_KEY_FILE" names a file that cannot be read (EISDIR, "${folder}"): set it to the path of a PEM file`,
    ],
    [
      'a Windows path whose \\n became a line break',
      () => ({ NEWPAY_PRIVATE_KEY: undefined, NEWPAY_PRIVATE_KEY_FILE: 'C:\new\\key.pem' }),
      String.raw`NewPay option "NEWPAY_PRIVATE_KEY_FILE" names a file that cannot be read (ENOENT, "C:\u{a}ew\key.pem" (a "\" became a line break: write "/")): set it to the path of a PEM file`,
    ],
    [
      'Base64 in the place of its path',
      () => ({
        NEWPAY_PRIVATE_KEY: undefined,
        NEWPAY_PRIVATE_KEY_FILE: privatePem.split('\n')[5],
      }),
      'NewPay option "NEWPAY_PRIVATE_KEY_FILE" names a file that cannot be read (ENOENT): set it to the path of a PEM file',
    ],
  ])('rejects a key file with the remedy: %s', async (_what, variables, message) => {
    expect(await refusal(variables())).toBe(message);
  });

  it('never quotes a line of a key that is set in place of the path of its file', async () => {
    const lines = privatePem.trim().split('\n');
    const ends = Array.from({ length: 4 }, () =>
      pemOf(rsaKeyPair().privateKey).split('\n').slice(2, -2),
    ).flat();
    for (const line of [...lines, ...ends]) {
      const message = await refusal({
        NEWPAY_PRIVATE_KEY: undefined,
        NEWPAY_PRIVATE_KEY_FILE: line,
      });
      expect(message).toMatch(
        /^NewPay option "NEWPAY_PRIVATE_KEY_FILE" names a file that cannot be read \(ENOENT\): set it to/,
      );
    }
  });
});

describe('newPayConfig and other environment variables', () => {
  it('removes white space around values', async () => {
    const { options, warnings } = await boot({
      NEWPAY_APP_ID: ' 6\r',
      NEWPAY_TIMEOUT: ' 5000 ',
      NEWPAY_INSECURE_BASE_URL: ' TRUE ',
      NEWPAY_REPLAY_WINDOW: 'False ',
      NEWPAY_BASE_URL: ' http://sandbox:4010\r',
    });
    expect(options).toMatchObject({
      appId: '6',
      timeout: 5000,
      replayWindow: false,
      baseUrl: 'http://sandbox:4010',
    });
    expect(warnings).toEqual([]);
  });

  it('reads pages, flags and the address of API v2', async () => {
    const page = (name: string) => `https://shop.example/${name}`;
    const { options } = await boot({
      NEWPAY_PUBLIC_URL: 'https://shop.example',
      NEWPAY_SUCCESS_PAGE_URL: page('success'),
      NEWPAY_FAILURE_PAGE_URL: page('failure'),
      NEWPAY_CANCEL_PAGE_URL: page('cancel'),
      NEWPAY_INSECURE_BASE_URL: 'false',
      NEWPAY_V2_BASE_URL: 'https://v2.newpay.example',
    });
    expect(options).toMatchObject({
      pages: { success: page('success'), failure: page('failure'), cancel: page('cancel') },
      v2: { baseUrl: 'https://v2.newpay.example' },
    });
  });

  it('takes "false" for what it says', async () => {
    const plain = { NEWPAY_BASE_URL: 'http://sandbox:4010' };
    expect(await refusal({ ...plain, NEWPAY_INSECURE_BASE_URL: 'false' })).toContain(
      '"baseUrl" is plain http to another host',
    );
  });

  it.each<[Record<string, string>, string]>([
    [
      { NEWPAY_APP_ID: '"6"' },
      'NewPay option "appId" contains a quotation mark: remove it (docker keeps the quotes in an --env-file) (with newPayConfig: NEWPAY_APP_ID)',
    ],
    [
      { NEWPAY_TIMEOUT: '10s' },
      'NewPay option "timeout" must be a whole number of milliseconds, such as 10000: NEWPAY_TIMEOUT is not a number',
    ],
    [
      { NEWPAY_REPLAY_WINDOW: 'off' },
      'NewPay option "replayWindow" must be a whole number of milliseconds, such as 86400000, or false: NEWPAY_REPLAY_WINDOW is not a number',
    ],
    [
      { NEWPAY_INSECURE_BASE_URL: 'yes' },
      'NewPay option "insecureBaseUrl" must be true or false: NEWPAY_INSECURE_BASE_URL is neither',
    ],
    [
      { NEWPAY_BASE_URL: 'http://sandbox:4010' },
      'NewPay option "baseUrl" is plain http to another host: use https. For a sandbox in another container, set "insecureBaseUrl" to true as well (with newPayConfig: NEWPAY_INSECURE_BASE_URL=true), in development only',
    ],
  ])('rejects %j', async (variables, message) => {
    expect(await refusal(variables)).toBe(message);
  });

  it.each<[string, string | undefined]>([
    ['NEWPAY_BASEURL', 'NEWPAY_BASE_URL'],
    ['NEWPAY_BASE_URI', 'NEWPAY_BASE_URL'],
    ['NEWPAY_TIMEOUT_MS', 'NEWPAY_TIMEOUT'],
    ['NEWPAY_REPLAY_WINDOWS', 'NEWPAY_REPLAY_WINDOW'],
    ['NEWPAY_MERCHANTID', 'NEWPAY_MERCHANT_ID'],
    ['NEWPAY_PUBLIC_KEY', 'NEWPAY_PLATFORM_PUBLIC_KEY'],
    ['NEWPAY_PRIVATE_KEYFILE', 'NEWPAY_PRIVATE_KEY_FILE'],
    ['NEWPAY_SUCCES_PAGE_URL', 'NEWPAY_SUCCESS_PAGE_URL'],
    ['NEW_PAY_APP_ID', 'NEWPAY_APP_ID'],
    ['newpay_public_url', 'NEWPAY_PUBLIC_URL'],
    ['NEWPAY_CURRENCY_OF_THE_SHOP', undefined],
  ])('logs a warning for %s, with the most similar known name', async (name, meant) => {
    const { warnings } = await boot({ [name]: 'x' });
    expect(warnings).toEqual([
      meant === undefined
        ? `The environment variable ${name} is not read by newPayConfig: see docs/configuration.md for those that are. NewPayModule`
        : `The environment variable ${name} is not read by newPayConfig: did you mean ${meant}? NewPayModule`,
    ]);
  });

  it('are not checked when newPayConfig is not used', async () => {
    process.env['NEWPAY_BASEURL'] = 'x';
    const logger = new RecordingLogger();
    const { appId, merchantId } = { appId: '6', merchantId: '7' };
    await Test.createTestingModule({
      imports: [
        NewPayModule.forRoot({
          appId,
          merchantId,
          privateKey: privatePem,
          platformPublicKey: publicPem,
        }),
      ],
    })
      .setLogger(logger)
      .compile();
    expect(logger.textsOf('warn')).toEqual([]);
  });
});
