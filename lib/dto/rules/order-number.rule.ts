import type { ValidationOptions } from 'class-validator';
import { NewPayValidationError } from '../../errors/index.js';
import { problemOfText } from './free-text.rule.js';
import { Rule } from './rule.decorator.js';

/** The format of order and refund numbers. NewPay documents no limits (inferred). */
const ORDER_NUMBER = /^[A-Za-z0-9_-]{1,64}$/;

/** The merchant's number of an order or a refund. */
export function IsOrderNumber(options?: ValidationOptions): PropertyDecorator {
  return Rule('isOrderNumber', problemOfOrderNumber, options);
}

/** NewPay's number of an account. Its length is not documented: examples have 16 digits (inferred). */
export function IsFundAccountId(options?: ValidationOptions): PropertyDecorator {
  return Rule('isFundAccountId', problemOfOrderNumber, options);
}

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
