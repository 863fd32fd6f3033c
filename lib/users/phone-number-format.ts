import { problemOfText } from '../dto/rules/free-text.rule.js';
import { NewPayValidationError } from '../errors/index.js';

/**
 * A phone number with its country code, as in NewPay's example (protocol 9.1); the limits are those of
 * E.164 (inferred).
 */
const PHONE_NUMBER = /^\+\d{8,15}$/;

/** @throws {NewPayValidationError} the value is not a phone number with its country code */
export function requirePhoneNo(value: unknown): void {
  if (typeof value === 'string' && PHONE_NUMBER.test(value)) {
    return;
  }
  const problem =
    typeof value === 'number' || typeof value === 'bigint'
      ? problemOfText(value)
      : 'must be "+", the country code and the number, without spaces: 8 to 15 digits';
  throw new NewPayValidationError('query', [
    { field: 'phoneNo', messages: [`phoneNo ${problem}`] },
  ]);
}
