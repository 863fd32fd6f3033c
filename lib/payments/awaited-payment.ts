import { NewPayTransportError } from '../errors/index.js';
import type { NewPayPendingPayment } from './newpay-settle-result.interface.js';
import type { FinalStatus } from './payment-result-publisher.js';
import type { NewPaySettleOptions } from './settle-options.js';

/** The pauses between two queries of one order, in milliseconds. The last one is repeated. */
const QUERY_PAUSES = [1_000, 2_000, 4_000, 8_000];
const LONGEST_PAUSE = 10_000;

/** The pause before the store is asked again whether another process has handled a callback. */
const STORE_PAUSE = 500;

/** How long the pace of an order is remembered after the last one has left. */
const MEMORY = 2 * LONGEST_PAUSE;

/** What the payments of every version of the API have when their state is final. */
export interface FinalPayment {
  readonly orderNo: string;
  readonly status: FinalStatus;
}

/** How the state of one payment is found out. */
export interface PaymentSources<P extends FinalPayment> {
  /** The final payment; `undefined` while it is in progress. */
  query(options: Pick<NewPaySettleOptions, 'signal' | 'timeout'>): Promise<P | undefined>;
  /** Runs the listeners of a final payment that a query has found. Never rejects. */
  publish(payment: P): Promise<void>;
  /** The precedence of the state that was handled last; 0 for none. */
  handledRank(): Promise<number>;
  /** Is called when nobody has waited for a while. */
  forget(): void;
}

interface Waiter<P> {
  readonly end: (result: P | NewPayPendingPayment) => void;
}

/** One payment and all who wait for it: they share its queries. */
export class AwaitedPayment<P extends FinalPayment> {
  readonly #waiters = new Set<Waiter<P>>();
  #isWatching = false;
  #stop = new AbortController();
  #wake = new AbortController();
  #forgetting: NodeJS.Timeout | undefined;
  /** How many queries were made since the last final state. */
  #queries = 0;
  /** On the clock of `performance.now()`. */
  #due = 0;
  #timeout: number | undefined;
  #error: unknown;
  /** A final payment that a query has found, and whose listeners are running. */
  #found: P | undefined;
  /** A failed payment that a callback has reported: it may have been paid since. */
  #reported: P | undefined;

  constructor(
    readonly orderNo: string,
    private readonly sources: PaymentSources<P>,
  ) {}

  /** @throws {NewPayTransportError} `signal` was aborted */
  wait({ within, signal, timeout }: NewPaySettleOptions): Promise<P | NewPayPendingPayment> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        this.#leave(waiter);
      };
      const waiter: Waiter<P> = {
        end: (result) => {
          leave();
          resolve(result);
        },
      };
      const abort = (): void => {
        leave();
        reject(abortedError(signal));
      };
      const timer = setTimeout(() => waiter.end(this.#lastKnown()), within);
      signal?.addEventListener('abort', abort);
      this.#enter(waiter, timeout);
      if (signal?.aborted === true) {
        abort();
      }
    });
  }

  /** A callback or another query of this process was handled. */
  announce(payment: P): void {
    if (payment.status === 'paid') {
      this.#settle(payment);
    } else if (this.#waiters.size > 0) {
      this.#reported = payment;
      this.#due = 0;
      this.#wake.abort();
    }
  }

  /** Ends all waits with what is known: the app closes. */
  close(): void {
    const result = this.#lastKnown();
    this.#waiters.forEach(({ end }) => end(result));
    clearTimeout(this.#forgetting);
  }

  #enter(waiter: Waiter<P>, timeout: number | undefined): void {
    clearTimeout(this.#forgetting);
    if (this.#waiters.size === 0) {
      this.#timeout = timeout;
    }
    this.#waiters.add(waiter);
    if (!this.#isWatching) {
      void this.#watch();
    }
  }

  #leave(waiter: Waiter<P>): void {
    this.#waiters.delete(waiter);
    if (this.#waiters.size === 0) {
      this.#reported = undefined;
      this.#stop.abort();
      this.#wake.abort();
      // Keeps its pace meanwhile: a page that is loaded again and again must not query each time.
      clearTimeout(this.#forgetting);
      this.#forgetting = setTimeout(() => this.sources.forget(), MEMORY).unref();
    }
  }

  /** Runs while somebody waits. Never rejects. */
  async #watch(): Promise<void> {
    this.#isWatching = true;
    // Read while the first query runs. What was handled before is no news.
    let before = this.#handledRank(Number.MAX_SAFE_INTEGER);
    while (this.#waiters.size > 0) {
      this.#stop = new AbortController();
      this.#wake = new AbortController();
      if (performance.now() >= this.#due) {
        await this.#query();
      } else {
        await this.#pause();
      }
      const rank = await before;
      const handled = await this.#handledRank(rank);
      if (handled > rank) {
        this.#due = 0;
      }
      before = Promise.resolve(handled);
    }
    this.#isWatching = false;
  }

  async #query(): Promise<void> {
    this.#due = performance.now() + (QUERY_PAUSES[this.#queries] ?? LONGEST_PAUSE);
    this.#queries += 1;
    const { signal } = this.#stop;
    let payment: P | undefined;
    try {
      payment = await this.sources.query({ signal, timeout: this.#timeout });
      this.#error = undefined;
    } catch (error) {
      // The query is aborted when nobody waits any more. Whoever comes since must not take that for a failure.
      this.#error = signal.aborted ? undefined : error;
      return this.#settle(this.#reported);
    }
    if (!payment) {
      return this.#settle(this.#reported);
    }
    this.#found = payment;
    await this.sources.publish(payment);
    this.#settle(payment);
  }

  #settle(payment: P | undefined): void {
    if (!payment) {
      return;
    }
    this.#found = undefined;
    this.#reported = undefined;
    this.#error = undefined;
    this.#queries = 0;
    this.#due = 0;
    this.#waiters.forEach(({ end }) => end(payment));
    this.#wake.abort();
  }

  #lastKnown(): P | NewPayPendingPayment {
    return this.#found ?? this.#reported ?? pendingPayment(this.orderNo, this.#error);
  }

  async #handledRank(otherwise: number): Promise<number> {
    return this.sources.handledRank().catch(() => otherwise);
  }

  /** Until the next query, or the next look into the store. */
  async #pause(): Promise<void> {
    const ms = Math.min(this.#due - performance.now(), STORE_PAUSE);
    const { signal } = this.#wake;
    await new Promise<void>((resolve) => {
      const resume = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(resume, ms);
      signal.addEventListener('abort', resume);
    });
  }
}

/** What is known of a payment without a final state. */
export function pendingPayment(orderNo: string, error?: unknown): NewPayPendingPayment {
  return Object.freeze({ orderNo, status: 'processing', error });
}

function abortedError(signal: AbortSignal | undefined): NewPayTransportError {
  return new NewPayTransportError(
    'NewPay gave no usable answer: the call was aborted. Nothing was changed, trying again is safe.',
    { cause: signal?.reason },
  );
}
