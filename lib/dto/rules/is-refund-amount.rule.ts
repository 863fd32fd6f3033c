import type { ValidationOptions } from 'class-validator';
import { problemOfAmount } from './problem-of-amount.js';
import { Rule } from './rule.decorator.js';

/** An amount to give back. A refund names no currency: it has the payment's. */
export function IsRefundAmount(options?: ValidationOptions): PropertyDecorator {
  return Rule('isRefundAmount', (value) => problemOfAmount(value, undefined), options);
}
