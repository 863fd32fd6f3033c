import { NewPayValidationError } from '../errors/index.js';

/** What numbers of orders and refunds look like; NewPay states no limits (inferred). */
export const ORDER_NUMBER = /^[A-Za-z0-9_-]{1,64}$/;

/** What is said of a number that does not. */
export const ORDER_NUMBER_RULE = 'must be 1 to 64 letters, digits, "_" or "-"';

/** @throws {NewPayValidationError} it is no number of an order or refund */
export function requireOrderNo(field: 'orderNo' | 'refundOrderNo', value: unknown): void {
  if (typeof value !== 'string' || !ORDER_NUMBER.test(value)) {
    throw new NewPayValidationError('query', [
      { field, messages: [`${field} ${ORDER_NUMBER_RULE}`] },
    ]);
  }
}
