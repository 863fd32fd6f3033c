import type { KeyObject } from 'node:crypto';
import { isLosslessObject, textOf, type LosslessObject } from '../protocol/json/lossless-json.js';
import { stringToSign } from '../protocol/signature/string-to-sign.js';
import { membersOf } from '../protocol/v2/nested-text.js';
import { isDigestOf, openSignature } from './decrypted-signature.js';

/** A text for an object that no form has; `undefined` leaves the object out. */
interface ObjectVariant {
  readonly sentence: string;
  readonly textOf: (members: ReadonlyMap<string, string>) => string | undefined;
}

const VARIANTS: readonly ObjectVariant[] = [
  {
    sentence:
      'The signature does not cover the objects inside, and so not the amount: such a message is never accepted.',
    textOf: () => undefined,
  },
  {
    sentence:
      'The signature matches the form "java" with the names inside the objects sorted, which this package does not have.',
    textOf: (members) => `{${joined(sorted(members), ', ')}}`,
  },
  {
    sentence:
      'The signature matches "[object Object]" in place of each object: JavaScript printed them, and the amount is not covered.',
    textOf: () => '[object Object]',
  },
];

/** What else may have been signed in place of the objects inside a message; none of it is accepted. */
export function objectVariantHints(
  object: LosslessObject,
  sign: string,
  keys: readonly KeyObject[],
): string[] {
  const digest = openSignature(sign, keys)?.digest;
  if (!digest || !Object.values(object).some((value) => isLosslessObject(value))) {
    return [];
  }
  return VARIANTS.filter((variant) => isDigestOf(digest, textWith(object, variant))).map(
    ({ sentence }) => sentence,
  );
}

function textWith(object: LosslessObject, variant: ObjectVariant): string {
  const params = new Map<string, string>();
  for (const [name, value] of Object.entries(object)) {
    const text = isLosslessObject(value)
      ? variant.textOf(membersOf(value) ?? new Map())
      : textOf(value);
    if (name !== 'sign' && text !== undefined) {
      params.set(name, text);
    }
  }
  return stringToSign(params);
}

function sorted(members: ReadonlyMap<string, string>): (readonly [string, string])[] {
  return [...members].toSorted(([left], [right]) => (left < right ? -1 : 1));
}

function joined(members: readonly (readonly [string, string])[], separator: string): string {
  return members.map(([name, text]) => `${name}=${text}`).join(separator);
}
