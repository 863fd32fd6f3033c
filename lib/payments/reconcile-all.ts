import { NewPayReconcileError } from './newpay-reconcile.error.js';
import { invokeSafely } from '../user-code/run-user-code.js';
import type { NewPayPaymentStatus } from '../protocol/v1/status-codes.js';
import type {
  CheckedReconcileAllOptions,
  NewPayReconcileProgress,
} from './reconcile-all-options.js';
import { OrderSource, type OrdersToReconcile } from './reconcile-order-source.js';
import type {
  NewPayReconcileSummary,
  NewPayUnresolvedOrder,
} from './reconcile-summary.interface.js';

/** What a run needs of a payment. */
export interface ReconciledPayment {
  readonly status: NewPayPaymentStatus;
}

/**
 * Reconciles many orders, some at the same time. An order that fails does not stop the others.
 *
 * @throws {TypeError} `orderNos` is not iterable, or is a string
 * @throws {NewPayReconcileError} `orderNos` failed; `summary` has the results so far
 */
export async function reconcileAll<T = string>(
  orderNos: OrdersToReconcile<T>,
  reconcile: (order: T) => Promise<ReconciledPayment>,
  { concurrency, signal, onProgress }: CheckedReconcileAllOptions,
  nameOf: (order: unknown) => string = textOf,
): Promise<NewPayReconcileSummary> {
  const source = new OrderSource(orderNos);
  const run = new Run((order) => reconcile(order as T), nameOf, onProgress);
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      run.end(source.end(), signal?.reason);
      resolve();
    };
    signal?.addEventListener('abort', end);
    run.stopListening = () => signal?.removeEventListener('abort', end);
    if (signal?.aborted === true) {
      end();
    }
  });
  const workers = Promise.all(Array.from({ length: concurrency }, () => work(source, run)));
  try {
    await Promise.race([workers, ended]);
    if (run.sourceFault) {
      await Promise.race([source.close(), ended]);
      throw new NewPayReconcileError(run.summary(), run.sourceFault.error);
    }
    return run.summary();
  } finally {
    run.stopListening();
  }
}

/** The workers share one source, so that a long list is read step by step. Never rejects. */
async function work(source: OrderSource, run: Run): Promise<void> {
  try {
    let order: OrderInHand | undefined;
    while (await source.take((value) => (order = run.begin(value)))) {
      if (order) {
        await run.finish(order);
      }
    }
  } catch (error) {
    run.sourceFault = { error };
  }
}

interface OrderInHand {
  readonly value: unknown;
}

/** The orders in progress and the results of one run. */
class Run {
  readonly #numbers = {
    paid: [] as string[],
    failed: [] as string[],
    processing: [] as string[],
  };
  readonly #unresolved: NewPayUnresolvedOrder[] = [];
  readonly #inHand = new Set<OrderInHand>();
  #done = 0;
  sourceFault: { readonly error: unknown } | undefined;
  stopListening: () => void = () => undefined;

  constructor(
    private readonly reconcile: (order: unknown) => Promise<ReconciledPayment>,
    private readonly nameOf: (order: unknown) => string,
    private readonly onProgress: CheckedReconcileAllOptions['onProgress'],
  ) {}

  begin(value: unknown): OrderInHand {
    const order = { value };
    this.#inHand.add(order);
    return order;
  }

  async finish(order: OrderInHand): Promise<void> {
    if (!this.#inHand.has(order)) {
      return;
    }
    try {
      // A value that is no text is rejected as an order number.
      const { status } = await this.reconcile(order.value);
      this.#settle(order, status, () => this.#numbers[status].push(this.nameOf(order.value)));
    } catch (error) {
      this.#leave(order, error);
    }
  }

  /** Ends the run: no order is in hand any more, so that later results are ignored. */
  end(rest: readonly unknown[], reason: unknown): void {
    [...this.#inHand].forEach((order) => this.#leave(order, reason));
    rest.forEach((value) => this.#leave(this.begin(value), undefined));
  }

  summary(): NewPayReconcileSummary {
    // oxlint-disable-next-line typescript/no-deprecated -- the earlier name stays until 1.0
    return { ...this.#numbers, unresolved: this.#unresolved, notReached: this.#unresolved };
  }

  #leave(order: OrderInHand, error: unknown): void {
    const orderNo = this.nameOf(order.value);
    this.#settle(order, 'notReached', () => this.#unresolved.push({ orderNo, error }));
  }

  #settle(
    order: OrderInHand,
    outcome: NewPayReconcileProgress['outcome'],
    record: () => unknown,
  ): void {
    if (!this.#inHand.delete(order)) {
      return;
    }
    record();
    this.#done += 1;
    const progress = { orderNo: this.nameOf(order.value), outcome, done: this.#done };
    invokeSafely(
      () => this.onProgress?.(progress),
      () => undefined,
    );
  }
}

/** A source may yield a value that cannot be shown as text. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
