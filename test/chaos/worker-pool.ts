import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

/** One process, from its start to its end. The next process in its slot is another worker. */
export interface Worker {
  readonly id: string;
  readonly process: ChildProcess;
  /** The port; `undefined` until it listens. */
  port?: number;
  /** When it was killed, in milliseconds since the epoch. */
  killedAt?: number;
}

/** What every report of a worker has. The one of the kind `ready` has the port of the worker. */
export interface Report {
  readonly kind: string;
}

/** The settings that each worker of a pool gets. */
export interface CommonSettings {
  /** The unique ID of this process. */
  readonly id: string;
  readonly platform: 'express' | 'fastify';
  readonly seed: number;
}

/** What the workers of a pool are. */
export interface WorkerPoolParts {
  /** The module that each of them runs. */
  readonly script: URL;
  /** How many of them there are; every other one runs on Fastify instead of Express. */
  readonly size: number;
  readonly seed: number;
  /** What each of them gets beside {@link CommonSettings}. */
  readonly settings: object;
}

/** Starts workers, kills them on request, and replaces dead ones. */
export class WorkerPool<R extends Report = Report> {
  readonly reports: R[] = [];
  /** Descriptions of workers that ended without being killed. */
  readonly unexpectedExits: string[] = [];
  /** The times at which workers were killed, in milliseconds since the epoch. */
  readonly killedAt = new Map<string, number>();
  readonly #slots: Worker[] = [];
  #started = 0;
  #turn = 0;
  #isOver = false;

  constructor(private readonly parts: WorkerPoolParts) {
    process.once('exit', this.#killAll);
  }

  /** How many workers there are, once all are up. */
  get size(): number {
    return this.parts.size;
  }

  /** The workers that listen. */
  get up(): Worker[] {
    return this.#slots.filter(({ port, killedAt }) => port !== undefined && killedAt === undefined);
  }

  /** Resolves when every worker listens. */
  async start(): Promise<void> {
    for (let slot = 0; slot < this.parts.size; slot++) {
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
    while (this.up.length < this.parts.size) {
      if (this.#isHopeless) {
        throw new Error(this.unexpectedExits.join('; '));
      }
      await setTimeout(10);
    }
  }

  /** The next worker in turn, dead or alive. */
  next(): Worker {
    this.#turn = (this.#turn + 1) % this.parts.size;
    return this.#slots[this.#turn] as Worker;
  }

  /** Kills one of the listening workers, selected by `draw`, from 0 to 1. */
  kill(draw: number): void {
    const worker = this.up[Math.floor(draw * this.up.length)];
    if (worker) {
      this.killNow(worker);
    }
  }

  /** Kills a worker, unless it was killed before. */
  killNow(worker: Worker): void {
    if (worker.killedAt === undefined) {
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
    return this.unexpectedExits.length > this.parts.size;
  }

  #start(slot: number): void {
    this.#started += 1;
    // No worker lives long enough for the optimizing compiler to pay off.
    const child = fork(this.parts.script, { execArgv: ['--no-opt'] });
    const worker: Worker = { id: `${slot}-${this.#started}`, process: child };
    this.#slots[slot] = worker;
    child.on('message', (report: R) => this.#note(worker, report));
    child.once('exit', (code) => this.#replace(slot, worker, code));
    const settings: CommonSettings = {
      id: worker.id,
      platform: slot % 2 === 0 ? 'express' : 'fastify',
      seed: this.parts.seed + this.#started,
    };
    // Fails if the worker has already ended, which its exit reports.
    child.send({ ...this.parts.settings, ...settings }, () => undefined);
  }

  #note(worker: Worker, report: R): void {
    if (report.kind === 'ready') {
      ({ port: worker.port } = report as Report & { readonly port?: number });
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
