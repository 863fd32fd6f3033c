import type {
  NewPayConfigurationError,
  NewPayDeliveryError,
  NewPayErrorCode,
  NewPayGatewayError,
  NewPaySignatureError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  NewPayValidationError,
} from './errors/index.js';
import type { NewPayReconcileError } from './payments/newpay-reconcile.error.js';

/**
 * Any error of this package: a union that `code` discriminates. In a `switch` over `error.code`, each
 * branch has the fields of its class, such as `orderNo` of `ERR_NEWPAY_UNKNOWN_OUTCOME`.
 *
 * @publicApi
 */
export type AnyNewPayError =
  | NewPayConfigurationError
  | NewPayDeliveryError
  | NewPayGatewayError
  | NewPayReconcileError
  | NewPaySignatureError
  | NewPayTransportError
  | NewPayUnknownOutcomeError
  | NewPayValidationError;

const CODES: Readonly<Record<NewPayErrorCode, true>> = {
  ERR_NEWPAY_CONFIGURATION: true,
  ERR_NEWPAY_VALIDATION: true,
  ERR_NEWPAY_GATEWAY: true,
  ERR_NEWPAY_SIGNATURE: true,
  ERR_NEWPAY_TRANSPORT: true,
  ERR_NEWPAY_UNKNOWN_OUTCOME: true,
  ERR_NEWPAY_DELIVERY: true,
  ERR_NEWPAY_RECONCILE: true,
} satisfies Record<AnyNewPayError['code'], true>;

/**
 * Tells whether a caught value is an error of this package, and narrows it to `AnyNewPayError`. It never
 * throws.
 *
 * It reads `code` and `message`, not the class. Use it instead of `instanceof` where an app may contain
 * two copies of this package, or where errors are copied. A copy must keep these two fields:
 * `structuredClone(error)` and `JSON.stringify(error)` do not, `{ ...error, message: error.message }`
 * does.
 *
 * @example
 * try {
 *   return await newPay.createOrder(order);
 * } catch (error) {
 *   if (isNewPayError(error) && error.code === 'ERR_NEWPAY_UNKNOWN_OUTCOME') {
 *     return newPay.queryOrder(order.orderNo);
 *   }
 *   throw error;
 * }
 *
 * @publicApi
 */
export function isNewPayError(error: unknown): error is AnyNewPayError {
  try {
    const { code, message } = Object(error) as Readonly<Record<string, unknown>>;
    return typeof code === 'string' && Object.hasOwn(CODES, code) && typeof message === 'string';
  } catch {
    // Anything can be thrown, also an object whose getters throw.
    return false;
  }
}
