import type { ValidationOptions } from 'class-validator';
import { problemOfNewPayNumber } from '../newpay-number-format.js';
import { Rule } from './rule.decorator.js';

/** NewPay's own number of an order or a refund. */
export function IsNewPayNumber(options?: ValidationOptions): PropertyDecorator {
  return Rule('isNewPayNumber', problemOfNewPayNumber, options);
}
