import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { OnEvent } from '@nestjs/event-emitter';
import { Pool, type PoolClient } from 'pg';
import { OnNewPay, type NewPayEventMap, type NewPayEventReference } from 'nestjs-newpay';
import { PostgresCallbackStore } from 'nestjs-newpay/postgres';
import { postgresUrl } from '../../../support/services.js';
import { Random } from '../../random.js';
import { effectsTable } from '../effects-table.js';
import { tablePrefix } from '../engines/pg-boss-engine.js';
import type { EngineName, EventState, ListenerName, Task } from '../journal.js';
import { FAULTS, SLOW } from '../settings.js';
import { isBroken } from './breaks.js';
import type { QueueWorkerSettings } from './queue-worker-settings.interface.js';
import { report } from './report.js';

type Event = NewPayEventMap[EventState];

/** A listener with an id of its own; broken by `together`, all of them are one job. */
function On(state: EventState, id: ListenerName): MethodDecorator {
  return isBroken('together')
    ? OnEvent(`newpay.${state}`, { suppressErrors: false })
    : (OnNewPay(state, { id }) as MethodDecorator);
}

/** The listeners, whose effects are rows of one table. */
export class Shop {
  readonly #random: Random;
  /** Its connections are killed at times. */
  readonly #pool: Pool;
  /** Its connections are not: the listener `mail` always works. */
  readonly #calmPool = new Pool({ connectionString: postgresUrl, max: 5 });
  readonly #store: PostgresCallbackStore;

  constructor(private readonly settings: QueueWorkerSettings) {
    this.#random = new Random(settings.seed);
    this.#pool = new Pool({
      connectionString: postgresUrl,
      application_name: settings.run,
      max: 5,
    });
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    this.#store = new PostgresCallbackStore(this.#pool, {
      tablePrefix: tablePrefix(settings.run),
    });
  }

  @On('paid', 'mail')
  mailPaid(event: Event): Promise<void> {
    return this.#mail(event, 'paid');
  }

  @On('failed', 'mail')
  mailFailed(event: Event): Promise<void> {
    return this.#mail(event, 'failed');
  }

  @On('unresolved', 'mail')
  mailUnresolved(event: Event): Promise<void> {
    return this.#mail(event, 'unresolved');
  }

  @On('paid', 'ship')
  shipPaid(event: Event): Promise<void> {
    return this.#ship(event, 'paid');
  }

  @On('failed', 'ship')
  shipFailed(event: Event): Promise<void> {
    return this.#ship(event, 'failed');
  }

  @On('unresolved', 'ship')
  shipUnresolved(event: Event): Promise<void> {
    return this.#ship(event, 'unresolved');
  }

  @On('paid', 'ledger')
  ledgerPaid(event: Event): Promise<void> {
    return this.#ledger(event, 'paid');
  }

  @On('failed', 'ledger')
  ledgerFailed(event: Event): Promise<void> {
    return this.#ledger(event, 'failed');
  }

  @On('unresolved', 'ledger')
  ledgerUnresolved(event: Event): Promise<void> {
    return this.#ledger(event, 'unresolved');
  }

  #mail(event: Event, state: EventState): Promise<void> {
    const task = taskOf(event, state, 'mail');
    return this.#run(task, () => this.#insert(this.#calmPool, task, false));
  }

  #ledger(event: Event, state: EventState): Promise<void> {
    const task = taskOf(event, state, 'ledger');
    return this.#run(task, async () => {
      await fetch(this.settings.ledgerUrl, { method: 'POST' });
      await this.#insert(this.#calmPool, task, false);
    });
  }

  #ship(event: Event, state: EventState): Promise<void> {
    const task = taskOf(event, state, 'ship');
    return this.#run(task, async () => {
      this.#failAtRandom(FAULTS.before);
      await this.#inTransaction(async (client) => {
        const work = (): Promise<void> => this.#insert(client, task, true);
        const isDoneNow = isBroken('twice')
          ? (await work(), true)
          : await this.#store.once(client, event as NewPayEventReference, 'ship', work);
        if (!isDoneNow) {
          report({ kind: 'found-done' });
        }
        await this.#pause();
      });
      this.#failAtRandom(FAULTS.after);
    });
  }

  /** Reports its begin and its end. */
  async #run(task: Task, work: () => Promise<void>): Promise<void> {
    const run = `${this.settings.id}/${randomUUID()}`;
    let hasFailed = true;
    report({ kind: 'begin', ...task, run, at: Date.now() });
    try {
      await this.#pause();
      await work();
      hasFailed = false;
    } finally {
      report({ kind: 'end', run, hasFailed, at: Date.now() });
    }
  }

  async #insert(client: Pool | PoolClient, task: Task, isOnce: boolean): Promise<void> {
    const { engine, api, orderNo, state, watchedSince, listener } = task;
    await client.query(
      `INSERT INTO ${effectsTable(this.settings.run)}
         (engine, api, order_no, state, watched_since, listener, is_once)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [engine, api, orderNo, state, watchedSince, listener, isOnce],
    );
  }

  /** Waits for a random time, in which this process may be killed. */
  async #pause(): Promise<void> {
    const isSlow = this.#random.chance(SLOW.chance);
    if (isSlow) {
      report({ kind: 'slow' });
    }
    await setTimeout(
      isSlow ? this.#random.between(SLOW.least, SLOW.most) : this.#random.between(5, 60),
    );
  }

  #failAtRandom(probability: number): void {
    if (this.#random.chance(probability)) {
      throw new Error('failed on purpose');
    }
  }

  async #inTransaction(work: (client: PoolClient) => Promise<void>): Promise<void> {
    const client = await this.#pool.connect();
    let lost: Error | undefined;
    const onError = (error: Error): void => void (lost = error);
    client.on('error', onError);
    try {
      await client.query('BEGIN');
      await work(client);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK').catch(onError);
      throw error;
    } finally {
      client.off('error', onError);
      client.release(lost);
    }
  }
}

function taskOf(event: Event, state: EventState, listener: ListenerName): Task {
  const { merchant, api, orderNo } = event;
  const watchedSince = event.name === 'newpay.unresolved' ? event.watchedSince.getTime() : null;
  return { engine: merchant as EngineName, api, orderNo, state, watchedSince, listener };
}
