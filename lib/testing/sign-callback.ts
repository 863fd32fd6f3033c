import { sign } from 'node:crypto';
import type { NewPayKeyMaterial } from '../protocol/keys/key-material.js';
import { loadPrivateKey } from '../protocol/keys/rsa-key.js';
import { stringToSign } from '../protocol/signature/string-to-sign.js';

/**
 * The fields of a callback under NewPay's names. A number is printed and signed as JSON prints it,
 * `null` is printed and not signed, `undefined` is left out.
 *
 * @publicApi
 */
export type NewPayCallbackFields = Readonly<Record<string, string | number | null | undefined>>;

/**
 * Signs a callback as NewPay does (SHA256withRSA, [protocol 3](../../docs/protocol.md#3-signing)),
 * for tests of the callback route or of
 * your own controller.
 *
 * Make a key pair for the test, give its public key to the module as `platformPublicKey`, and its
 * private key to this function.
 *
 * @example
 * const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
 * const body = signCallback(
 *   {
 *     appId,
 *     orderNo: 'A1001',
 *     newpayOrderNo: '202209210000006950',
 *     orderAmt: '50000',
 *     currency: 'LAK',
 *     payMethod: 1,
 *     transStatus: 0,
 *     timestamp: Date.now(),
 *   },
 *   privateKey,
 * );
 *
 * @param fields the fields without `sign`; a `sign` among them is replaced
 * @param privateKey an RSA key of 2048 bits or more: a `KeyObject`, a PEM, or the Base64 of its DER
 * @returns the body's text: send it unchanged, as `application/json`
 * @throws {TypeError} a field is neither text nor a finite number
 * @throws {NewPayConfigurationError} `privateKey` is not such a key
 *
 * @publicApi
 */
export function signCallback(fields: NewPayCallbackFields, privateKey: NewPayKeyMaterial): string {
  const key = loadPrivateKey(privateKey, 'privateKey');
  const signed = Object.entries(fields).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const texts = new Map(signed.map(([name, value]) => [name, textOf(name, value)]));
  const signature = sign('sha256', Buffer.from(stringToSign(texts)), key).toString('base64');
  return JSON.stringify({ ...fields, sign: signature });
}

function textOf(name: string, value: unknown): string {
  if (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))) {
    return `${value}`;
  }
  throw new TypeError(`signCallback: the field "${name}" must be text or a finite number`);
}
