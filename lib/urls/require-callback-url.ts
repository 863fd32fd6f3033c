import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';
import type { CallbackUrl } from './callback-url.js';

/**
 * The address for the callback of an order or a refund that breaks no other rule. NewPay takes a refund
 * without one, and would then tell nobody its result.
 *
 * @param subject the noun in the error's message, such as `order`
 * @param given the address that it names
 * @param violations of the other rules
 * @throws {NewPayValidationError} listing every rule that it breaks
 */
export function requireCallbackUrl(
  subject: string,
  given: string | null | undefined,
  { url, remedy }: Pick<CallbackUrl, 'url' | 'remedy'>,
  violations: readonly NewPayFieldViolation[],
): string {
  const callBackUrl = given ?? url;
  if (callBackUrl === undefined) {
    const missing = { field: 'callBackUrl', messages: [`callBackUrl is missing: ${remedy}`] };
    throw new NewPayValidationError(subject, [...violations, missing]);
  }
  if (violations.length > 0) {
    throw new NewPayValidationError(subject, violations);
  }
  return callBackUrl;
}
