import type { ValidationOptions } from 'class-validator';
import { problemOfOrderNumber } from '../order-number-format.js';
import { Rule } from './rule.decorator.js';

/** The merchant's number of an order or a refund. */
export function IsOrderNumber(options?: ValidationOptions): PropertyDecorator {
  return Rule('isOrderNumber', problemOfOrderNumber, options);
}
