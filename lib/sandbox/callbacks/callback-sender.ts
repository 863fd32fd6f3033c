import { setMaxListeners } from 'node:events';
import type { ActivityLog } from '../activity/activity-log.js';
import { isAcknowledgement } from './read-acknowledgement.js';
import type { NewPaySandboxDelivery } from './newpay-sandbox-delivery.interface.js';
import { postJson } from './post-json.js';
import { ScheduledDelivery } from './scheduled-delivery.js';

/** The time limit of a delivery, in milliseconds; NewPay's limit is not documented. */
const DELIVERY_TIMEOUT = 10_000;

/** The options of {@link CallbackSender}. */
export interface CallbackSenderOptions {
  /**
   * The time limit of one delivery, in milliseconds.
   * @default 10_000
   */
  readonly timeout?: number;
  /** Records each delivery. */
  readonly activities?: Pick<ActivityLog, 'record'>;
}

/** A signed callback. */
export interface OutgoingCallback {
  /** The number of its order or refund. */
  readonly number: string;
  readonly url: string;
  readonly body: string;
  /** The delays before each further delivery, in milliseconds. */
  readonly retryDelays: readonly number[];
}

/** How a callback is sent. */
export interface Sending {
  /**
   * The number of concurrent deliveries. Retries of all copies end when one is acknowledged.
   * @default 1
   */
  readonly copies?: number;
  /**
   * The delay before the first delivery, in milliseconds.
   * @default 0
   */
  readonly delay?: number;
}

/** The copies of one callback. */
interface Copies {
  readonly callback: OutgoingCallback;
  /** Aborted when one of them has been acknowledged. */
  readonly acknowledgement: AbortController;
}

/**
 * Delivers callbacks until they are acknowledged or the retries are used up (protocol 5), and
 * records the deliveries.
 */
export class CallbackSender {
  readonly #deliveries = new Map<string, NewPaySandboxDelivery[]>();
  readonly #scheduled = new Set<ScheduledDelivery>();
  readonly #underway = new Set<Promise<void>>();
  /** What {@link CallbackSender.resend} sends, by number. */
  readonly #resendable = new Map<string, OutgoingCallback>();
  readonly #stopping = new AbortController();
  readonly #timeout: number;
  readonly #activities: Pick<ActivityLog, 'record'> | undefined;

  constructor({ timeout = DELIVERY_TIMEOUT, activities }: CallbackSenderOptions = {}) {
    this.#timeout = timeout;
    this.#activities = activities;
    // Every waiting callback listens to the signal; Node would warn of a leak.
    setMaxListeners(0, this.#stopping.signal);
  }

  /**
   * Sends a callback. Resolves when the first delivery of each copy has been answered or has failed;
   * at once when it is delayed. Further deliveries are made in the background.
   */
  async send(callback: OutgoingCallback, { copies = 1, delay = 0 }: Sending = {}): Promise<void> {
    const acknowledgement = new AbortController();
    setMaxListeners(0, acknowledgement.signal);
    const sent = { callback, acknowledgement };
    await Promise.all(Array.from({ length: copies }, () => this.#sendCopy(sent, delay)));
  }

  /** Sets the callback of a number for {@link CallbackSender.resend}. */
  remember(callback: OutgoingCallback): void {
    this.#resendable.set(callback.number, callback);
  }

  /** Whether {@link CallbackSender.resend} has something to send. */
  canResend(number: string): boolean {
    return this.#resendable.has(number);
  }

  /**
   * Delivers the callback of a number once more, even if it was acknowledged. Scheduled deliveries
   * are not changed.
   *
   * @throws {Error} there is no callback of this number
   */
  async resend(number: string): Promise<NewPaySandboxDelivery> {
    const callback = this.#resendable.get(number);
    if (!callback) {
      throw new Error(`The sandbox has no callback for "${number}"`);
    }
    return this.#deliver(callback);
  }

  /**
   * Makes the scheduled deliveries of a number at once. Resolves when they have been answered or
   * have failed.
   *
   * @returns how many there were
   */
  async deliverNow(number: string): Promise<number> {
    const scheduled = this.#scheduledOf(number);
    scheduled.forEach((delivery) => delivery.hasten());
    await Promise.all(scheduled.map(({ over }) => over));
    return scheduled.length;
  }

  /** The deliveries of the callbacks of an order or refund so far, the first one first. */
  deliveriesOf(number: string): readonly NewPaySandboxDelivery[] {
    return [...(this.#deliveries.get(number) ?? [])];
  }

  /** The times of the scheduled deliveries of an order or refund. */
  dueTimesOf(number: string): readonly Date[] {
    return this.#scheduledOf(number).map(({ until }) => until);
  }

  /** Aborts deliveries and drops retries. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#underway);
  }

  #scheduledOf(number: string): ScheduledDelivery[] {
    return Array.from(this.#scheduled).filter((delivery) => delivery.number === number);
  }

  async #sendCopy(sent: Copies, delay: number): Promise<void> {
    if (delay > 0) {
      this.#follow(this.#repeat(sent, [delay, ...sent.callback.retryDelays]));
      return;
    }
    const first = this.#deliverCopy(sent, sent.callback.retryDelays[0]);
    this.#follow(this.#retry(first, sent));
    await first;
  }

  #follow(deliveries: Promise<void>): void {
    const following = deliveries.finally(() => this.#underway.delete(following));
    this.#underway.add(following);
  }

  async #retry(first: Promise<boolean>, sent: Copies): Promise<void> {
    if (!(await first)) {
      await this.#repeat(sent, sent.callback.retryDelays);
    }
  }

  /** Sends the same bytes each time: it is not documented whether NewPay signs retries again. */
  async #repeat(sent: Copies, delays: readonly number[]): Promise<void> {
    for (const [index, delay] of delays.entries()) {
      if (await this.#repeatOnce(sent, delay, delays[index + 1])) {
        return;
      }
    }
  }

  /** @returns whether no further delivery is needed */
  async #repeatOnce(sent: Copies, delay: number, nextDelay: number | undefined): Promise<boolean> {
    const scheduled = new ScheduledDelivery(sent.callback.number, delay);
    const dropped = [this.#stopping.signal, sent.acknowledgement.signal];
    this.#scheduled.add(scheduled);
    const isDue = await scheduled.wait(dropped);
    this.#scheduled.delete(scheduled);
    try {
      return !isDue || (await this.#deliverCopy(sent, nextDelay));
    } finally {
      scheduled.finish();
    }
  }

  /** Makes one delivery and returns whether it was acknowledged. */
  async #deliverCopy(
    { callback, acknowledgement }: Copies,
    nextDelay: number | undefined,
  ): Promise<boolean> {
    const { acknowledged } = await this.#deliver(callback, nextDelay);
    if (acknowledged) {
      acknowledgement.abort();
    }
    return acknowledged;
  }

  async #deliver(
    { number, url, body }: OutgoingCallback,
    nextDelay?: number,
  ): Promise<NewPaySandboxDelivery> {
    const at = new Date();
    const outcome = await this.#post(url, body);
    const delivery = Object.freeze({ url, body, ...outcome, at });
    this.#deliveries.set(number, [...this.deliveriesOf(number), delivery]);
    const next = delivery.acknowledged || nextDelay === undefined ? {} : { nextDelay };
    this.#activities?.record({ type: 'delivery', number, ...delivery, ...next });
    return delivery;
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
