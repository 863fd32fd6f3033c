import type { BackendName } from '../backends/backend.interface.js';
import type { Effect } from '../effect.js';
import { isBroken } from './broken-store.js';
import { ListenerFaults } from './faults.js';
import { stateAfter, type Effects, type HeardEvent } from './listener.js';
import type { WorkerSettings } from './worker-settings.interface.js';

/** A database with transactions, whose connections are of the type `T`. */
export interface EffectsDatabase<T> {
  once(
    transaction: T,
    event: HeardEvent,
    effect: string,
    work: () => Promise<void>,
  ): Promise<boolean>;
  /** @param transaction none: the row is committed at once */
  insert(row: Effect, transaction?: T): Promise<void>;
  inTransaction(work: (transaction: T) => Promise<void>): Promise<void>;
}

/** Writes the effects of `ship` in one transaction with their records. */
export class SqlEffects<T> implements Effects {
  readonly #faults: ListenerFaults;

  constructor(
    private readonly database: EffectsDatabase<T>,
    backend: BackendName,
    private readonly settings: WorkerSettings,
  ) {
    this.#faults = new ListenerFaults(settings.seed, backend);
  }

  async ship(event: HeardEvent): Promise<void> {
    await this.#faults.pause();
    this.#faults.failRandomly('before');
    await this.database.inTransaction(async (transaction) => {
      const row = this.#effect(event, { listener: 'ship', isOnce: true });
      const work = () => this.database.insert(row, transaction);
      const isDoneNow = isBroken('twice')
        ? (await work(), true)
        : await this.database.once(transaction, event, stateAfter(event), work);
      if (!isDoneNow) {
        this.#faults.reportAlreadyDone();
      }
      await this.#faults.pause();
      this.#faults.failRandomly('after');
    });
    await this.#faults.pause();
    this.#faults.failRandomly('after');
  }

  /** Without a transaction: only the record of the finished listener protects the effect. */
  async mail(event: HeardEvent): Promise<void> {
    await this.#faults.pause();
    this.#faults.failRandomly('before');
    await this.database.insert(this.#effect(event, { listener: 'mail', isOnce: false }));
  }

  #effect(event: HeardEvent, of: Pick<Effect, 'listener' | 'isOnce'>): Effect {
    return {
      ...of,
      api: event.api,
      orderNo: event.orderNo,
      state: stateAfter(event),
      worker: this.settings.id,
      at: Date.now(),
    };
  }
}
