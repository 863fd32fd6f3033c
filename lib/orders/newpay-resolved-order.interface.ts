import type { NewPayPayment } from '../payments/newpay-payment.interface.js';
import type { NewPayOrder } from './newpay-order.interface.js';

/**
 * An order that NewPay confirmed in the answer to `createOrder`. It has the `payUrl`.
 *
 * @publicApi
 */
export interface NewPayCreatedOrder extends NewPayOrder {
  /** NewPay confirmed the order in the answer to `createOrder`. */
  readonly resolution: 'created';
}

/**
 * An order that was queried because `createOrder` had an unknown outcome. It has the `status` of the
 * payment, and no `payUrl`.
 *
 * @publicApi
 */
export interface NewPayQueriedOrder extends NewPayPayment {
  /** The outcome of `createOrder` was unknown, so the order was queried. */
  readonly resolution: 'queried';
}

/**
 * The result of `NewPayService.createOrder` with the option `resolveUnknown`. `resolution` says which of the two
 * it is.
 *
 * @publicApi
 */
export type NewPayResolvedOrder = NewPayCreatedOrder | NewPayQueriedOrder;
