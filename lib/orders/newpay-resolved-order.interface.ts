import type { NewPayPayment } from '../payments/newpay-payment.interface.js';
import type { NewPayOrder } from './newpay-order.interface.js';

/**
 * An order that NewPay confirmed in the answer to `createOrder`. It has the `payUrl`.
 *
 * @publicApi
 */
export interface NewPayCreatedOrder extends NewPayOrder {
  readonly resolution: 'created';
}

/**
 * An order that was queried because `createOrder` had an unknown outcome. It has the `status` of the
 * payment, and no `payUrl`.
 *
 * @publicApi
 */
export interface NewPayQueriedOrder extends NewPayPayment {
  readonly resolution: 'queried';
}

/**
 * The result of `createOrder` with the option `resolveUnknown`. `resolution` tells the two apart.
 *
 * @publicApi
 */
export type NewPayResolvedOrder = NewPayCreatedOrder | NewPayQueriedOrder;
