import { quoteName, textOf, WireTextError, type WireObject } from '../json/lossless-json.js';
import type { SignedTexts } from './string-to-sign.js';

/** What a flat signed object is made of. Nothing of it is to be believed yet. */
export interface SignedParts {
  /** The text of every field that takes part in the signature, in the order of the object. */
  readonly texts: SignedTexts;
  /** The signature; `undefined` when `sign` is absent or not a text. */
  readonly sign: string | undefined;
}

/**
 * Takes a signed object apart: what the signature covers, and the signature. `sign` itself and
 * `null` take no part (protocol 3).
 *
 * @throws {WireTextError} a field holds an object or an array, whose signing NewPay does not
 * document (protocol 3), or is named `__proto__`
 */
export function signedParts(object: WireObject): SignedParts {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(object)) {
    if (name === 'sign' || value === null) {
      continue;
    }
    const text = textOf(value);
    if (text === undefined || name === '__proto__') {
      throw new WireTextError(`the field ${quoteName(name)} cannot be part of a signature`);
    }
    texts.set(name, text);
  }
  return { texts, sign: typeof object['sign'] === 'string' ? object['sign'] : undefined };
}
