import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable, Module, Scope } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { MemoryCallbackStore, newPayConfig, NewPayModule } from '../../../lib/index.js';
import { validOptions } from '../../support/host-app.js';
import { merchantKeys, pemOf, platformKeys, rsaKeyPair } from '../../support/keys.js';
import { ManualQueue } from '../../support/manual-queue.js';
import { bootError, thrown, type Scenarios } from './scenario.js';
import { callUntyped, untyped } from '../../support/untyped.js';

/** Boots with options of which one is wrong. */
const withOptions = (changes: object) => () =>
  bootError(NewPayModule.forRoot({ ...validOptions(), ...changes }));

/** What `newPayConfig` throws with these variables. */
async function withVariables(variables: Record<string, string>): Promise<string[]> {
  Object.assign(process.env, variables);
  try {
    return await thrown(() => newPayConfig());
  } finally {
    for (const name of Object.keys(variables)) {
      delete process.env[name];
    }
  }
}

const registration = (extras: object) => NewPayModule.forRoot({ ...validOptions(), ...extras });

/** Extras of which one is wrong, which is told at once. */
const withExtras = (extras: object) => () => thrown(() => registration(extras));

const cutOff = (pem: string) => pem.replace(/\n.*\n-----END/, '\n-----END');

const containers = JSON.parse(
  readFileSync(new URL('../../fixtures/key-containers.json', import.meta.url), 'utf8'),
) as Record<string, string>;
const container = (name: string) => Buffer.from(containers[name] ?? '', 'base64');

@Injectable({ scope: Scope.REQUEST })
class PerRequest {}

@Module({ providers: [PerRequest], exports: [PerRequest] })
class PerRequestModule {}

const PRIVATE = { type: 'pkcs8', format: 'pem' } as const;

function ownStore(more: object): object {
  const [claim, complete, release] = [ownStore, ownStore, ownStore];
  return { retention: 1e9, claim, complete, release, ...more };
}

export const ofOptions: Scenarios = {
  'a key is missing': withOptions({ privateKey: '' }),
  'a key that is none': withOptions({ privateKey: 'my key!' }),
  'Base64 that is no private key': withOptions({ privateKey: 'aGVsbG8=' }),
  'Base64 that is no public key': withOptions({ platformPublicKey: 'aGVsbG8=' }),
  'a key of blanks': withOptions({ privateKey: '  ' }),
  'a placeholder for a key': withOptions({ privateKey: '${MERCHANT_KEY}' }),
  'a key in an array': withOptions({ privateKey: [pemOf(merchantKeys.privateKey)] }),
  'a private key that was cut off': withOptions({
    privateKey: cutOff(pemOf(merchantKeys.privateKey)),
  }),
  'the first line of a key': withOptions({ privateKey: '-----BEGIN PRIVATE KEY-----' }),
  'the path of a key': withOptions({ privateKey: '/run/secrets/key.pem' }),
  'an OpenSSH key': withOptions({ privateKey: container('openSshPrivate') }),
  'an OpenSSH public key': withOptions({ platformPublicKey: container('openSshPublic') }),
  'a certificate request': withOptions({ privateKey: container('certificateRequest') }),
  'a PKCS#12 file': withOptions({ privateKey: container('pkcs12') }),
  'a JSON Web Key': withOptions({
    privateKey: JSON.stringify(merchantKeys.privateKey.export({ format: 'jwk' })),
  }),
  'a certificate': withOptions({ privateKey: container('certificate') }),
  'two public keys in one text': withOptions({
    platformPublicKey: pemOf(platformKeys.publicKey) + pemOf(merchantKeys.publicKey),
  }),
  'a public key for the private one': withOptions({ privateKey: pemOf(merchantKeys.publicKey) }),
  'a private key for the public one': withOptions({
    platformPublicKey: pemOf(platformKeys.privateKey),
  }),
  'a key with a passphrase': withOptions({
    privateKey: merchantKeys.privateKey.export({
      ...PRIVATE,
      cipher: 'aes-256-cbc',
      passphrase: 'x',
    }),
  }),
  'a KeyObject of the other half': withOptions({ privateKey: merchantKeys.publicKey }),
  'a key of another kind': withOptions({
    privateKey: generateKeyPairSync('ed25519').privateKey.export(PRIVATE),
  }),
  'a short key': withOptions({ privateKey: pemOf(rsaKeyPair(1024).privateKey) }),
  'no platform key in the array': withOptions({ platformPublicKey: [] }),
  'a key file that is not there': () => withVariables({ NEWPAY_PRIVATE_KEY_FILE: '/no/such.pem' }),
  'a path with a key file that is empty': () => {
    const folder = mkdtempSync(join(tmpdir(), 'newpay-'));
    writeFileSync(join(folder, 'empty.pem'), '');
    return withVariables({ NEWPAY_PRIVATE_KEY_FILE: join(folder, 'empty.pem') });
  },
  'a key and its file': () =>
    withVariables({ NEWPAY_PRIVATE_KEY: 'x', NEWPAY_PRIVATE_KEY_FILE: '/no/such.pem' }),
  'a replay window that is off': () => withVariables({ NEWPAY_REPLAY_WINDOW: 'off' }),
  'a timeout with its unit': () => withVariables({ NEWPAY_TIMEOUT: '10s' }),
  'a flag that is neither': () => withVariables({ NEWPAY_INSECURE_BASE_URL: 'yes' }),
  'several are missing': withOptions({ appId: '', privateKey: '' }),
  'the own public half': withOptions({ platformPublicKey: pemOf(merchantKeys.publicKey) }),

  'appId is a number': withOptions({ appId: 6 }),
  'appId in quotes': withOptions({ appId: '"6"' }),
  'merchantId with a blank': withOptions({ merchantId: ' 7' }),
  'merchantId with what is not seen': withOptions({ merchantId: '7\u200B' }),
  'merchantId with a blank inside': withOptions({ merchantId: '7 8' }),
  'merchantId with a parameter': withOptions({ merchantId: '7&a=b' }),
  'merchantId is as long as a key': withOptions({ merchantId: '7'.repeat(129) }),
  'merchantId is undefined as text': withOptions({ merchantId: 'undefined' }),
  'dispatcher is no dispatcher': withOptions({ dispatcher: {} }),
  'timeout is text': withOptions({ timeout: '10000' }),
  'baseUrl of another container': withOptions({ baseUrl: 'http://sandbox:4010' }),
  'insecureBaseUrl is text': withOptions({ insecureBaseUrl: 'true' }),
  'store is null': withOptions({ store: null }),
  'store is a class': withOptions({ store: MemoryCallbackStore }),
  'a name with a slash': () => thrown(() => registration({ name: 'my/books' })),
  'isGlobal is text': () => thrown(() => registration({ isGlobal: 'true' })),
  'a hook that is no function': withOptions({ hooks: { callback: 'log' } }),
  'hooks without a method': withOptions({ hooks: new Date() }),
  'a factory that returns an array': () =>
    bootError(NewPayModule.forRootAsync({ useFactory: () => untyped([]) })),
  'publicUrl without a scheme': withOptions({ publicUrl: 'shop.example' }),
  'a page without a host': withOptions({ pages: { success: '/thanks' } }),
  'timeout is NaN': withOptions({ timeout: Number('10s') }),
  'timeout is zero': withOptions({ timeout: 0 }),
  'baseUrl in the clear': withOptions({ baseUrl: 'http://newpay.example' }),
  'a field that tells no message': withOptions({ ignoreFields: { paymentQuery: ['extra'] } }),
  'an endpoint without a slash': withOptions({ endpoints: { queryOrder: 'query' } }),
  'replayWindow is true': withOptions({ replayWindow: true }),
  'a store that is none': withOptions({ store: {} }),
  'half a store': withOptions({ store: { claim: () => undefined } }),
  'a store whose renew is none': withOptions({ store: ownStore({ renew: true }) }),
  'a store whose lease is none': withOptions({ store: ownStore({ renew: ownStore, lease: 0 }) }),
  'a store without a retention': withOptions({ store: ownStore({ retention: undefined }) }),
  'expectOrder is no function': withOptions({ expectOrder: 'A1001' }),

  'callback.path is an array': withExtras({ callback: { path: ['a', 'b'] } }),
  'callback.path is an address': withExtras({ callback: { path: 'https://shop.example/notify' } }),
  'callback.path has a parameter': withExtras({ callback: { path: 'pay/:tenant' } }),
  'callback.path has a blank': withExtras({ callback: { path: 'pay notify' } }),
  'callback.path has a mark of the router': withExtras({ callback: { path: 'pay!notify' } }),
  'the class itself is imported': () => bootError(untyped(NewPayModule)),
  'the options are a Promise': () =>
    thrown(() => NewPayModule.forRoot(untyped(Promise.resolve(validOptions())))),
  'callback.path has an empty part': withExtras({ callback: { path: 'pay//notify' } }),
  'callback.maxBytes is a text': withExtras({ callback: { maxBytes: '64kb' } }),
  'callback.decorators is no array': withExtras({ callback: { decorators: () => undefined } }),

  'two registrations of one name': () =>
    bootError(
      EventEmitterModule.forRoot(),
      registration({ name: 'books' }),
      registration({ name: 'books', callback: { path: 'other' } }),
    ),
  'two registrations of one appId': () =>
    bootError(EventEmitterModule.forRoot(), registration({}), registration({ name: 'books' })),
  'two registrations of one route': () =>
    bootError(
      EventEmitterModule.forRoot(),
      registration({}),
      registration({ name: 'books', callback: { path: 'newpay/callback' } }),
    ),

  'a store that forgets too soon': withOptions({
    store: new MemoryCallbackStore({ retention: 1000 }),
  }),

  'a store that forgets between two times of a watch': withOptions({
    queue: new ManualQueue(),
    watch: [60_000, 864_000_000],
  }),

  'a misspelt option': withOptions({ merchantID: 'x' }),
  'pages is no object': withOptions({ pages: 'https://shop.example' }),
  'an option beside the factory': () =>
    thrown(() =>
      NewPayModule.forRootAsync({ useFactory: () => validOptions(), isGlobl: true } as object),
    ),
  'no options': () => thrown(() => callUntyped(NewPayModule, 'forRoot', undefined)),
  'no options of a factory': () => thrown(() => callUntyped(NewPayModule, 'forRootAsync')),
  'no factory': () => thrown(() => NewPayModule.forRootAsync({})),
  'a factory without return': () =>
    bootError(NewPayModule.forRootAsync({ useFactory: () => untyped(undefined) })),
  'a request-scoped provider': () =>
    bootError(
      EventEmitterModule.forRoot(),
      NewPayModule.forRootAsync({
        imports: [PerRequestModule],
        inject: [PerRequest],
        useFactory: () => validOptions(),
      }),
    ),
};
