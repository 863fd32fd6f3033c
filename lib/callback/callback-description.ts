import { describeWebhook } from '../host/swagger.js';
import {
  ACKNOWLEDGEMENT_SCHEMA,
  PAYMENT_CALLBACK_SCHEMA,
  REFUND_CALLBACK_SCHEMA,
  REJECTION_SCHEMA,
} from '../protocol/v1/callback-schemas.js';
import {
  V2_PAYMENT_CALLBACK_SCHEMA,
  V2_REFUND_CALLBACK_SCHEMA,
} from '../protocol/v2/callback-schemas.js';

/**
 * Describes the callback of a registration in the host's OpenAPI document, where it has webhooks.
 *
 * @param name of the registration
 */
export function describeCallback(handler: (...given: never[]) => unknown, name?: string): void {
  describeWebhook(handler, {
    name: name === undefined ? 'newpayCallback' : `newpayCallback.${name}`,
    summary: "NewPay's callback",
    description:
      'NewPay posts the result of a payment or a refund, signed, to the `callBackUrl` of the order. ' +
      'No client of this API sends it.',
    bodies: [
      PAYMENT_CALLBACK_SCHEMA,
      REFUND_CALLBACK_SCHEMA,
      V2_PAYMENT_CALLBACK_SCHEMA,
      V2_REFUND_CALLBACK_SCHEMA,
    ],
    answers: {
      200: {
        description:
          'Every listener has finished, now or before. NewPay does not deliver it again.',
        schema: ACKNOWLEDGEMENT_SCHEMA,
      },
      default: { description: 'NewPay delivers it again.', schema: REJECTION_SCHEMA },
    },
  });
}
