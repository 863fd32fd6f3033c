import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { NewPayConfigurationError } from '../../lib/index.js';
import { signCallback } from '../../lib/testing/index.js';
import { ACKNOWLEDGED } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { platformKeys } from '../support/keys.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';

const { privateKey } = platformKeys;

describe.each(PLATFORMS)('A callback signed by signCallback, on %s', (platform) => {
  let host: HostApp | undefined;

  afterEach(() => host?.app.close());

  it('is verified and published', async () => {
    const listener = new PaymentListener();
    host = await startHostApp({
      platform,
      providers: [{ provide: PaymentListener, useValue: listener }],
    });
    const fields = { ...paymentFields({ orderNo: 'A77' }), extra: null, subject: undefined };

    expect(await host.postCallback(signCallback(untyped(fields), privateKey))).toEqual(
      ACKNOWLEDGED,
    );
    expect(listener.receivedEvents).toMatchObject([['paid', { orderNo: 'A77', extra: undefined }]]);
  });
});

it('signCallback signs as a second implementation does: numbers as printed, "" signed, null not', () => {
  const fields = paymentFields({ orderAmt: 123.5, extra: '', transInfo: null, other: 'ສະບາຍດີ' });
  expect(signCallback(untyped(fields), privateKey)).toBe(signedBody(fields));
});

it('signCallback replaces a signature that the fields have', () => {
  const fields = { appId: '6', orderNo: 'A1' };
  expect(signCallback({ ...fields, sign: 'old' }, privateKey)).toBe(
    signCallback(fields, privateKey),
  );
});

it('signCallback takes a KeyObject and a PEM', () => {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  expect(signCallback({ appId: '6' }, pem)).toBe(signCallback({ appId: '6' }, privateKey));
});

it.each([
  ['an object', {}],
  ['a list', []],
  ['a boolean', true],
  ['NaN', Number.NaN],
])('signCallback refuses a field that is %s', (_what, value) => {
  expect(() => signCallback(untyped({ attach: value }), privateKey)).toThrow(
    new TypeError('signCallback: the field "attach" must be text or a finite number'),
  );
});

it('signCallback refuses a key that no platform has', () => {
  const { privateKey: short } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  expect(() => signCallback({ appId: '6' }, short)).toThrow(
    new NewPayConfigurationError(
      'privateKey',
      'is an RSA key of 1024 bits: give one of at least 2048',
    ),
  );
});
