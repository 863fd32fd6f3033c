import { NewPayValidationError } from '../errors/index.js';
import { problemOfText } from './rules/free-text.rule.js';

/** The format of order and refund numbers. NewPay documents no limits (inferred). */
const ORDER_NUMBER = /^[A-Za-z0-9_-]{1,64}$/;

/** The problem of an order or refund number, as a phrase that follows the field's name. */
export function problemOfOrderNumber(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return problemOfText(value);
  }
  return typeof value === 'string' && ORDER_NUMBER.test(value)
    ? undefined
    : 'must be 1 to 64 letters, digits, "_" or "-"';
}

/** @throws {NewPayValidationError} the value is not a valid order or refund number */
export function requireOrderNo(field: 'orderNo' | 'refundOrderNo', value: unknown): void {
  const problem = problemOfOrderNumber(value);
  if (problem !== undefined) {
    throw new NewPayValidationError('query', [{ field, messages: [`${field} ${problem}`] }]);
  }
}
