import type { ValidationOptions } from 'class-validator';
import { problemOfText } from './free-text.rule.js';
import { Rule } from './rule.decorator.js';

/** As it is read from messages: printable ASCII without what joins fields. */
const NEWPAY_NUMBER = /^[!-%'-<>-~]{1,128}$/;

/** NewPay's own number of an order or a refund. */
export function IsNewPayNumber(options?: ValidationOptions): PropertyDecorator {
  return Rule('isNewPayNumber', problemOfNewPayNumber, options);
}

/** The problem of one of NewPay's numbers, as a phrase that follows the field's name. */
export function problemOfNewPayNumber(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return problemOfText(value);
  }
  return typeof value === 'string' && NEWPAY_NUMBER.test(value)
    ? undefined
    : "must be NewPay's number as text, such as an event has it";
}
