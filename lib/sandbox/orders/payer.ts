import type { MerchantSigner } from '../../core/signature/merchant-signer.js';
import type { CallbackSender } from '../callbacks/callback-sender.js';
import { paymentCallbackBody } from '../callbacks/payment-callback-body.js';
import type { OrderBook } from './order-book.js';
import type { PaymentResult, SandboxOrder } from './sandbox-order.interface.js';

/** What {@link Payer} works with. */
export interface PayerParts {
  readonly book: OrderBook;
  readonly sender: CallbackSender;
  readonly signer: MerchantSigner;
  readonly appId: string;
}

/** Does what a payer does at the cashier, and lets the merchant know of it. */
export class Payer {
  constructor(private readonly parts: PayerParts) {}

  /**
   * Pays an order. Resolves when the first delivery of the callback has been answered or has failed.
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
    const { book, sender, signer, appId } = this.parts;
    const order = book.conclude(orderNo, result);
    const body = await paymentCallbackBody({ appId, order, result }, signer);
    await sender.send({ orderNo, url: order.callBackUrl, body });
    return order;
  }
}
