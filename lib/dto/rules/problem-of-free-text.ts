import { imitatedField } from '../../core/signature/one-reading.js';

/**
 * What is wrong with a text that NewPay returns in a callback: one that imitates a field of it would
 * make the callback ambiguous, which is then refused. What `encodeURIComponent` or Base64 gives never
 * does.
 */
export function problemOfFreeText(text: string): string | undefined {
  const imitated = imitatedField(text);
  return imitated && `must not contain "${imitated}": encode it`;
}
