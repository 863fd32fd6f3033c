import { setTimeout } from 'node:timers/promises';
import { isAcknowledgement } from './acknowledgement.js';
import type { NewPaySandboxDelivery } from './newpay-sandbox-delivery.interface.js';
import { postJson } from './post-json.js';

/** How long a merchant may take to answer, in milliseconds; NewPay's own limit is not documented. */
const DELIVERY_TIMEOUT = 10_000;

/** How callbacks are delivered. */
export interface CallbackSenderOptions {
  /** The wait before each further delivery, in milliseconds. */
  readonly retryDelays: readonly number[];
  /**
   * How long one delivery may take, in milliseconds.
   * @default 10_000
   */
  readonly timeout?: number;
}

/** A callback on its way. */
export interface OutgoingCallback {
  readonly orderNo: string;
  readonly url: string;
  readonly body: string;
}

/** Delivers callbacks until they are acknowledged or given up (protocol 5), and remembers how. */
export class CallbackSender {
  readonly #deliveries = new Map<string, NewPaySandboxDelivery[]>();
  readonly #underway = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #retryDelays: readonly number[];
  readonly #timeout: number;

  constructor({ retryDelays, timeout = DELIVERY_TIMEOUT }: CallbackSenderOptions) {
    this.#retryDelays = retryDelays;
    this.#timeout = timeout;
  }

  /** Resolves when the first delivery has been answered or has failed; retries follow on their own. */
  async send(callback: OutgoingCallback): Promise<void> {
    const first = this.#deliver(callback);
    this.#follow(first, callback);
    await first;
  }

  /** The deliveries of an order's callbacks so far, the first one first. */
  deliveriesOf(orderNo: string): readonly NewPaySandboxDelivery[] {
    return [...(this.#deliveries.get(orderNo) ?? [])];
  }

  /** Breaks off what is on its way and forgets what was to be retried. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#underway);
  }

  #follow(first: Promise<boolean>, callback: OutgoingCallback): void {
    const following = this.#retry(first, callback).finally(() => this.#underway.delete(following));
    this.#underway.add(following);
  }

  /** Sends the same bytes each time: that a repeat is signed anew is documented nowhere. */
  async #retry(first: Promise<boolean>, callback: OutgoingCallback): Promise<void> {
    let isAcknowledged = await first;
    for (const delay of this.#retryDelays) {
      if (isAcknowledged || !(await this.#pause(delay))) {
        return;
      }
      isAcknowledged = await this.#deliver(callback);
    }
  }

  /** Whether the delay went by; not when the sender was stopped before. */
  async #pause(delay: number): Promise<boolean> {
    const { signal } = this.#stopping;
    await setTimeout(delay, undefined, { signal, ref: false }).catch(() => undefined);
    return !signal.aborted;
  }

  /** Whether it was acknowledged. */
  async #deliver({ orderNo, url, body }: OutgoingCallback): Promise<boolean> {
    const at = new Date();
    const outcome = await this.#post(url, body);
    const delivery = Object.freeze({ url, body, ...outcome, at });
    this.#deliveries.set(orderNo, [...this.deliveriesOf(orderNo), delivery]);
    return delivery.acknowledged;
  }

  async #post(
    url: string,
    body: string,
  ): Promise<Pick<NewPaySandboxDelivery, 'status' | 'response' | 'acknowledged' | 'error'>> {
    const deadline = AbortSignal.timeout(this.#timeout);
    try {
      const answer = await postJson(url, body, AbortSignal.any([deadline, this.#stopping.signal]));
      return {
        status: answer.status,
        response: answer.body,
        acknowledged: isAcknowledgement(answer),
      };
    } catch (cause) {
      const error = deadline.aborted ? `no answer within ${this.#timeout} ms` : describe(cause);
      return { status: undefined, response: undefined, acknowledged: false, error };
    }
  }
}

/** With the code: a refused connection to a name with two addresses has no message. */
function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return [code, message].filter(Boolean).join(': ');
}
