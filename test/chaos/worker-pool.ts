import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { WORKERS } from './settings.js';
import type { WorkerReport, WorkerSettings } from './worker/worker-settings.interface.js';

/** One process, from its start to its end. The next process in its slot is another worker. */
export interface Worker {
  readonly id: string;
  readonly process: ChildProcess;
  /** The port; `undefined` until it listens. */
  port?: number;
  /** When it was killed, in milliseconds since the epoch. */
  killedAt?: number;
}

/** The common settings of all workers. */
export type WorkerPoolSettings = Omit<WorkerSettings, 'id' | 'platform'>;

/** Starts workers, kills them on request, and replaces dead ones. */
export class WorkerPool {
  readonly reports: WorkerReport[] = [];
  /** Descriptions of workers that ended without being killed. */
  readonly unexpectedExits: string[] = [];
  /** The times at which workers were killed, in milliseconds since the epoch. */
  readonly killedAt = new Map<string, number>();
  readonly #slots: Worker[] = [];
  #started = 0;
  #turn = 0;
  #isOver = false;

  constructor(private readonly settings: WorkerPoolSettings) {
    process.once('exit', this.#killAll);
  }

  /** The workers that listen. */
  get up(): Worker[] {
    return this.#slots.filter(({ port, killedAt }) => port !== undefined && killedAt === undefined);
  }

  /** Resolves when every worker listens. */
  async start(): Promise<void> {
    for (let slot = 0; slot < WORKERS; slot++) {
      this.#start(slot);
    }
    await this.untilComplete();
  }

  /**
   * Resolves when every worker listens, after the last kill.
   *
   * @throws {Error} workers die by themselves
   */
  async untilComplete(): Promise<void> {
    while (this.up.length < WORKERS) {
      if (this.#isHopeless) {
        throw new Error(this.unexpectedExits.join('; '));
      }
      await setTimeout(10);
    }
  }

  /** The next worker in turn, dead or alive. */
  next(): Worker {
    this.#turn = (this.#turn + 1) % WORKERS;
    return this.#slots[this.#turn] as Worker;
  }

  /** Kills one of the listening workers, selected by `draw`, from 0 to 1. */
  kill(draw: number): void {
    const worker = this.up[Math.floor(draw * this.up.length)];
    if (worker) {
      worker.killedAt = Date.now();
      this.killedAt.set(worker.id, worker.killedAt);
      worker.process.kill('SIGKILL');
    }
  }

  /** Kills all remaining workers. Resolves when they have ended. */
  async stop(): Promise<void> {
    this.#isOver = true;
    const exits = this.#slots
      .filter(({ process: { exitCode, signalCode } }) => exitCode === null && signalCode === null)
      .map((worker) => once(worker.process, 'exit'));
    this.#killAll();
    await Promise.all(exits);
    process.off('exit', this.#killAll);
  }

  /** Workers that cannot start are not restarted forever. */
  get #isHopeless(): boolean {
    return this.unexpectedExits.length > WORKERS;
  }

  #start(slot: number): void {
    this.#started += 1;
    // No worker lives long enough for the optimizing compiler to pay off.
    const child = fork(new URL('worker/main.js', import.meta.url), { execArgv: ['--no-opt'] });
    const worker: Worker = { id: `${slot}-${this.#started}`, process: child };
    this.#slots[slot] = worker;
    child.on('message', (report: WorkerReport) => this.#note(worker, report));
    child.once('exit', (code) => this.#replace(slot, worker, code));
    const settings: WorkerSettings = {
      ...this.settings,
      id: worker.id,
      platform: slot % 2 === 0 ? 'express' : 'fastify',
      seed: this.settings.seed + this.#started,
    };
    // Fails if the worker has already ended, which its exit reports.
    child.send(settings, () => undefined);
  }

  #note(worker: Worker, report: WorkerReport): void {
    if (report.kind === 'ready') {
      worker.port = report.port;
    }
    this.reports.push(report);
  }

  #replace(slot: number, { id, killedAt }: Worker, code: number | null): void {
    if (killedAt === undefined && !this.#isOver) {
      this.unexpectedExits.push(`worker ${id} died by itself (exit code ${code})`);
    }
    if (!this.#isOver && !this.#isHopeless) {
      this.#start(slot);
    }
  }

  readonly #killAll = (): void => {
    for (const worker of this.#slots) {
      worker.process.kill('SIGKILL');
    }
  };
}
