import type { NewPayFieldViolation } from '../errors/index.js';

/** What is left for the other fields of a callback, in bytes: four times what they have. */
const OTHER_FIELDS = 4 * 1024;

/** A character that JSON may print as an escape of six bytes. */
const ESCAPED = /[^\w .,:;/+=-]/g;

/**
 * The problems of texts that NewPay returns in the callback: with them it would be larger than the
 * package accepts, and the payment would never be acknowledged.
 *
 * @param texts by field
 * @param maxBytes the maximum size of a callback
 */
export function problemsOfReturnedTexts(
  texts: Readonly<Record<string, string | null | undefined>>,
  maxBytes: number,
): NewPayFieldViolation[] {
  const limit = Math.max(maxBytes - OTHER_FIELDS, Math.floor(maxBytes / 2));
  const sizes = Object.entries(texts).map(([field, text]) => ({ field, size: sizeOf(text) }));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  if (total <= limit) {
    return [];
  }
  const { field } = sizes.reduce((one, other) => (other.size > one.size ? other : one));
  const message = `${field} is too long: NewPay returns it in the callback, which may have ${maxBytes} bytes ("callback.maxBytes")`;
  return [{ field, messages: [message] }];
}

/** The largest size of a text in JSON, in bytes. */
function sizeOf(text: unknown): number {
  return typeof text === 'string' ? text.replaceAll(ESCAPED, '------').length : 0;
}
