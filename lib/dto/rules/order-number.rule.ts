import type { ValidationOptions } from 'class-validator';
import { problemOfOrderNumber } from '../order-number-format.js';
import { Rule } from './rule.decorator.js';

/** NewPay's number of an account. Its length is not documented: examples have 16 digits (inferred). */
export function IsFundAccountId(options?: ValidationOptions): PropertyDecorator {
  return Rule('isFundAccountId', problemOfOrderNumber, options);
}

/** The merchant's number of an order or a refund. */
export function IsOrderNumber(options?: ValidationOptions): PropertyDecorator {
  return Rule('isOrderNumber', problemOfOrderNumber, options);
}
