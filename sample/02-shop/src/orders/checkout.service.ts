import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  NewPayGatewayError,
  NewPayService,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  type PayMethod,
} from 'nestjs-newpay';
import type { Product } from '../catalog/product.js';
import { shopConfig, type ShopConfig } from '../config/shop.config.js';
import { newOrder, type Order } from './order.js';
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

  constructor(
    private readonly newPay: NewPayService,
    private readonly orders: OrdersRepository,
    @Inject(shopConfig.KEY) private readonly shop: ShopConfig,
  ) {}

  /** Orders a product. The returned order has a `payUrl`, or a `note` that says what went wrong. */
  async buy(product: Product, payMethod: PayMethod, device: Device): Promise<Order> {
    // Saved before the call: the callback can arrive before the response.
    const order = await this.orders.add(newOrder(product, payMethod));
    const { orderNo } = order;
    const changes = await this.#createOrder(order, device).catch((error: unknown) =>
      this.#explain(error),
    );
    const changed = await this.orders.update({ orderNo, status: ['pending'] }, changes);
    return changed ?? (await this.orders.find(orderNo)) ?? order;
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
      // All three show the saved status. The success page proves nothing, because anybody can open
      // it: only the verified event marks an order as paid.
      successPageUrl: orderPage,
      failurePageUrl: orderPage,
      cancelPageUrl: `${orderPage}?cancelled`,
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
