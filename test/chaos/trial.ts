import { setTimeout } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { NewPayModule, NewPayService, NewPayV2Service } from 'nestjs-newpay';
import type { NewPaySandbox } from 'nestjs-newpay/sandbox';
import type { Backend } from './backends/backend.interface.js';
import { failedCallback, type Callback } from './callback.js';
import type { WorkerPool } from './worker-pool.js';
import type { CallbackProxy } from './proxy.js';
import { inLanes } from './lanes.js';
import { makeOrder } from './make-order.js';
import { merchantOf } from './merchant.js';
import type { PlannedOrder } from './plan.js';
import type { Random } from './random.js';
import { CALM } from './settings.js';
import { until } from './until.js';
import { judge, type Verdict } from './verdict.js';
import type { WorkerReport } from './worker/worker-settings.interface.js';

/** The result of the orders of one store. */
export interface TrialResult extends Verdict {
  readonly title: string;
  readonly kills: number;
  /** The number of outages of the store or its connections. */
  readonly outages: number;
  readonly losses: number;
  readonly listenerFaults: number;
  /** The number of listener runs that took longer than the lease. */
  readonly slow: number;
  /** The number of listener runs that found their effect recorded. */
  readonly foundDone: number;
}

/** The dependencies of a trial. */
export interface TrialParts {
  readonly backend: Backend;
  readonly orders: readonly PlannedOrder[];
  readonly random: Random;
  readonly sandbox: NewPaySandbox;
  /** The retry delays of the sandbox, which also apply to callbacks that it does not send. */
  readonly retryDelays: readonly number[];
  readonly proxy: CallbackProxy;
  readonly pool: WorkerPool<WorkerReport>;
}

/**
 * Creates the orders of one store, pays them, delivers their callbacks repeatedly, and counts the
 * effects.
 */
export class Trial {
  /** The delay of the payments behind their plan, in milliseconds. */
  lag = 0;
  /** The callbacks that the sandbox does not send. */
  readonly #failed = new Map<string, Callback>();
  readonly #acknowledged = new Set<Callback>();

  constructor(private readonly parts: TrialParts) {}

  async prepare(): Promise<void> {
    await this.parts.backend.prepare();
    await this.#createOrders();
  }

  /** Executes the plan. Resolves when all copies have been delivered. */
  async storm(): Promise<void> {
    const { orders, sandbox, proxy } = this.parts;
    const planned = new Map(orders.map((order) => [order.orderNo, order]));
    const others: Promise<unknown>[] = [];
    const start = Date.now();
    proxy.onFirst = (callback) => {
      const order = planned.get(callback.orderNo);
      others.push(...(order ? this.#copy(callback, order) : []));
    };
    for (const order of orders) {
      const { failedAt } = order;
      if (failedAt !== undefined) {
        others.push(until(start + failedAt).then(() => this.#fail(order)));
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

  /**
   * After the kills: waits for the last acknowledgements, replays every callback, and counts the
   * effects.
   */
  async conclude(): Promise<TrialResult> {
    const { backend, orders, proxy, pool } = this.parts;
    const unacknowledged = await this.#untilAcknowledged();
    const refusedReplays = await this.#replay();
    const verdict = judge({
      orders,
      effects: await backend.effects(),
      deliveries: proxy.deliveries,
      killedAt: pool.killedAt,
      outages: backend.outages,
      unacknowledged,
      refusedReplays,
    });
    const reports = pool.reports.filter(
      (report) => report.kind !== 'ready' && report.backend === backend.name,
    );
    return {
      ...verdict,
      title: backend.title,
      kills: pool.killedAt.size,
      outages: backend.outages.length,
      losses: backend.outages.filter(({ isLoss }) => isLoss).length,
      slow: reports.filter(({ kind }) => kind === 'slow').length,
      listenerFaults: reports.filter(({ kind }) => kind === 'fault').length,
      foundDone: reports.filter(({ kind }) => kind === 'found-done').length,
    };
  }

  async #createOrders(): Promise<void> {
    const { orders, random, sandbox, proxy } = this.parts;
    const { callBackUrl } = proxy;
    const pages = { success: callBackUrl, failure: callBackUrl, cancel: callBackUrl };
    const shop = await NestFactory.createApplicationContext(
      NewPayModule.forRoot({ ...merchantOf(sandbox), pages, callback: false }),
      { logger: false, abortOnError: false },
    );
    const services = { v1: shop.get(NewPayService), v2: shop.get(NewPayV2Service) };
    await inLanes(random.shuffled(orders), 8, ({ api, orderNo }) =>
      makeOrder(services, { api, orderNo, callBackUrl }),
    );
    await shop.close();
  }

  /** Delivers the same bytes to other workers: at once, and long after the first answer. */
  #copy(callback: Callback, { copies, lateCopies }: PlannedOrder): Promise<unknown>[] {
    const again = () => this.parts.proxy.deliver(callback);
    return [
      ...Array.from({ length: copies }, again),
      ...lateCopies.map((delay) => setTimeout(delay).then(again)),
    ];
  }

  /** Delivers the callback of an earlier failed attempt until it is acknowledged. */
  async #fail(order: PlannedOrder): Promise<void> {
    const { sandbox, retryDelays, proxy } = this.parts;
    const callback = failedCallback(sandbox.credentials.appId, order);
    this.#failed.set(order.orderNo, callback);
    for (const delay of retryDelays) {
      if ((await proxy.deliver(callback)).ending === 200) {
        this.#acknowledged.add(callback);
        return;
      }
      await setTimeout(delay);
    }
  }

  /** The number of callbacks that are not acknowledged at the end. */
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
   * The number of replayed callbacks that were not acknowledged: at once; or, if the store has lost
   * its data, finally, because listeners that run again may fail again.
   */
  async #replay(): Promise<number> {
    const { backend, random, proxy } = this.parts;
    const attempts = backend.outages.some(({ isLoss }) => isLoss) ? 30 : 1;
    const callbacks = [...proxy.callbacks.values(), ...this.#failed.values()];
    let refused = 0;
    await inLanes(random.shuffled(callbacks), 8, async (callback) => {
      for (let attempt = 1; (await proxy.deliver(callback)).ending !== 200; attempt++) {
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
