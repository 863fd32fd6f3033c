import type {
  NewPayPayment,
  NewPayRefund,
  NewPayV2Payment,
  NewPayV2Refund,
  PayMethod,
} from 'nestjs-newpay';
import type { Queryable } from '../database/database.js';
import type { Order } from '../orders/order.js';

/** The buyer's device, in the words that Alipay requires. */
export type Device = 'ANDROID' | 'IOS';

/** How an order is paid. */
export interface Payment {
  readonly device: Device;
  /** Where the buyer comes back to. */
  readonly orderPage: string;
}

/** The calls of NewPay that the shop needs. NewPay has two APIs, and a merchant has one of them. */
export abstract class PaymentGateway {
  /** What a buyer can pay with, in the order of the list. */
  abstract readonly payMethods: readonly PayMethod[];

  /** After the commit of `transaction`, NewPay is asked for the order until its payment has a result. */
  abstract watch(orderNo: string, transaction: Queryable): Promise<void>;

  /** Creates an order at NewPay, and returns the URL of the cashier page. */
  abstract createOrder(order: Order, payment: Payment): Promise<string>;

  /** Asks NewPay for a payment. A result is published as an event, like the result of a callback. */
  abstract reconcile(
    orderNo: string,
    options: { readonly timeout: number },
  ): Promise<NewPayPayment | NewPayV2Payment>;

  /** Refunds the whole amount of a paid order. */
  abstract refund(order: Order, refundOrderNo: string): Promise<NewPayRefund | NewPayV2Refund>;

  abstract queryRefund(refundOrderNo: string): Promise<NewPayRefund | NewPayV2Refund>;
}
