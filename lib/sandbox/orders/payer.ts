import type { Notifier } from '../callbacks/notifier.js';
import { paymentCallbackFields } from '../callbacks/payment-callback-fields.js';
import type { OrderBook } from './order-book.js';
import type { PaymentResult, SandboxOrder } from './sandbox-order.interface.js';

/** What {@link Payer} works with. */
export interface PayerParts {
  readonly appId: string;
  readonly book: OrderBook;
  readonly notifier: Notifier;
}

/** Does what a payer does at the cashier, and lets the merchant know of it. */
export class Payer {
  constructor(private readonly parts: PayerParts) {}

  /**
   * Pays an order. Resolves when the first delivery of the callback has been answered or has failed,
   * at once when a fault withholds or delays it.
   *
   * @returns the order with its result
   * @throws {Error} the order is unknown, or its result is final already
   */
  async pay(orderNo: string): Promise<SandboxOrder> {
    return this.#conclude(orderNo, { status: 'paid', transInfo: 'Transaction Success' });
  }

  /** Lets the payment of an order fail. Resolves and throws as {@link Payer.pay} does. */
  async fail(orderNo: string, reason = 'Transaction Failed'): Promise<SandboxOrder> {
    return this.#conclude(orderNo, { status: 'failed', transInfo: reason });
  }

  async #conclude(orderNo: string, result: PaymentResult): Promise<SandboxOrder> {
    const { appId, book, notifier } = this.parts;
    const order = book.conclude(orderNo, result);
    const fields = paymentCallbackFields(appId, order);
    await notifier.notify({ about: orderNo, url: order.callBackUrl, fields });
    return order;
  }
}
