import { BadRequestException, Inject, Injectable, Logger } from '@nestjs/common';
import { NewPayGatewayError, NewPayTransportError, NewPayUnknownOutcomeError } from 'nestjs-newpay';
import { shopConfig, type ShopConfig } from '../config/shop.config.js';
import { Database } from '../database/database.js';
import { NewPayAccount } from '../newpay/newpay-account.js';
import { PaymentGateway, type Device } from '../newpay/payment-gateway.js';
import { newOrder, type NewOrder, type Order, type Purchase } from './order.js';
import { OrderUpdates } from './order-updates.js';
import { OrdersRepository, type OrderChanges } from './orders.repository.js';

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
    private readonly gateway: PaymentGateway,
    private readonly database: Database,
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
    if (!this.gateway.payMethods.includes(purchase.payMethod)) {
      throw new BadRequestException('We do not take this pay method.');
    }
    const draft = newOrder(purchase, this.account.appId);
    const added = await this.#add(draft);
    if (!added) {
      const { orderNo } = await this.orders.getByForm(draft);
      return this.#sending.get(orderNo) ?? this.orders.get(orderNo);
    }
    const { orderNo } = added;
    const sent = this.#send(added, device).finally(() => this.#sending.delete(orderNo));
    this.#sending.set(orderNo, sent);
    return sent;
  }

  /** Saves an order before the call: the callback can arrive before the response. */
  async #add(draft: NewOrder): Promise<Order | undefined> {
    return this.database.transaction(async (transaction) => {
      const order = await this.orders.add(draft, transaction);
      if (order) {
        // Committed together: whatever happens from now on, NewPay is asked for this order.
        await this.gateway.watch(order.orderNo, transaction);
      }
      return order;
    });
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
    const orderPage = `${this.shop.publicUrl}/orders/${order.orderNo}`;
    return { payUrl: await this.gateway.createOrder(order, { device, orderPage }) };
  }

  #explain(error: unknown): OrderChanges {
    if (error instanceof NewPayUnknownOutcomeError) {
      this.#logger.warn(error.message);
      // NewPay may have the order or not. It is neither marked as failed nor sent again: its watch asks.
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
