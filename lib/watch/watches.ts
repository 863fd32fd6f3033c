import { randomUUID } from 'node:crypto';
import type { Logger } from '@nestjs/common';
import { messageOf } from '../errors/error-message.js';
import { NewPayTransportError } from '../errors/index.js';
import type { NewPayQueueJob } from '../queue/queue.interface.js';
import type { StrictCallbackStore } from '../store/strict-callback-store.js';
import { beginWatch, watchJob } from './watch-job.js';
import type { Watch, WatchedSubject } from './watch.interface.js';
import { nameOf, problemOf } from './watch-name.js';
import { markEffect } from './without-effect.js';

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
  /** NewPay has accepted the order. Never rejects. */
  hadEffect(): Promise<void>;
  /** Whether the order has arrived is not known. Never rejects. */
  mayHaveEffect(): Promise<void>;
}

/** How many watches this process remembers, with what became of their orders. */
const REMEMBERED = 1_000;

/** Stores watches of orders and refunds. */
export class Watches {
  /** The latest watches by their ids, and what became of their orders: several may share one. */
  readonly #effects = new Map<string, 'unknown' | 'without' | 'with'>();
  /** Part of the ids: orders share a watch only if this process remembers what became of each. */
  #by = randomUUID();

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
      const id = await this.#begin(subject);
      this.#remember(id, this.#effects.get(id) ?? 'unknown');
      return {
        hadNoEffect: () => this.#hadNoEffect(id, subject),
        hadEffect: () => this.#hadEffect(id),
        mayHaveEffect: () => this.#markAsWithEffect(id),
      };
    } catch (error) {
      throw new NewPayTransportError(
        `${problemOf(subject, error)}. Nothing was sent, trying again is safe.`,
        { cause: error },
      );
    }
  }

  /**
   * Stores a watch that the app asks for. It goes on when an order of the same number is refused, before or after: the
   * order of this watch is made elsewhere, perhaps later.
   *
   * @param db the transaction of the app in which to store it
   * @throws {QueueUnavailableError}
   */
  async watch(subject: WatchedSubject, db?: unknown): Promise<void> {
    const now = this.now();
    let watch = this.#newWatch(subject, now);
    if (this.#effects.get(watch.id) === 'without') {
      // It would share a watch that ends.
      this.#by = randomUUID();
      watch = this.#newWatch(subject, now);
    }
    // At once, for an order that is refused meanwhile.
    this.#remember(watch.id, 'with');
    await this.#add(watch, now, db);
  }

  async #begin(subject: WatchedSubject): Promise<string> {
    const now = this.now();
    const watch = this.#newWatch(subject, now);
    await this.#add(watch, now);
    return watch.id;
  }

  #newWatch(subject: WatchedSubject, now: number): Watch {
    return beginWatch(subject, this.jobs.scope, this.#by, this.times, now);
  }

  async #add(watch: Watch, now: number, db?: unknown): Promise<void> {
    await this.jobs.add([watchJob(watch, now)], db === undefined ? undefined : { db });
  }

  async #hadNoEffect(id: string, subject: WatchedSubject): Promise<void> {
    const effect = this.#effects.get(id);
    if (effect === undefined || effect === 'with') {
      return;
    }
    this.#effects.set(id, 'without');
    try {
      await markEffect(this.store, id, 'without');
    } catch (error) {
      this.logger.warn(
        `The watch of ${nameOf(subject)} could not be ended, and "newpay.unresolved" may follow: ${messageOf(error)}`,
      );
    }
  }

  /** Asks the store only if the same order had no effect before. */
  async #hadEffect(id: string): Promise<void> {
    const effect = this.#effects.get(id);
    if (effect === undefined || effect === 'without') {
      await this.#markAsWithEffect(id);
    } else {
      this.#effects.set(id, 'with');
    }
  }

  async #markAsWithEffect(id: string): Promise<void> {
    if (this.#effects.has(id)) {
      this.#effects.set(id, 'with');
    }
    // If this mark is missing, the watch goes on all the same, unless the order was marked as `without` effect.
    await markEffect(this.store, id, 'with').catch(() => undefined);
  }

  #remember(id: string, effect: 'unknown' | 'without' | 'with'): void {
    if (this.#effects.size >= REMEMBERED) {
      // No later order shares a watch that is forgotten here.
      this.#effects.clear();
      this.#by = randomUUID();
    }
    this.#effects.set(id, effect);
  }
}
