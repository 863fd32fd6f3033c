import { setMaxListeners } from 'node:events';
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
  /** The number of the order or the refund that it is about. */
  readonly about: string;
  readonly url: string;
  readonly body: string;
}

/** A delivery that is to come. */
interface Wait {
  readonly about: string;
  readonly until: Date;
}

/** Delivers callbacks until they are acknowledged or given up (protocol 5), and remembers how. */
export class CallbackSender {
  readonly #deliveries = new Map<string, NewPaySandboxDelivery[]>();
  readonly #waits = new Set<Wait>();
  readonly #underway = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  readonly #retryDelays: readonly number[];
  readonly #timeout: number;

  constructor({ retryDelays, timeout = DELIVERY_TIMEOUT }: CallbackSenderOptions) {
    this.#retryDelays = retryDelays;
    this.#timeout = timeout;
    // Every callback that waits listens to it: many of them are no leak, of which Node would warn.
    setMaxListeners(0, this.#stopping.signal);
  }

  /**
   * Resolves when the first delivery has been answered or has failed, at once when it is delayed;
   * what is left follows on its own.
   *
   * @param delay the wait before the first delivery, in milliseconds
   */
  async send(callback: OutgoingCallback, delay = 0): Promise<void> {
    if (delay > 0) {
      this.#follow(this.#repeat(callback, [delay, ...this.#retryDelays]));
      return;
    }
    const first = this.#deliver(callback);
    this.#follow(this.#retry(first, callback));
    await first;
  }

  /** The deliveries of the callbacks about an order or a refund so far, the first one first. */
  deliveriesOf(about: string): readonly NewPaySandboxDelivery[] {
    return [...(this.#deliveries.get(about) ?? [])];
  }

  /** When the callbacks about an order or a refund will be delivered next, as far as they will. */
  dueTimesOf(about: string): readonly Date[] {
    return Array.from(this.#waits)
      .filter((wait) => wait.about === about)
      .map(({ until }) => until);
  }

  /** Breaks off what is on its way and forgets what was to be retried. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#underway);
  }

  #follow(deliveries: Promise<void>): void {
    const following = deliveries.finally(() => this.#underway.delete(following));
    this.#underway.add(following);
  }

  async #retry(first: Promise<boolean>, callback: OutgoingCallback): Promise<void> {
    if (!(await first)) {
      await this.#repeat(callback, this.#retryDelays);
    }
  }

  /** Sends the same bytes each time: that a repeat is signed anew is documented nowhere. */
  async #repeat(callback: OutgoingCallback, delays: readonly number[]): Promise<void> {
    for (const delay of delays) {
      if (!(await this.#pause(delay, callback.about)) || (await this.#deliver(callback))) {
        return;
      }
    }
  }

  /** Whether the delay went by; not when the sender was stopped before. */
  async #pause(delay: number, about: string): Promise<boolean> {
    const { signal } = this.#stopping;
    const wait = { about, until: new Date(Date.now() + delay) };
    this.#waits.add(wait);
    await setTimeout(delay, undefined, { signal, ref: false }).catch(() => undefined);
    this.#waits.delete(wait);
    return !signal.aborted;
  }

  /** Whether it was acknowledged. */
  async #deliver({ about, url, body }: OutgoingCallback): Promise<boolean> {
    const at = new Date();
    const outcome = await this.#post(url, body);
    const delivery = Object.freeze({ url, body, ...outcome, at });
    this.#deliveries.set(about, [...this.deliveriesOf(about), delivery]);
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
