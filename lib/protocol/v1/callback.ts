import type { VerifiedFields } from '../signature/signed-message.js';
import type { IgnoredFields } from './message-kind.js';
import { paymentCallback, type NewPayPaymentCallback } from './payment-callback.js';
import { isRefundCallback, refundCallback, type NewPayRefundCallback } from './refund-callback.js';
import { requireMessage } from './require-message.js';

/** A callback whose signature is NewPay's; `kind` tells a payment's from a refund's. */
export type NewPayVerifiedCallback = NewPayPaymentCallback | NewPayRefundCallback;

/**
 * @throws {NewPayValidationError} a field is missing or impossible, it is a message of another kind, or
 * what was signed can be read in two ways, although NewPay signed it
 */
export function verifiedCallback(
  fields: VerifiedFields,
  ignored?: IgnoredFields,
): NewPayVerifiedCallback {
  const isRefund = isRefundCallback(fields);
  const callback = isRefund ? refundCallback(fields) : paymentCallback(fields);
  requireMessage(fields, isRefund ? 'refundCallback' : 'paymentCallback', ignored);
  return callback;
}
