import { runAside } from '../observability/run-aside.js';
import type { NewPayPayment } from './newpay-payment.interface.js';

/** How many orders are asked for at a time. */
const DEFAULT_CONCURRENCY = 4;

/** How `NewPayService.reconcileAll` goes about it. */
export interface ReconcileAllOptions {
  /**
   * How many orders are asked for at a time, from 1 to 100.
   * @default 4
   */
  concurrency?: number;
  /** Ends the run: orders in hand are finished, the rest is not reached. */
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

/** An order that a run could not settle. */
export interface UnreachedOrder {
  readonly orderNo: string;
  /** Why: an error of the query, or of a listener; `undefined` when the run was ended before. */
  readonly error: unknown;
}

/** What a run found out, by order number. */
export interface ReconcileSummary {
  readonly paid: readonly string[];
  readonly failed: readonly string[];
  readonly processing: readonly string[];
  readonly notReached: readonly UnreachedOrder[];
}

/**
 * Reconciles many orders, some at a time. A fault of one stops no other.
 *
 * @throws {RangeError} `concurrency` has no possible value
 */
export async function reconcileAll(
  orderNos: Iterable<string> | AsyncIterable<string>,
  reconcile: (orderNo: string) => Promise<NewPayPayment>,
  { concurrency = DEFAULT_CONCURRENCY, signal, onProgress }: ReconcileAllOptions = {},
): Promise<ReconcileSummary> {
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 100) {
    throw new RangeError('concurrency must be a whole number from 1 to 100');
  }
  const numbers = { paid: [], failed: [], processing: [] } as Record<string, string[]>;
  const notReached: UnreachedOrder[] = [];
  let done = 0;

  async function reconcileOne(orderNo: string): Promise<void> {
    let outcome: ReconcileProgress['outcome'] = 'notReached';
    if (signal?.aborted) {
      notReached.push({ orderNo, error: undefined });
    } else {
      try {
        outcome = (await reconcile(orderNo)).status;
        numbers[outcome]?.push(orderNo);
      } catch (error) {
        notReached.push({ orderNo, error });
      }
    }
    done++;
    const progress = { orderNo, outcome, done };
    runAside(
      () => onProgress?.(progress),
      () => undefined,
    );
  }

  // The workers share one iterator, so that a long list is read as it is worked off.
  const queue = toAsyncIterator(orderNos);
  async function work(): Promise<void> {
    for (let next = await queue.next(); !next.done; next = await queue.next()) {
      await reconcileOne(next.value);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  const { paid = [], failed = [], processing = [] } = numbers;
  return { paid, failed, processing, notReached };
}

async function* toAsyncIterator(
  values: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<string> {
  yield* values;
}
