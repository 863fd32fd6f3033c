import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { isAcknowledgement } from './read-acknowledgement.js';
import type { NewPaySandboxDelivery } from './newpay-sandbox-delivery.interface.js';
import { postJson } from './post-json.js';

/** The time limit of a delivery, in milliseconds; NewPay's limit is not documented. */
const DELIVERY_TIMEOUT = 10_000;

/** The options of {@link CallbackSender}. */
export interface CallbackSenderOptions {
  /** The delays before each further delivery, in milliseconds. */
  readonly retryDelays: readonly number[];
  /**
   * The time limit of one delivery, in milliseconds.
   * @default 10_000
   */
  readonly timeout?: number;
}

/** A signed callback. */
export interface OutgoingCallback {
  /** The number of its order or refund. */
  readonly number: string;
  readonly url: string;
  readonly body: string;
}

/** A scheduled delivery. */
interface Wait {
  readonly number: string;
  readonly until: Date;
}

/**
 * Delivers callbacks until they are acknowledged or the retries are used up (protocol 5), and
 * records the deliveries.
 */
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
    // Every waiting callback listens to the signal; Node would warn of a leak.
    setMaxListeners(0, this.#stopping.signal);
  }

  /**
   * Sends a callback. Resolves when the first delivery has been answered or has failed; at once
   * when it is delayed. Further deliveries are made in the background.
   *
   * @param delay the delay before the first delivery, in milliseconds
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

  /** The deliveries of the callbacks of an order or refund so far, the first one first. */
  deliveriesOf(number: string): readonly NewPaySandboxDelivery[] {
    return [...(this.#deliveries.get(number) ?? [])];
  }

  /** The times of the scheduled deliveries of an order or refund. */
  dueTimesOf(number: string): readonly Date[] {
    return Array.from(this.#waits)
      .filter((wait) => wait.number === number)
      .map(({ until }) => until);
  }

  /** Aborts deliveries and drops retries. */
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

  /** Sends the same bytes each time: it is not documented whether NewPay signs retries again. */
  async #repeat(callback: OutgoingCallback, delays: readonly number[]): Promise<void> {
    for (const delay of delays) {
      if (!(await this.#pause(delay, callback.number)) || (await this.#deliver(callback))) {
        return;
      }
    }
  }

  /** Waits; `false` if the sender was stopped meanwhile. */
  async #pause(delay: number, number: string): Promise<boolean> {
    const { signal } = this.#stopping;
    const wait = { number, until: new Date(Date.now() + delay) };
    this.#waits.add(wait);
    await setTimeout(delay, undefined, { signal, ref: false }).catch(() => undefined);
    this.#waits.delete(wait);
    return !signal.aborted;
  }

  /** Makes one delivery and returns whether it was acknowledged. */
  async #deliver({ number, url, body }: OutgoingCallback): Promise<boolean> {
    const at = new Date();
    const outcome = await this.#post(url, body);
    const delivery = Object.freeze({ url, body, ...outcome, at });
    this.#deliveries.set(number, [...this.deliveriesOf(number), delivery]);
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

/** Includes the code: a refused connection to a host with two addresses has no message. */
function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return [code, message].filter(Boolean).join(': ');
}
