import { Inject, Injectable, type Logger, type OnModuleDestroy } from '@nestjs/common';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import { messageOf } from '../errors/error-message.js';
import type { ListenerOptions } from '../options/resolved-options.interface.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { withTimeout } from '../user-code/run-user-code.js';
import { ClosingError, UnavailableError } from './delivery.errors.js';

/** How long a closing app waits for work in flight, in milliseconds: Kubernetes kills it after 30 s. */
const CLOSING_TIMEOUT = 10_000;

interface Work {
  /** When it is looked at next, on the clock of `performance.now()`. */
  deadline: number;
  readonly ended: Promise<unknown>;
  /** Names the work in a log. */
  readonly describe: () => string;
  readonly reject: (error: unknown) => void;
  /** Whether its caller was rejected already. */
  isGivenUp: boolean;
  /** How many time limits it has been running for. */
  limits: number;
}

/**
 * The host's code that is running: listeners and `expectOrder`. It may never end, so its caller waits at
 * most for the option `listenerTimeout`, and a closing app at most ten seconds.
 */
@Injectable()
export class InFlightWork implements OnModuleDestroy {
  readonly #logger: Logger;
  /** In the order of their deadlines: all have the same timeout. */
  readonly #works = new Set<Work>();
  /** One timer for all: most work ends before it fires. */
  #timer: NodeJS.Timeout | undefined;
  #isClosing = false;
  readonly #closings: ((limit: number) => Promise<void>)[] = [];

  constructor(
    @Inject(NEWPAY_OPTIONS)
    private readonly options: ListenerOptions,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayModule', registration);
  }

  /**
   * Names what also has to end when the app closes, at the same time and within the same limit.
   *
   * @param close does not reject
   */
  whenClosing(close: (limit: number) => Promise<void>): void {
    this.#closings.push(close);
  }

  /** Lets the work in flight end before the app closes its server. */
  async onModuleDestroy(): Promise<void> {
    this.#isClosing = true;
    const limit = Math.min(this.options.listenerTimeout, CLOSING_TIMEOUT);
    const closings = this.#closings.map((close) => close(limit));
    await this.#waitForWork(limit);
    await Promise.all(closings);
  }

  async #waitForWork(limit: number): Promise<void> {
    if (this.#works.size > 0) {
      this.#logger.log(`Closing: waiting up to ${limit} ms for ${this.#describeAll()}`);
      const ended = Promise.allSettled(Array.from(this.#works, (work) => work.ended));
      await withTimeout(ended, limit).catch(() => this.#giveUpAll(limit));
    }
    clearTimeout(this.#timer);
  }

  /**
   * Settles as the work does, or rejects when it takes too long. The work itself goes on.
   *
   * @param describe names the order and the listener in a log
   * @throws {UnavailableError} it has not ended within `listenerTimeout`, or the app is closing
   */
  limit<T>(start: () => Promise<T>, describe: () => string): Promise<T> {
    if (this.#isClosing) {
      return Promise.reject(new ClosingError());
    }
    return new Promise((resolve, reject) => {
      const ended = start();
      const deadline = performance.now() + this.options.listenerTimeout;
      const work: Work = { deadline, ended, describe, reject, isGivenUp: false, limits: 0 };
      this.#works.add(work);
      this.#timer ??= this.#watch(this.options.listenerTimeout);
      ended.then(
        (value) => this.#end(work, () => resolve(value)),
        (error: unknown) => this.#end(work, () => reject(error), error),
      );
    });
  }

  #end(work: Work, settle: () => void, ...errors: unknown[]): void {
    this.#works.delete(work);
    settle();
    if (!work.isGivenUp) {
      return;
    }
    const what = `after its time limit: ${work.describe()}`;
    if (errors.length > 0) {
      this.#logger.error(`Failed ${what}: ${messageOf(errors[0])}`);
    } else {
      this.#logger.log(`Finished ${what}`);
    }
  }

  /** Does not keep the process alive. */
  #watch(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#giveUpOverdue(), ms).unref();
  }

  #giveUpOverdue(): void {
    const { listenerTimeout } = this.options;
    const now = performance.now();
    let next: Work | undefined;
    for (const work of this.#works) {
      if (work.deadline > now) {
        next = work;
        break;
      }
      // Looked at again after one more time limit, which keeps the order of the deadlines.
      this.#works.delete(work);
      work.deadline = now + listenerTimeout;
      this.#works.add(work);
      work.limits += 1;
      if (!work.isGivenUp) {
        giveUp(
          work,
          new UnavailableError(`not finished after ${listenerTimeout} ms: ${work.describe()}`),
        );
      } else if (isPowerOfTwo(work.limits)) {
        this.#tellOfEndless(work);
      }
    }
    this.#timer = next && this.#watch(next.deadline - now);
  }

  /** Nothing else would say why others wait: the claim is held for as long as the work runs. */
  #tellOfEndless({ limits, describe }: Work): void {
    this.#logger.error(
      `Still running after ${limits * this.options.listenerTimeout} ms: ${describe()}. It is not run again, and later ` +
        'states of its order wait, until it ends or this process is restarted: give what it waits for a time limit.',
    );
  }

  #giveUpAll(limit: number): void {
    this.#logger.error(
      `Not finished ${limit} ms after the app began to close: ${this.#describeAll()}. ` +
        'It is not handled: the next delivery runs it again or, with a queue, another process.',
    );
    for (const work of this.#works) {
      giveUp(work, new ClosingError());
    }
  }

  #describeAll(): string {
    return Array.from(this.#works, (work) => work.describe()).join('; ');
  }
}

/** So that it is told less and less often. */
function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}

function giveUp(work: Work, error: UnavailableError): void {
  work.isGivenUp = true;
  work.reject(error);
}
