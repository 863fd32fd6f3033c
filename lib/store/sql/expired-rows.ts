import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { messageOf } from '../../errors/error-message.js';
import { visibleText } from '../../errors/escape-invisible.js';

/**
 * The maximum of expired rows that one statement deletes, so that it holds its connection only
 * briefly.
 */
export const PURGED_AT_ONCE = 1_000;

/**
 * How many batches one deletion makes. Without a limit it would never end where a count comes from a
 * replica that has stopped.
 */
const MAX_BATCHES = 1_000;

/** How often expired rows are deleted, in milliseconds. */
const INTERVAL = 60 * 60 * 1000;

/**
 * The pause between two batches, in milliseconds, in which a pool of one connection serves
 * callbacks.
 */
const PAUSE = 20;

/** Deletes expired rows in batches, in the background. */
export class ExpiredRows {
  readonly #logger: Logger;
  readonly #table: string;
  readonly #purge: () => Promise<number>;
  readonly #pause: () => Promise<void>;
  #purgedAt = -Infinity;
  #hasFailed = false;

  /**
   * @param store the name of the store's class, for the log
   * @param purge deletes at most {@link PURGED_AT_ONCE} rows and returns their number
   * @param betweenBatches waits until the next batch
   */
  constructor(
    store: string,
    table: string,
    purge: () => Promise<number>,
    betweenBatches: () => Promise<void> = () => pause(PAUSE, undefined, { ref: false }),
  ) {
    this.#logger = new Logger(store);
    this.#table = table;
    this.#purge = purge;
    this.#pause = betweenBatches;
  }

  /**
   * Starts a deletion if the last one is an hour ago. A callback neither waits for it nor fails
   * with it.
   */
  purgeIfDue(): void {
    const now = performance.now();
    if (now - this.#purgedAt >= INTERVAL) {
      this.#purgedAt = now;
      void this.#purgeAll();
    }
  }

  async #purgeAll(): Promise<void> {
    try {
      for (
        let batch = 1;
        (await this.#purge()) === PURGED_AT_ONCE && batch < MAX_BATCHES;
        batch++
      ) {
        await this.#pause();
      }
      this.#hasFailed = false;
    } catch (error) {
      // Logged once per outage, not every hour.
      if (!this.#hasFailed) {
        this.#logger.warn(
          `Expired rows of ${this.#table} could not be deleted: ${visibleText(messageOf(error))}. The table grows; the next attempt is ` +
            'in an hour. Grant DELETE to the role, and call createTables() once to create the index.',
        );
      }
      this.#hasFailed = true;
    }
  }
}
