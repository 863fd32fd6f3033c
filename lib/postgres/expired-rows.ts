import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { PURGED_AT_ONCE } from './postgres-schema.js';

/** How often expired rows are deleted, in milliseconds. */
const INTERVAL = 60 * 60 * 1000;

/** Between two portions, in milliseconds: a pool of one serves callbacks then. */
const PAUSE = 20;

/** Deletes expired rows beside the callbacks, in portions. */
export class ExpiredRows {
  readonly #logger = new Logger('PostgresCallbackStore');
  readonly #table: string;
  readonly #purge: () => Promise<number>;
  #purgedAt = -Infinity;
  #hasFailed = false;

  /** @param purge deletes at most {@link PURGED_AT_ONCE} rows and tells how many */
  constructor(table: string, purge: () => Promise<number>) {
    this.#table = table;
    this.#purge = purge;
  }

  /** Begins to delete when it is time to. A callback neither waits for it nor fails with it. */
  purgeNowAndThen(): void {
    const now = performance.now();
    if (now - this.#purgedAt >= INTERVAL) {
      this.#purgedAt = now;
      void this.#purgeAll();
    }
  }

  async #purgeAll(): Promise<void> {
    try {
      while ((await this.#purge()) === PURGED_AT_ONCE) {
        await pause(PAUSE, undefined, { ref: false });
      }
      this.#hasFailed = false;
    } catch (error) {
      // Told once, not every hour.
      if (!this.#hasFailed) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#logger.warn(
          `Expired rows of ${this.#table} could not be deleted, so that it grows: ${reason}. It is tried ` +
            'again every hour. The role needs the right to DELETE; createTables() adds the index.',
        );
      }
      this.#hasFailed = true;
    }
  }
}
