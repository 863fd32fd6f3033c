import { requireOneReading } from '../core/signature/one-reading.js';
import type { VerifiedFields } from '../core/signature/signed-message.js';
import { paymentCallback, type NewPayPaymentCallback } from './payment-callback.js';
import { isRefundCallback, refundCallback, type NewPayRefundCallback } from './refund-callback.js';

/** A callback whose signature is NewPay's; `kind` tells a payment's from a refund's. */
export type NewPayVerifiedCallback = NewPayPaymentCallback | NewPayRefundCallback;

/**
 * @throws {NewPayValidationError} a field is missing or impossible, or what was signed can be read in
 * two ways, although NewPay signed it
 */
export function verifiedCallback(fields: VerifiedFields): NewPayVerifiedCallback {
  const callback = isRefundCallback(fields) ? refundCallback(fields) : paymentCallback(fields);
  requireOneReading(callback.raw);
  return callback;
}
