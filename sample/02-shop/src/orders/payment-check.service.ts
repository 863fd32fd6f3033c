import { Injectable, Logger } from '@nestjs/common';
import { NewPayGatewayError } from 'nestjs-newpay';
import { PaymentGateway } from '../newpay/payment-gateway.js';
import type { Order } from './order.js';
import { OrderUpdates } from './order-updates.js';
import { OrdersRepository } from './orders.repository.js';

/** How long a page waits for NewPay's answer, in milliseconds. */
const PATIENCE = 3_000;

/** How long an order may be on its way to NewPay, in milliseconds. */
const ON_ITS_WAY = 30_000;

/**
 * Asks NewPay for the order of a buyer who waits. The package asks for every other order itself: see the
 * option `queue`.
 */
@Injectable()
export class PaymentCheck {
  readonly #logger = new Logger(PaymentCheck.name);

  constructor(
    private readonly gateway: PaymentGateway,
    private readonly orders: OrdersRepository,
    private readonly updates: OrderUpdates,
  ) {}

  /** A result is published as an event, which changes the order a moment later. */
  async ask(order: Order): Promise<void> {
    try {
      const { status } = await this.gateway.reconcile(order.orderNo, { timeout: PATIENCE });
      if (status === 'processing') {
        await this.#giveUp(order);
      }
    } catch (error) {
      this.#logger.warn(`Order ${order.orderNo}: ${(error as Error).message}`);
      if (error instanceof NewPayGatewayError) {
        await this.#giveUp(order);
      }
    }
  }

  /**
   * Fails an order that nobody can pay, because it never got a cashier page. If NewPay reports a payment
   * later, the order is marked as paid all the same.
   */
  async #giveUp({ orderNo, payUrl, changedAt }: Order): Promise<void> {
    if (payUrl !== undefined || Date.now() - changedAt.getTime() < ON_ITS_WAY) {
      return;
    }
    await this.orders.update(
      { orderNo, status: ['pending'] },
      { status: 'failed', note: 'No payment has come for this order. Please order again.' },
    );
    this.updates.publish(orderNo);
  }
}
