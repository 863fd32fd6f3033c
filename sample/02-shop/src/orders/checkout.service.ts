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

/** Whose phone the buyer has, in the words that Alipay wants to be told. */
export type Device = 'ANDROID' | 'IOS';

export function deviceOf(userAgent = ''): Device {
  return /iPhone|iPad|Macintosh/.test(userAgent) ? 'IOS' : 'ANDROID';
}

/** Takes an order to NewPay. */
@Injectable()
export class CheckoutService {
  readonly #logger = new Logger(CheckoutService.name);

  constructor(
    private readonly newPay: NewPayService,
    private readonly orders: OrdersRepository,
    @Inject(shopConfig.KEY) private readonly shop: ShopConfig,
  ) {}

  /** Orders a product. The order that comes back has the cashier's address, or says what went wrong. */
  async buy(product: Product, payMethod: PayMethod, device: Device): Promise<Order> {
    // Kept before NewPay knows of it: the result may come sooner than the answer to this call.
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
      // All three show what the shop knows. That a buyer comes back to the address for success
      // proves nothing, for anybody can open it: only the verified event marks an order paid.
      successPageUrl: orderPage,
      failurePageUrl: orderPage,
      cancelPageUrl: `${orderPage}?cancelled`,
    });
    return { payUrl };
  }

  #explain(error: unknown): OrderChanges {
    if (error instanceof NewPayUnknownOutcomeError) {
      this.#logger.warn(error.message);
      // NewPay may have the order, or not. So it is not failed, and not sent again either: the
      // reconciliation asks what became of it.
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
