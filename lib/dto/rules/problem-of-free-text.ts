import { findEmbeddedField } from '../../protocol/signature/ambiguity.js';
import { EMBEDDED_IN_FREE_TEXT } from '../../protocol/v1/embedded-fields.js';

/**
 * What is wrong with a text that NewPay returns in its messages: one that looks like a field of theirs
 * would make them ambiguous, and they would be refused. What `encodeURIComponent` or Base64 gives never
 * does.
 */
export function problemOfFreeText(text: string): string | undefined {
  const embedded = findEmbeddedField(text, EMBEDDED_IN_FREE_TEXT);
  return embedded && `must not contain "${embedded}": encode it`;
}
