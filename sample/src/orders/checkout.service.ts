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
import { OrdersRepository } from './orders.repository.js';

/** Whose phone the buyer has, in the words that Alipay wants to be told. */
export type Device = 'ANDROID' | 'IOS';

/** Takes an order to NewPay. */
@Injectable()
export class CheckoutService {
  readonly #logger = new Logger(CheckoutService.name);

  constructor(
    private readonly newPay: NewPayService,
    private readonly orders: OrdersRepository,
    @Inject(shopConfig.KEY) private readonly shop: ShopConfig,
  ) {}

  /** Orders a product, and returns where the buyer goes: to the cashier, or to what went wrong. */
  async buy(product: Product, payMethod: PayMethod, device: Device): Promise<string> {
    const order = newOrder(product, payMethod);
    // Kept before NewPay knows of it: the result may come sooner than the answer to this call.
    await this.orders.add(order);
    try {
      const payUrl = await this.#createOrder(order, device);
      await this.orders.update(order.orderNo, ['pending'], { payUrl });
      return payUrl;
    } catch (error) {
      await this.#explain(order, error);
      return `/orders/${order.orderNo}`;
    }
  }

  async #createOrder(order: Order, device: Device): Promise<string> {
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
    return payUrl;
  }

  async #explain({ orderNo }: Order, error: unknown): Promise<void> {
    if (error instanceof NewPayUnknownOutcomeError) {
      // NewPay may have the order, or not. So it is not failed, and not sent again either.
      await this.orders.update(orderNo, ['pending'], {
        note: 'NewPay has not given us a clear answer yet. We are checking this payment: please do not pay again.',
      });
    } else if (error instanceof NewPayTransportError) {
      await this.orders.update(orderNo, ['pending'], {
        status: 'failed',
        note: 'NewPay could not be reached, and nothing was charged. Please try again.',
      });
    } else if (error instanceof NewPayGatewayError) {
      await this.orders.update(orderNo, ['pending'], {
        status: 'failed',
        note: `NewPay did not accept this order: ${error.gatewayMessage ?? 'it gave no reason'}`,
      });
    } else {
      throw error;
    }
    this.#logger.warn(error.message);
  }
}
