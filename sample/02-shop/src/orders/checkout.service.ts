import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  NewPayGatewayError,
  NewPayService,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
} from 'nestjs-newpay';
import { shopConfig, type ShopConfig } from '../config/shop.config.js';
import { NewPayAccount } from '../newpay/newpay-account.js';
import { newOrder, type Order, type Purchase } from './order.js';
import { OrderUpdates } from './order-updates.js';
import { OrdersRepository, type OrderChanges } from './orders.repository.js';

/** The buyer's device, in the words that Alipay requires. */
export type Device = 'ANDROID' | 'IOS';

export function deviceOf(userAgent = ''): Device {
  return /iPhone|iPad|Macintosh/.test(userAgent) ? 'IOS' : 'ANDROID';
}

/** Creates orders at NewPay. */
@Injectable()
export class CheckoutService {
  readonly #logger = new Logger(CheckoutService.name);
  /** The orders that NewPay has not answered yet, by their numbers. */
  readonly #sending = new Map<string, Promise<Order>>();

  constructor(
    private readonly newPay: NewPayService,
    private readonly orders: OrdersRepository,
    private readonly updates: OrderUpdates,
    private readonly account: NewPayAccount,
    @Inject(shopConfig.KEY) private readonly shop: ShopConfig,
  ) {}

  /**
   * Orders a product. The returned order has a `payUrl`, or a `note` that says what went wrong.
   *
   * A form that is sent again, by a second click or a reload, gets the order of the first time.
   */
  async buy(purchase: Purchase, device: Device): Promise<Order> {
    const draft = newOrder(purchase, this.account.appId);
    // Saved before the call: the callback can arrive before the response.
    const added = await this.orders.add(draft);
    if (!added) {
      const { orderNo } = await this.orders.getByForm(draft);
      return this.#sending.get(orderNo) ?? this.orders.get(orderNo);
    }
    const { orderNo } = added;
    const sent = this.#send(added, device).finally(() => this.#sending.delete(orderNo));
    this.#sending.set(orderNo, sent);
    return sent;
  }

  async #send(order: Order, device: Device): Promise<Order> {
    const { orderNo } = order;
    const changes = await this.#createOrder(order, device).catch((error: unknown) =>
      this.#explain(error),
    );
    const changed = await this.orders.update({ orderNo, status: ['pending'] }, changes);
    this.updates.publish(orderNo);
    return changed ?? this.orders.get(orderNo);
  }

  async #createOrder(order: Order, device: Device): Promise<OrderChanges> {
    const { orderNo, payMethod, price, title } = order;
    const orderPage = `${this.shop.publicUrl}/orders/${orderNo}`;
    const { payUrl } = await this.newPay.createOrder({
      orderNo,
      payMethod,
      currency: price.currency,
      orderAmt: price.amount,
      subject: title,
      extra: device,
      // All three show the saved status. They prove nothing, because anybody can open them: only the
      // verified event marks an order as paid.
      successPageUrl: `${orderPage}?back=success`,
      failurePageUrl: `${orderPage}?back=failure`,
      cancelPageUrl: `${orderPage}?back=cancel`,
    });
    return { payUrl };
  }

  #explain(error: unknown): OrderChanges {
    if (error instanceof NewPayUnknownOutcomeError) {
      this.#logger.warn(error.message);
      // NewPay may have the order or not. It is neither marked as failed nor sent again: the
      // reconciliation queries it.
      return {
        note: 'NewPay has not given us a clear answer yet. We are checking this payment: please do not pay again.',
      };
    }
    if (error instanceof NewPayTransportError) {
      this.#logger.warn(error.message);
      return {
        status: 'failed',
        note: 'NewPay could not be reached, and nothing was charged. Please try again.',
      };
    }
    if (error instanceof NewPayGatewayError) {
      this.#logger.warn(error.message);
      return {
        status: 'failed',
        note: `NewPay did not accept this order: ${error.gatewayMessage ?? 'it gave no reason'}`,
      };
    }
    throw error;
  }
}
