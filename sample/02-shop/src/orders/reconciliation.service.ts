import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { EventEmitterReadinessWatcher } from '@nestjs/event-emitter';
import { Cron, CronExpression } from '@nestjs/schedule';
import { NewPayGatewayError, NewPayService, type UnreachedOrder } from 'nestjs-newpay';
import type { Order } from './order.js';
import { OrderUpdates } from './order-updates.js';
import { OrdersRepository } from './orders.repository.js';
import { RefundsService } from './refunds.service.js';

/** How long an order may wait for its callback before NewPay is asked, in seconds. */
const PATIENCE = 30;

/** How long an order stays open that nobody pays: every minute NewPay is asked for each of them. */
const DAY = 24 * 60 * 60 * 1000;

/** Brings the news that no callback did: it was lost, or it came while the shop was closed. */
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

  /** Not awaited: the shop opens while NewPay is being asked, or cannot be reached. */
  onApplicationBootstrap(): void {
    void this.listeners
      .waitUntilReady()
      // Whatever waits has waited long enough: the shop was closed.
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

  /** Asks for everything that has been waiting for so many seconds. */
  async reconcile(seconds: number): Promise<void> {
    // One run after the other: two at a time would ask twice for the same orders.
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
    // What NewPay says reaches the orders as an event, through the same listeners as a callback.
    const { processing, notReached } = await this.newPay.reconcileAll(
      pending.map(({ orderNo }) => orderNo),
      { signal: this.#closing.signal },
    );
    const unknown = notReached.filter(({ error }) => error instanceof NewPayGatewayError);
    const unpaid = new Set([...processing, ...unknown.map(({ orderNo }) => orderNo)]);
    for (const order of pending.filter(({ orderNo }) => unpaid.has(orderNo))) {
      await this.#giveUp(order);
    }
    this.#warnOf(notReached);
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
   * Fails an order that NewPay has no payment for and that nobody can pay: it never got a cashier, or
   * its day is over. Should NewPay tell of a payment after all, it is paid all the same.
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

  #warnOf(notReached: readonly UnreachedOrder[]): void {
    // Without an error it was not asked for: the shop is closing.
    for (const { orderNo, error } of notReached) {
      if (error !== undefined) {
        this.#logger.warn(`Order ${orderNo} could not be reconciled: ${(error as Error).message}`);
      }
    }
  }
}
