import { problemOfText } from './rules/free-text.rule.js';

/** As it is read from messages: printable ASCII without what joins fields. */
const NEWPAY_NUMBER = /^[!-%'-<>-~]{1,128}$/;

/** The problem of one of NewPay's numbers, as a phrase that follows the field's name. */
export function problemOfNewPayNumber(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return problemOfText(value);
  }
  return typeof value === 'string' && NEWPAY_NUMBER.test(value)
    ? undefined
    : "must be NewPay's number as text, such as an event has it";
}
