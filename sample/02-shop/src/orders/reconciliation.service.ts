import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { EventEmitterReadinessWatcher } from '@nestjs/event-emitter';
import { Cron, CronExpression } from '@nestjs/schedule';
import { NewPayGatewayError, NewPayService, type NewPayUnresolvedOrder } from 'nestjs-newpay';
import type { Order } from './order.js';
import { OrderUpdates } from './order-updates.js';
import { OrdersRepository } from './orders.repository.js';
import { RefundsService } from './refunds.service.js';

/** How long an order waits for its callback before it is queried, in seconds. */
const PATIENCE = 30;

/** How long a page waits for NewPay's answer, in milliseconds. */
const BUYERS_PATIENCE = 3_000;

/** How long an unpaid order stays open, in milliseconds. Each open order is queried every minute. */
const DAY = 24 * 60 * 60 * 1000;

/** Queries orders whose callback was lost, or was delivered while the shop was closed. */
@Injectable()
export class ReconciliationService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(ReconciliationService.name);
  readonly #closing = new AbortController();
  #running = Promise.resolve();

  constructor(
    private readonly newPay: NewPayService,
    private readonly orders: OrdersRepository,
    private readonly refunds: RefundsService,
    private readonly updates: OrderUpdates,
    private readonly listeners: EventEmitterReadinessWatcher,
  ) {}

  /** Not awaited: the shop opens even if NewPay is slow or cannot be reached. */
  onApplicationBootstrap(): void {
    void this.listeners
      .waitUntilReady()
      // Without waiting: the shop was closed for long enough.
      .then(() => this.reconcile(0))
      .catch((error: unknown) => this.#logger.error(error));
  }

  async onModuleDestroy(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  @Cron(CronExpression.EVERY_MINUTE, { waitForCompletion: true })
  async everyMinute(): Promise<void> {
    await this.reconcile(PATIENCE);
  }

  /**
   * Queries one order whose buyer has come back. The result is published as an event, as that of a
   * callback is. If NewPay does not answer in time, the next run asks again.
   */
  async ask(orderNo: string): Promise<void> {
    await this.newPay
      .reconcile(orderNo, { timeout: BUYERS_PATIENCE, signal: this.#closing.signal })
      .catch((error: unknown) => this.#warnOf([{ orderNo, error }]));
  }

  /** Queries every order and refund that has waited for at least so many seconds. */
  async reconcile(seconds: number): Promise<void> {
    // One run after the other: concurrent runs would query the same orders twice.
    const run = this.#running.then(() => this.#reconcileAll(seconds));
    this.#running = run.catch(() => undefined);
    await run;
  }

  async #reconcileAll(seconds: number): Promise<void> {
    await this.#reconcilePayments(seconds);
    await this.#checkRefunds(seconds);
  }

  async #reconcilePayments(seconds: number): Promise<void> {
    const pending = await this.orders.listWaiting('pending', seconds);
    // The results are published as events, to the same listeners as callbacks.
    const { processing, unresolved } = await this.newPay.reconcileAll(
      pending.map(({ orderNo }) => orderNo),
      { signal: this.#closing.signal },
    );
    const unknown = unresolved.filter(({ error }) => error instanceof NewPayGatewayError);
    const unpaid = new Set([...processing, ...unknown.map(({ orderNo }) => orderNo)]);
    for (const order of pending.filter(({ orderNo }) => unpaid.has(orderNo))) {
      await this.#giveUp(order);
    }
    this.#warnOf(unresolved);
  }

  async #checkRefunds(seconds: number): Promise<void> {
    for (const order of await this.orders.listWaiting('refunding', seconds)) {
      if (this.#closing.signal.aborted) {
        return;
      }
      await this.refunds
        .check(order)
        .catch((error: unknown) => this.#warnOf([{ orderNo: order.orderNo, error }]));
    }
  }

  /**
   * Fails an order that has no payment and can no longer be paid: it never got a `payUrl`, or it is a
   * day old. If NewPay reports a payment later, the order is marked as paid all the same.
   */
  async #giveUp({ orderNo, payUrl, createdAt }: Order): Promise<void> {
    const patience = payUrl === undefined ? PATIENCE * 1000 : DAY;
    if (Date.now() - createdAt.getTime() < patience) {
      return;
    }
    await this.orders.update(
      { orderNo, status: ['pending'] },
      { status: 'failed', note: 'No payment has come for this order. Please order again.' },
    );
    this.updates.publish(orderNo);
  }

  #warnOf(unresolved: readonly NewPayUnresolvedOrder[]): void {
    // Without an error the order was not queried, because the shop is closing.
    for (const { orderNo, error } of unresolved) {
      if (error !== undefined) {
        this.#logger.warn(`Order ${orderNo} could not be reconciled: ${(error as Error).message}`);
      }
    }
  }
}
