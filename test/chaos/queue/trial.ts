import { setTimeout } from 'node:timers/promises';
import type { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { failedCallback, type Callback } from '../callback.js';
import { inLanes } from '../lanes.js';
import { postTo } from '../post-to.js';
import type { CallbackProxy } from '../proxy.js';
import { until } from '../until.js';
import type { WorkerPool } from '../worker-pool.js';
import type { EffectsTable } from './effects-table.js';
import type { Engine } from './engines/engine.interface.js';
import type { GatewayProxy } from './gateway-proxy.js';
import { LISTENERS, resultOf, runsOf, type JournalEntry } from './journal.js';
import type { PlannedOrder } from './plan.js';
import { PATIENCE } from './settings.js';
import { judge, type FinalOrder, type Verdict } from './verdict.js';
import type { QueueWorkerReport } from './worker/queue-worker-settings.interface.js';

/** The result of the orders of one engine. */
export interface TrialResult extends Verdict {
  readonly title: string;
  readonly kills: number;
  /** The number of outages of the engine's server, or of the connections to it. */
  readonly outages: number;
  readonly withheld: number;
  readonly cutBefore: number;
  readonly cutAfter: number;
  /** The number of queries about orders. */
  readonly queries: number;
  /** The number of calls of `redeliver` after the storm. */
  readonly redelivered: number;
}

/** The dependencies of a trial. */
export interface TrialParts {
  readonly engine: Engine;
  readonly orders: readonly PlannedOrder[];
  readonly sandbox: NewPaySandbox;
  /** The retry delays of the sandbox, which also apply to callbacks that it does not send. */
  readonly retryDelays: readonly number[];
  readonly gateway: GatewayProxy;
  readonly proxy: CallbackProxy;
  readonly pool: WorkerPool<QueueWorkerReport>;
  readonly effects: EffectsTable;
}

/** How long a shop waits before it tries to make an order again, in milliseconds. */
const TRY_AGAIN = 300;

/** Has the orders of one engine made and paid, and counts what the listeners did. */
export class Trial {
  /** The delay of the orders behind their plan, in milliseconds. */
  lag = 0;
  /** The orders that have been paid, or that NewPay never got. */
  readonly #orders = new Map<string, FinalOrder>();
  readonly #cut = { before: 0, after: 0 };
  #unacknowledged = 0;
  #redelivered = 0;
  #withheld = 0;

  constructor(private readonly parts: TrialParts) {}

  /** How far it is, for the log. */
  get progress(): string {
    const { engine, orders } = this.parts;
    return `${engine.title} ${this.#orders.size} of ${orders.length} orders, ${this.lag} ms behind`;
  }

  /** Executes the plan. Resolves when all orders are paid and all copies have been delivered. */
  async storm(): Promise<void> {
    const { orders, proxy } = this.parts;
    const planned = new Map(orders.map((order) => [order.orderNo, order]));
    const others: Promise<unknown>[] = [];
    const start = Date.now();
    proxy.onFirst = (callback) => {
      const order = planned.get(callback.orderNo);
      others.push(...(order ? this.#copy(callback, order) : []));
    };
    const lives = orders.map(async (order) => {
      await until(start + order.createAt);
      this.lag = Date.now() - (start + order.createAt);
      await this.#live(order);
    });
    await Promise.all(lives);
    this.lag = 0;
    await Promise.all(others);
  }

  /** Waits until every order is final and no job is left, at most until `deadline`. */
  async conclude(deadline: number): Promise<TrialResult> {
    const { engine, pool, proxy, gateway } = this.parts;
    const start = Date.now();
    for (let redelivered = start; Date.now() < deadline && !(await this.#isOver());) {
      await setTimeout(500);
      if (Date.now() > redelivered + PATIENCE) {
        redelivered = Date.now();
        await inLanes(await this.#openOrders(), 8, (order) => this.#redeliver(order));
      }
    }
    const journal = pool.reports.filter(
      (entry): entry is JournalEntry =>
        entry.kind === 'end' ||
        ((entry.kind === 'begin' || entry.kind === 'done') && entry.engine === engine.name),
    );
    const verdict = judge({
      orders: this.#orders,
      knownAt: gateway.passed,
      runs: runsOf(journal),
      done: journal.filter((entry) => entry.kind === 'done'),
      effects: await this.#effects(),
      endings: proxy.deliveries.map(({ ending }) => ending),
      killedAt: pool.killedAt,
      outages: engine.outages,
      leftovers: await engine.leftovers(),
      unacknowledged: this.#unacknowledged + this.#openCallbacks(),
      withheld: this.#withheld,
      cut: this.#cut,
    });
    return {
      ...verdict,
      faults: [...verdict.faults, ...(await engine.unfinished()).map((job) => `job ${job}`)],
      title: engine.title,
      kills: pool.killedAt.size,
      outages: engine.outages.length,
      withheld: this.#withheld,
      cutBefore: this.#cut.before,
      cutAfter: this.#cut.after,
      queries: gateway.queries,
      redelivered: this.#redelivered,
    };
  }

  async #live(order: PlannedOrder): Promise<void> {
    const { api, orderNo, payAfter, failAfter, isWithheld } = order;
    const { sandbox } = this.parts;
    if (!(await this.#create(order))) {
      this.#orders.set(orderNo, { api, orderNo, state: 'unresolved' });
      return;
    }
    const failing = failAfter === undefined ? undefined : this.#fail(order, failAfter);
    if (isWithheld) {
      this.#withheld += 1;
      sandbox.inject('withhold', { orderNo });
    }
    await setTimeout(payAfter);
    await sandbox.pay(orderNo);
    this.#orders.set(orderNo, { api, orderNo, state: 'paid' });
    await failing;
  }

  /** Whether NewPay has got the order. A process that is not meant to be killed is asked again. */
  async #create({ api, orderNo, creation }: PlannedOrder): Promise<boolean> {
    const { pool, gateway, proxy, engine } = this.parts;
    const body = JSON.stringify({ api, orderNo, callBackUrl: proxy.callBackUrl });
    for (;;) {
      const worker = pool.next();
      if (creation !== 'answered') {
        const moment = creation === 'cut-before' ? 'before' : 'after';
        const kill = (): void => {
          this.#cut[moment] += 1;
          pool.killNow(worker);
        };
        gateway.cutOff(orderNo, { moment, kill });
      }
      await postTo(worker, `/orders/${engine.name}`, body);
      if (gateway.lost.has(orderNo)) {
        return false;
      }
      if (gateway.passed.has(orderNo)) {
        return true;
      }
      await setTimeout(TRY_AGAIN);
    }
  }

  /** Delivers the callback of a failed attempt until it is acknowledged. */
  async #fail(order: PlannedOrder, after: number): Promise<void> {
    const { sandbox, retryDelays, proxy } = this.parts;
    const callback = failedCallback(sandbox.credentials.appId, order);
    await setTimeout(after);
    for (const delay of retryDelays) {
      if ((await proxy.deliver(callback)).ending === 200) {
        return;
      }
      await setTimeout(delay);
    }
    this.#unacknowledged += 1;
  }

  /** Delivers the same bytes to other workers: at once, and long after the first answer. */
  #copy(callback: Callback, { copies, lateCopies }: PlannedOrder): Promise<unknown>[] {
    const again = () => this.parts.proxy.deliver(callback);
    return [
      ...Array.from({ length: copies }, again),
      ...lateCopies.map((delay) => setTimeout(delay).then(again)),
    ];
  }

  /** The number of callbacks of the sandbox that were not acknowledged. */
  #openCallbacks(): number {
    const { orders, sandbox } = this.parts;
    return orders.filter(
      ({ orderNo }) => sandbox.deliveries(orderNo).at(-1)?.acknowledged === false,
    ).length;
  }

  async #isOver(): Promise<boolean> {
    const open = await this.#openOrders();
    return open.length === 0 && (await this.parts.engine.leftovers()).unfinished === 0;
  }

  /** The orders with a listener that has not done its work. */
  async #openOrders(): Promise<FinalOrder[]> {
    const done = new Set((await this.#effects()).map(resultOf));
    return [...this.#orders.values()].filter((order) =>
      LISTENERS.some((listener) => !done.has(resultOf({ ...order, listener }))),
    );
  }

  /** As an operator does when a service is back: the next attempt may be minutes away. */
  async #redeliver({ api, orderNo }: FinalOrder): Promise<void> {
    const { pool, engine } = this.parts;
    const { ending } = await postTo(
      pool.next(),
      `/orders/${engine.name}/${orderNo}/redelivery`,
      JSON.stringify({ api }),
    );
    this.#redelivered += ending === 201 ? 1 : 0;
  }

  async #effects() {
    const all = await this.parts.effects.read();
    return all.filter(({ engine }) => engine === this.parts.engine.name);
  }
}
