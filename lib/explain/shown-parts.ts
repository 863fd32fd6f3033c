import { signingOrder, stringToSign } from '../protocol/signature/string-to-sign.js';
import type { NewPaySignatureExplanation } from './signature-explanation.interface.js';
import type { SignedObject } from './text-variants.js';

/**
 * The signed text, its fields, and the fields that are not in it.
 *
 * @param show returns the text to show for the value of a field
 */
export function shownParts(
  { object, params }: SignedObject,
  show: (text: string) => string,
): Required<Pick<NewPaySignatureExplanation, 'stringToSign' | 'fields' | 'leftOut'>> {
  const shown = new Map(Array.from(params, ([name, text]) => [name, show(text)]));
  const leftOut = Object.keys(object).filter((name) => name === 'sign' || object[name] === null);
  return {
    stringToSign: stringToSign(shown),
    fields: signingOrder(shown).map((name) => ({ name, text: shown.get(name) ?? '' })),
    leftOut: leftOut.map((name) => ({ name, reason: name === 'sign' ? 'sign' : 'null' })),
  };
}
