import type { VerifiedFields } from '../signature/signed-message.js';
import { paymentStatusOfCallback } from './status-codes.js';
import { requiredField } from './required-field.js';
import type { NewPayEventFields } from '../../events/newpay-event.js';
import { readPayment, readTimestamp } from './fields.js';

/**
 * A payment callback whose signature is NewPay's (protocol 5.1).
 *
 * @publicApi
 */
export interface NewPayPaymentCallback extends Omit<NewPayEventFields, 'source' | 'merchant'> {
  readonly kind: 'payment';
  /** What became of the payment. */
  readonly status: 'paid' | 'failed';
}

/**
 * Reads a verified payment callback.
 *
 * @throws {NewPayValidationError} a field is missing or impossible, although NewPay signed it
 */
export function paymentCallback(fields: VerifiedFields): NewPayPaymentCallback {
  return Object.freeze({
    kind: 'payment',
    status: requiredField(fields, 'transStatus', paymentStatusOfCallback),
    ...readPayment(fields),
    occurredAt: readTimestamp(fields),
  });
}
