import { NewPaySignatureError } from '../../errors/index.js';
import {
  type LosslessObject,
  quoteName,
  textOf,
  LosslessJsonError,
} from '../json/lossless-json.js';
import type { RsaVerifier } from './rsa-verifier.js';
import { stringToSign, type SignedParams } from './string-to-sign.js';

/** The problem of a message without a usable `sign`. */
export const UNSIGNED = 'The message is not signed: "sign" is missing, empty or not a string.';

/** By identity: a class of its own would be printed under a name that is not documented. */
const WRONG_SIGNATURES = new WeakSet<object>();

/** The error of a message that is signed, and whose signature no key verifies. */
export function wrongSignature(message: string): NewPaySignatureError {
  const error = new NewPaySignatureError(message);
  WRONG_SIGNATURES.add(error);
  return error;
}

/** Whether an error was made by {@link wrongSignature}. */
export function isWrongSignature(error: unknown): boolean {
  return error instanceof NewPaySignatureError && WRONG_SIGNATURES.has(error);
}

/** The problem of a signature that no key verifies. */
export const WRONGLY_SIGNED =
  'The signature does not match "platformPublicKey": another key signed the message, or it was changed in transit.';

/** The fields of each object inside a message, by its name; `undefined` for what has no plain fields. */
export type MessageObjects = ReadonlyMap<string, ReadonlyMap<string, string> | undefined>;

const NO_OBJECTS: MessageObjects = new Map();

/**
 * The fields of a message with a valid signature. Only {@link verifyFields} creates one.
 */
class Verified {
  readonly #params: SignedParams;
  readonly #objects: MessageObjects;
  #record: Readonly<Record<string, string>> | undefined;

  constructor(params: SignedParams, objects: MessageObjects) {
    this.#params = params;
    this.#objects = objects;
  }

  /** The text of a field as in the JSON; `undefined` if it is missing or `null`. */
  get(name: string): string | undefined {
    return this.#params.get(name);
  }

  /** The fields of an object inside the message; `undefined` if the field is none. Only v2 has any. */
  object(name: string): ReadonlyMap<string, string> | undefined {
    return this.#objects.get(name);
  }

  /** All fields except `sign` by name, each as text. */
  entries(): Iterable<readonly [name: string, text: string]> {
    return this.#params;
  }

  /** All fields except `sign`, as text. */
  toRecord(): Readonly<Record<string, string>> {
    this.#record ??= this.#copy();
    return this.#record;
  }

  #copy(): Readonly<Record<string, string>> {
    // A loop is several times faster than `Object.fromEntries`. No field is named `__proto__`.
    const record: Record<string, string> = {};
    for (const [name, text] of this.#params) {
      record[name] = text;
    }
    return Object.freeze(record);
  }
}

export type VerifiedFields = Verified;

/** A text that a message may have been signed by, and its fields. */
export interface SignedReading {
  readonly text: string;
  readonly params: SignedParams;
  readonly objects?: MessageObjects;
}

/** The fields of a message, if one of the keys verifies its signature of the text. */
export function verifyFields(
  { text, params, objects = NO_OBJECTS }: SignedReading,
  sign: string,
  keys: RsaVerifier,
): VerifiedFields | undefined {
  return keys.accept(text, sign) ? new Verified(params, objects) : undefined;
}

/** A flat signed object as it was received. Its fields can be read only after verification. */
export class SignedMessage {
  readonly #params: SignedParams;
  readonly #sign: string | undefined;

  /** @throws {LosslessJsonError} a field cannot be signed */
  constructor(object: LosslessObject) {
    const { params, sign } = signedPayloadOf(object);
    this.#params = params;
    this.#sign = sign;
  }

  /** @throws {NewPaySignatureError} the message is not signed, or no key verifies its signature */
  verify(keys: RsaVerifier): VerifiedFields {
    if (!this.#sign) {
      throw new NewPaySignatureError(UNSIGNED);
    }
    const reading = { text: stringToSign(this.#params), params: this.#params };
    const fields = verifyFields(reading, this.#sign, keys);
    if (!fields) {
      throw wrongSignature(WRONGLY_SIGNED);
    }
    return fields;
  }
}

/** The parameters and the signature of a flat object, both unverified. */
export interface SignedPayload {
  /** The text of every signed field, in the order of the object. */
  readonly params: SignedParams;
  /** The signature; `undefined` if `sign` is missing or not a string. */
  readonly sign: string | undefined;
}

/**
 * Splits an object into its signed parameters and its signature. `sign` itself and `null` are not
 * signed (protocol 3).
 *
 * @throws {LosslessJsonError} a field is an object or an array, for which NewPay documents no form
 * in the string to sign (protocol 3), or is named `__proto__`
 */
export function signedPayloadOf(object: LosslessObject): SignedPayload {
  const params = new Map<string, string>();
  // By name: `Object.entries` makes an array of each field.
  for (const name of Object.keys(object)) {
    const value = object[name];
    if (name === 'sign' || value === null) {
      continue;
    }
    const text = textOf(value);
    if (name === '__proto__') {
      throw new LosslessJsonError(
        `field ${quoteName(name)} cannot be signed: its name is not valid`,
      );
    }
    if (text === undefined) {
      throw new LosslessJsonError(
        `field ${quoteName(name)} cannot be signed: its value is an object or an array`,
      );
    }
    params.set(name, text);
  }
  return { params, sign: typeof object['sign'] === 'string' ? object['sign'] : undefined };
}
