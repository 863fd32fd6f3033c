import { setTimeout } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { Currency, NewPayModule, NewPayService, PayMethod } from 'nestjs-newpay';
import type { NewPaySandbox } from 'nestjs-newpay/sandbox';
import type { Backend } from './backends/backend.interface.js';
import { failedCallback, type Callback } from './callback.js';
import type { Crew } from './crew.js';
import type { Front } from './front.js';
import { inLanes } from './lanes.js';
import type { PlannedOrder } from './plan.js';
import type { Random } from './random.js';
import { CALM } from './settings.js';
import { until } from './until.js';
import { judge, type Verdict } from './verdict.js';

/** What came of the orders of one store. */
export interface TrialResult extends Verdict {
  readonly title: string;
  readonly kills: number;
  /** How often the store was out of reach, or lost its connections. */
  readonly outages: number;
  readonly losses: number;
  readonly listenerFaults: number;
  /** How often a listener took longer than the lease. */
  readonly slow: number;
  /** How often a listener ran and found its effect done. */
  readonly foundDone: number;
}

/** What a trial works with. */
export interface TrialParts {
  readonly backend: Backend;
  readonly orders: readonly PlannedOrder[];
  readonly random: Random;
  readonly sandbox: NewPaySandbox;
  /** The sandbox's, and those of the callbacks that do not come from it. */
  readonly retryDelays: readonly number[];
  readonly front: Front;
  readonly crew: Crew;
}

/** The orders of one store: created, paid, delivered again and again, and counted. */
export class Trial {
  /** How far the payments are behind their plan, in milliseconds. */
  lag = 0;
  /** The callbacks that do not come from the sandbox. */
  readonly #failed = new Map<string, Callback>();
  readonly #acknowledged = new Set<Callback>();

  constructor(private readonly parts: TrialParts) {}

  async prepare(): Promise<void> {
    await this.parts.backend.prepare();
    await this.#createOrders();
  }

  /** Lets everything happen as planned. Resolves when the copies have been delivered, too. */
  async storm(): Promise<void> {
    const { orders, sandbox, front } = this.parts;
    const planned = new Map(orders.map((order) => [order.orderNo, order]));
    const others: Promise<unknown>[] = [];
    const start = Date.now();
    front.onFirst = (callback) => {
      const order = planned.get(callback.orderNo);
      others.push(...(order ? this.#copy(callback, order) : []));
    };
    for (const { orderNo, failedAt } of orders) {
      if (failedAt !== undefined) {
        others.push(until(start + failedAt).then(() => this.#fail(orderNo)));
      }
    }
    await inLanes(orders, 40, async ({ orderNo, payAt }) => {
      await until(start + payAt);
      this.lag = Date.now() - (start + payAt);
      await sandbox.pay(orderNo);
    });
    this.lag = 0;
    await Promise.all(others);
  }

  /** When all is calm: waits for the last acknowledgements, replays every callback, and counts. */
  async conclude(): Promise<TrialResult> {
    const { backend, orders, front, crew } = this.parts;
    const unacknowledged = await this.#untilAcknowledged();
    const refusedReplays = await this.#replay();
    const verdict = judge({
      orderNos: orders.map(({ orderNo }) => orderNo),
      effects: await backend.effects(),
      deliveries: front.deliveries,
      killedAt: crew.killedAt,
      outages: backend.outages,
      unacknowledged,
      refusedReplays,
    });
    const reports = crew.reports.filter(
      (report) => report.kind !== 'ready' && report.backend === backend.name,
    );
    return {
      ...verdict,
      title: backend.title,
      kills: crew.killedAt.size,
      outages: backend.outages.length,
      losses: backend.outages.filter(({ isLoss }) => isLoss).length,
      slow: reports.filter(({ kind }) => kind === 'slow').length,
      listenerFaults: reports.filter(({ kind }) => kind === 'fault').length,
      foundDone: reports.filter(({ kind }) => kind === 'found-done').length,
    };
  }

  async #createOrders(): Promise<void> {
    const { orders, random, sandbox, front } = this.parts;
    const { callBackUrl } = front;
    const pages = { success: callBackUrl, failure: callBackUrl, cancel: callBackUrl };
    const shop = await NestFactory.createApplicationContext(
      NewPayModule.forRoot({ ...sandbox.credentials, pages, callback: false }),
      { logger: false, abortOnError: false },
    );
    const newPay = shop.get(NewPayService);
    await inLanes(random.shuffled(orders), 8, async ({ orderNo }) => {
      await newPay.createOrder({
        orderNo,
        callBackUrl,
        orderAmt: '50000',
        currency: Currency.LAK,
        payMethod: PayMethod.NewPay,
      });
    });
    await shop.close();
  }

  /** Delivers the very same bytes to other workers: at once, and when the first has long answered. */
  #copy(callback: Callback, { copies, lateCopies }: PlannedOrder): Promise<unknown>[] {
    const again = () => this.parts.front.deliver(callback);
    return [
      ...Array.from({ length: copies }, again),
      ...lateCopies.map((delay) => setTimeout(delay).then(again)),
    ];
  }

  /** Delivers that an earlier attempt to pay failed, until it is acknowledged. */
  async #fail(orderNo: string): Promise<void> {
    const { sandbox, retryDelays, front } = this.parts;
    const callback = failedCallback(sandbox.credentials.appId, orderNo);
    this.#failed.set(orderNo, callback);
    for (const delay of retryDelays) {
      if ((await front.deliver(callback)).ending === 200) {
        this.#acknowledged.add(callback);
        return;
      }
      await setTimeout(delay);
    }
  }

  /** How many callbacks are not acknowledged when the time is over. */
  async #untilAcknowledged(): Promise<number> {
    const { orders, sandbox } = this.parts;
    const isOpen = ({ orderNo }: PlannedOrder): boolean =>
      !sandbox.deliveries(orderNo).at(-1)?.acknowledged;
    const deadline = Date.now() + CALM;
    let open = orders.filter(isOpen);
    while (open.length > 0 && Date.now() < deadline) {
      await setTimeout(50);
      open = open.filter(isOpen);
    }
    return open.length + this.#failed.size - this.#acknowledged.size;
  }

  /**
   * How many callbacks were not acknowledged: at once, or, by a store that has forgotten, at last, as the
   * listeners that run again may fail again.
   */
  async #replay(): Promise<number> {
    const { backend, random, front } = this.parts;
    const attempts = backend.outages.some(({ isLoss }) => isLoss) ? 30 : 1;
    const callbacks = [...front.callbacks.values(), ...this.#failed.values()];
    let refused = 0;
    await inLanes(random.shuffled(callbacks), 8, async (callback) => {
      for (let attempt = 1; (await front.deliver(callback)).ending !== 200; attempt++) {
        if (attempt === attempts) {
          refused += 1;
          return;
        }
        await setTimeout(200);
      }
    });
    return refused;
  }
}
