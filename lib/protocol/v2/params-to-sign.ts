import type { SignedParams } from '../signature/string-to-sign.js';
import type { NewPayNestedForm } from './nested-form.js';
import { signedTexts, type NestedValue } from './nested-text.js';

/** What is sent: text, whole numbers, and objects of text. */
export type V2Value = string | number | Readonly<Record<string, string>>;

/**
 * The parameters to sign of what is about to be sent. An object must be sent as `JSON.stringify` prints
 * it: the form `wire` signs that text.
 *
 * @throws {LosslessJsonError} an object cannot be signed in this form
 */
export function paramsToSign(
  fields: ReadonlyMap<string, V2Value>,
  form: NewPayNestedForm,
): SignedParams {
  const texts = new Map<string, string>();
  const nested = new Map<string, NestedValue>();
  for (const [name, value] of fields) {
    if (typeof value === 'object') {
      const print = (): string => JSON.stringify(value);
      nested.set(name, { value, compact: print, wire: print });
    } else {
      texts.set(name, `${value}`);
    }
  }
  return signedTexts({ texts, nested }, form).params;
}
