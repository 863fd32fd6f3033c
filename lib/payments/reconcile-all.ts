import { NewPayReconcileError } from './newpay-reconcile.error.js';
import { invokeSafely } from '../foreign-code/invoke-safely.js';
import type { NewPayPayment } from './newpay-payment.interface.js';
import { OrderSource, type OrderNumbers } from './order-source.js';
import type { ReconcileSummary, UnreachedOrder } from './reconcile-summary.interface.js';

/** How many orders are asked for at a time. */
const DEFAULT_CONCURRENCY = 4;

/** How `NewPayService.reconcileAll` goes about it. */
export interface ReconcileAllOptions {
  /**
   * How many orders are asked for at a time, from 1 to 100.
   * @default 4
   */
  concurrency?: number;
  /**
   * Ends the run at once. Orders in hand are not waited for and are in `unresolved` with the reason of
   * the signal; what becomes of them later changes nothing in the summary. What is left of an array or a
   * `Set` is in `unresolved`, too; another iterable is closed and not read any further.
   */
  signal?: AbortSignal;
  /** Told of each order as it is done, in no certain order. What it throws changes nothing. */
  onProgress?: (progress: ReconcileProgress) => void;
}

/** One order of a run that is done. */
export interface ReconcileProgress {
  readonly orderNo: string;
  readonly outcome: 'paid' | 'failed' | 'processing' | 'notReached';
  /** How many orders are done, this one included. */
  readonly done: number;
}

/**
 * Reconciles many orders, some at a time. A fault of one stops no other.
 *
 * @throws {RangeError} `concurrency` has no possible value
 * @throws {TypeError} `orderNos` is not iterable, or a string; `signal` is no `AbortSignal`
 * @throws {NewPayReconcileError} `orderNos` failed; it holds what was found out
 */
export async function reconcileAll(
  orderNos: OrderNumbers,
  reconcile: (orderNo: string) => Promise<NewPayPayment>,
  { concurrency = DEFAULT_CONCURRENCY, signal, onProgress }: ReconcileAllOptions = {},
): Promise<ReconcileSummary> {
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 100) {
    throw new RangeError('concurrency must be a whole number from 1 to 100');
  }
  if (signal && typeof signal.addEventListener !== 'function') {
    throw new TypeError('signal must be an AbortSignal');
  }
  const source = new OrderSource(orderNos);
  const run = new Run(reconcile, onProgress);
  const ended = new Promise<'ended'>((resolve) => {
    const end = () => {
      run.end(source.end(), signal?.reason);
      resolve('ended');
    };
    signal?.addEventListener('abort', end, { once: true });
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

/** The workers share one source, so that a long list is read as it is worked off. Never rejects. */
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

/** What a run has in hand, and what it has found out. */
class Run {
  readonly #numbers = {
    paid: [] as string[],
    failed: [] as string[],
    processing: [] as string[],
  };
  readonly #unresolved: UnreachedOrder[] = [];
  readonly #inHand = new Set<OrderInHand>();
  #done = 0;
  #isOver = false;
  sourceFault: { readonly error: unknown } | undefined;
  stopListening: () => void = () => undefined;

  constructor(
    private readonly reconcile: (orderNo: string) => Promise<NewPayPayment>,
    private readonly onProgress: ReconcileAllOptions['onProgress'],
  ) {}

  begin(value: unknown): OrderInHand {
    const order = { value };
    this.#inHand.add(order);
    return order;
  }

  async finish(order: OrderInHand): Promise<void> {
    if (this.#isOver) {
      return;
    }
    try {
      // What is no text is refused as an order number.
      const { status } = await this.reconcile(order.value as string);
      this.#settle(order, status, () => this.#numbers[status].push(nameOf(order.value)));
    } catch (error) {
      this.#leave(order, error);
    }
  }

  /** Ends the run: nothing that comes later is taken in. */
  end(rest: readonly unknown[], reason: unknown): void {
    [...this.#inHand].forEach((order) => this.#leave(order, reason));
    rest.forEach((value) => this.#leave(this.begin(value), undefined));
    this.#isOver = true;
  }

  summary(): ReconcileSummary {
    return { ...this.#numbers, unresolved: this.#unresolved, notReached: this.#unresolved };
  }

  #leave(order: OrderInHand, error: unknown): void {
    const orderNo = nameOf(order.value);
    this.#settle(order, 'notReached', () => this.#unresolved.push({ orderNo, error }));
  }

  #settle(order: OrderInHand, outcome: ReconcileProgress['outcome'], record: () => unknown): void {
    if (this.#isOver || !this.#inHand.delete(order)) {
      return;
    }
    record();
    this.#done += 1;
    const progress = { orderNo: nameOf(order.value), outcome, done: this.#done };
    invokeSafely(
      () => this.onProgress?.(progress),
      () => undefined,
    );
  }
}

/** A source may yield anything. */
function nameOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
