import type { ValidationOptions } from 'class-validator';
import { problemOfAmount } from './problem-of-amount.js';
import { Rule } from './rule.decorator.js';

/** An amount to be sent, as precise as the `currency` of the same object allows. */
export function IsOrderAmount(options?: ValidationOptions): PropertyDecorator {
  return Rule('isOrderAmount', (value, { currency }) => problemOfAmount(value, currency), options);
}
