import type { NewPayV2Order } from './newpay-v2-order.interface.js';
import type { NewPayV2Payment } from './newpay-v2-payment.interface.js';

/**
 * An order of API v2 that NewPay confirmed in the answer to `createOrder`. It has the `payReference`.
 *
 * @publicApi
 */
export interface NewPayV2CreatedOrder extends NewPayV2Order {
  /** NewPay confirmed the order in the answer to `createOrder`. */
  readonly resolution: 'created';
}

/**
 * An order of API v2 that was queried because `createOrder` had an unknown outcome. It has the `status` of
 * the payment, and no `payReference`.
 *
 * @publicApi
 */
export interface NewPayV2QueriedOrder extends NewPayV2Payment {
  /** The outcome of `createOrder` was unknown, so the order was queried. */
  readonly resolution: 'queried';
}

/**
 * The result of `NewPayV2Service.createOrder` with the option `resolveUnknown`. `resolution` says which of
 * the two it is.
 *
 * @publicApi
 */
export type NewPayV2ResolvedOrder = NewPayV2CreatedOrder | NewPayV2QueriedOrder;
