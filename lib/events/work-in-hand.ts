import { Inject, Injectable, type Logger, type OnModuleDestroy } from '@nestjs/common';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../newpay.constants.js';
import { messageOf } from '../observability/run-aside.js';
import type { ResolvedNewPayOptions } from '../options/resolve-options.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { withinTime } from '../store/within-time.js';
import { UnavailableError } from './delivery.errors.js';

/** How long a closing app waits for what is in hand, in milliseconds: Kubernetes kills it after 30 s. */
const CLOSING_TIMEOUT = 10_000;

interface Work {
  readonly ended: Promise<unknown>;
  /** What it is, for a log. */
  readonly describe: () => string;
  giveUp(error: UnavailableError): void;
}

/**
 * The host's code that is running for us: listeners, and `expectOrder`. It may never end, so that
 * nobody waits for it longer than the option `listenerTimeout`, nor a closing app longer than ten
 * seconds.
 */
@Injectable()
export class WorkInHand implements OnModuleDestroy {
  readonly #logger: Logger;
  readonly #works = new Set<Work>();
  #isClosing = false;

  constructor(
    @Inject(NEWPAY_OPTIONS)
    private readonly options: Pick<ResolvedNewPayOptions, 'listenerTimeout'>,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor({ name: 'NewPayModule' }, registration);
  }

  /** What is in hand goes on to its end before the app closes its server, if it ends. */
  async onModuleDestroy(): Promise<void> {
    this.#isClosing = true;
    if (this.#works.size === 0) {
      return;
    }
    const limit = Math.min(this.options.listenerTimeout, CLOSING_TIMEOUT);
    this.#logger.log(`Closing: waiting up to ${limit} ms for ${this.#describeAll()}`);
    const ended = Promise.allSettled(Array.from(this.#works, (work) => work.ended));
    await withinTime(ended, limit).catch(() => this.#giveUp(limit));
  }

  /**
   * Settles with some work of the host's, or gives up waiting for it. The work itself goes on.
   *
   * @param describe names the order and who works, for a log
   * @throws {UnavailableError} it has not ended within `listenerTimeout`, or the app is closing
   */
  limit<T>(start: () => Promise<T>, describe: () => string): Promise<T> {
    if (this.#isClosing) {
      return Promise.reject(new UnavailableError('the app is closing'));
    }
    const { listenerTimeout } = this.options;
    return new Promise((resolve, reject) => {
      let isLate = false;
      const giveUp = (error: UnavailableError): void => {
        isLate = true;
        reject(error);
      };
      const timer = setTimeout(
        () =>
          giveUp(new UnavailableError(`not finished after ${listenerTimeout} ms: ${describe()}`)),
        listenerTimeout,
      );
      const ended = start();
      const work: Work = { ended, describe, giveUp };
      this.#works.add(work);
      const settle = <V>(by: (value: V) => void, value: V, tellLate: () => void): void => {
        clearTimeout(timer);
        this.#works.delete(work);
        by(value);
        if (isLate) {
          tellLate();
        }
      };
      const logFinished = (): void =>
        this.#logger.log(`Finished after its time limit: ${describe()}`);
      ended.then(
        (value) => settle(resolve, value, logFinished),
        (error: unknown) =>
          settle(reject, error, () =>
            this.#logger.error(`Failed after its time limit: ${describe()}: ${messageOf(error)}`),
          ),
      );
    });
  }

  #giveUp(limit: number): void {
    this.#logger.error(
      `Not finished ${limit} ms after the app began to close: ${this.#describeAll()}. ` +
        'It is not acknowledged, and the next delivery runs it again.',
    );
    for (const work of this.#works) {
      work.giveUp(new UnavailableError('the app is closing'));
    }
  }

  #describeAll(): string {
    return Array.from(this.#works, (work) => work.describe()).join('; ');
  }
}
