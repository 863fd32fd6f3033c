import type { Logger } from '@nestjs/common';
import { messageOf } from '../errors/error-message.js';
import { NewPayTransportError } from '../errors/index.js';
import type { NewPayQueueJob } from '../queue/queue.interface.js';
import type { StrictCallbackStore } from '../store/strict-callback-store.js';
import { beginWatch, watchJob } from './watch-job.js';
import type { WatchedSubject } from './watch.interface.js';
import { nameOf, problemOf } from './watch-name.js';
import { markAsWithoutEffect } from './without-effect.js';

/** Where watches are stored: the jobs of the registration. */
export interface WatchJobs {
  /** The scope of the registration's jobs. */
  readonly scope: string;
  /** Resolves when the jobs are durable. */
  add(
    jobs: readonly Omit<NewPayQueueJob, 'scope'>[],
    options?: { readonly db?: unknown },
  ): Promise<void>;
}

/** A watch that is stored. */
export interface StoredWatch {
  /**
   * NewPay refused the order, or nothing was sent. The watch still asks once, since a refusal is not
   * signed and may be about a repeated number. It ends there, without an event, if NewPay does not know
   * the order. Never rejects.
   */
  hadNoEffect(): Promise<void>;
}

/** Stores watches of orders and refunds. */
export class Watches {
  constructor(
    private readonly jobs: WatchJobs,
    private readonly store: StrictCallbackStore,
    /** The option `watch`. */
    private readonly times: readonly [number, ...number[]],
    private readonly now: () => number,
    private readonly logger: Logger,
  ) {}

  /**
   * Stores a watch before the order or the refund is sent.
   *
   * @throws {NewPayTransportError} it is not stored for certain; nothing was sent
   */
  async beforeSending(subject: WatchedSubject): Promise<StoredWatch> {
    try {
      const id = await this.begin(subject);
      return { hadNoEffect: () => this.#markAsWithoutEffect(id, subject) };
    } catch (error) {
      throw new NewPayTransportError(
        `${problemOf(subject, error)}. Nothing was sent, trying again is safe.`,
        { cause: error },
      );
    }
  }

  /**
   * Stores a watch.
   *
   * @param db the transaction of the app in which to store it
   * @returns its id
   * @throws {QueueUnavailableError}
   */
  async begin(subject: WatchedSubject, db?: unknown): Promise<string> {
    const now = this.now();
    const watch = beginWatch(subject, this.jobs.scope, this.times, now);
    await this.jobs.add([watchJob(watch, now)], db === undefined ? undefined : { db });
    return watch.id;
  }

  async #markAsWithoutEffect(id: string, subject: WatchedSubject): Promise<void> {
    try {
      await markAsWithoutEffect(this.store, id);
    } catch (error) {
      this.logger.warn(
        `The watch of ${nameOf(subject)} could not be ended, and "newpay.unresolved" may follow: ${messageOf(error)}`,
      );
    }
  }
}
