import { NewPayValidationError } from '../errors/index.js';
import { problemOfText } from './rules/free-text.rule.js';

/** The form of the numbers of orders and refunds. NewPay states no limits (inferred). */
const ORDER_NUMBER = /^[A-Za-z0-9_-]{1,64}$/;

/** What is wrong with a number of an order or refund, as a phrase that follows the field's name. */
export function problemOfOrderNumber(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return problemOfText(value);
  }
  return typeof value === 'string' && ORDER_NUMBER.test(value)
    ? undefined
    : 'must be 1 to 64 letters, digits, "_" or "-"';
}

/** @throws {NewPayValidationError} it is no number of an order or refund */
export function requireOrderNo(field: 'orderNo' | 'refundOrderNo', value: unknown): void {
  const problem = problemOfOrderNumber(value);
  if (problem !== undefined) {
    throw new NewPayValidationError('query', [{ field, messages: [`${field} ${problem}`] }]);
  }
}
