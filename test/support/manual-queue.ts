import type {
  NewPayJobHandler,
  NewPayJobResult,
  NewPayJobRun,
  NewPayQueue,
  NewPayQueueJob,
  NewPayQueueWorker,
} from '../../lib/index.js';

interface Entry {
  readonly job: NewPayQueueJob;
  state: 'waiting' | 'done' | 'failed';
  dueAt: number;
  attempt: number;
}

/**
 * A queue in memory whose time is moved by the test: a day passes in a moment. It keeps the rules of
 * {@link NewPayQueue}; what has to survive a process is tested on real engines.
 */
export class ManualQueue implements NewPayQueue {
  /** What NewPay's module takes for the time, too. */
  now = 1_700_000_000_000;
  /** Whether it cannot be reached. */
  isDown = false;
  readonly #entries = new Map<string, Entry>();
  readonly #handlers = new Map<string, NewPayJobHandler>();
  #handler: NewPayJobHandler | undefined;

  /** Every job of a kind, whatever became of it. */
  jobsOf(kind: string): NewPayQueueJob[] {
    return [...this.#entries.values()].map(({ job }) => job).filter((job) => job.kind === kind);
  }

  /** How many jobs wait for their time. */
  get waiting(): number {
    return [...this.#entries.values()].filter(({ state }) => state === 'waiting').length;
  }

  /** Whether somebody runs the jobs. */
  get isWorking(): boolean {
    return this.#handlers.size > 0;
  }

  async open(): Promise<void> {
    this.#requireUp();
  }

  async add(jobs: readonly NewPayQueueJob[], options?: { readonly db?: unknown }): Promise<void> {
    this.#requireUp();
    if (options?.db !== undefined) {
      throw new TypeError('a queue in memory has no transactions');
    }
    for (const job of jobs) {
      if (!this.#entries.has(job.id)) {
        // As engines do: what comes back is a copy made by JSON.
        const copy = JSON.parse(JSON.stringify(job)) as NewPayQueueJob;
        const dueAt = this.now + (job.delay ?? 0);
        this.#entries.set(job.id, { job: copy, state: 'waiting', dueAt, attempt: 1 });
      }
    }
  }

  async work(scope: string, handler: NewPayJobHandler): Promise<NewPayQueueWorker> {
    this.#requireUp();
    this.#handlers.set(scope, handler);
    this.#handler = handler;
    return {
      close: async () => {
        this.#handlers.delete(scope);
      },
    };
  }

  async failed(scope: string): Promise<readonly NewPayQueueJob[]> {
    this.#requireUp();
    return this.#jobs(({ job, state }) => job.scope === scope && state === 'failed');
  }

  async unfinished(scope: string, group: string): Promise<readonly NewPayQueueJob[]> {
    this.#requireUp();
    return this.#jobs(
      ({ job, state }) => job.scope === scope && job.group === group && state !== 'done',
    );
  }

  async retry(_scope: string, ids: readonly string[]): Promise<readonly boolean[]> {
    return ids.map((id) => {
      const entry = this.#entries.get(id);
      if (!entry || entry.state === 'done') {
        return false;
      }
      Object.assign(entry, { state: 'waiting', dueAt: this.now });
      return true;
    });
  }

  async close(): Promise<void> {}

  /** As an engine does with jobs that were done a while ago. */
  removeDone(): void {
    for (const [id, { state }] of this.#entries) {
      if (state === 'done') {
        this.#entries.delete(id);
      }
    }
  }

  /** Lets time pass, and runs every job that becomes due, one after the other. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    for (let next = this.#nextDue(end); next; next = this.#nextDue(end)) {
      this.now = Math.max(this.now, next.dueAt);
      await this.#run(next);
    }
    this.now = end;
  }

  /**
   * Runs a job, whether it is due or not, as an engine may: twice, or while its worker is closing.
   *
   * @returns how it ended
   */
  async runNow(job: NewPayQueueJob, run: Partial<NewPayJobRun> = {}): Promise<NewPayJobResult> {
    const { signal } = new AbortController();
    return this.#handler!(job, { attempt: 1, signal, ...run });
  }

  #nextDue(end: number): Entry | undefined {
    return [...this.#entries.values()]
      .filter(({ job, state, dueAt }) => {
        return state === 'waiting' && dueAt <= end && this.#handlers.has(job.scope);
      })
      .toSorted((a, b) => a.dueAt - b.dueAt)[0];
  }

  async #run(entry: Entry): Promise<void> {
    const handler = this.#handlers.get(entry.job.scope);
    const { signal } = new AbortController();
    const result = await handler!(entry.job, { attempt: entry.attempt, signal });
    if (result.outcome === 'done') {
      entry.state = 'done';
      return;
    }
    entry.dueAt = this.now + result.delay;
    if (result.outcome === 'failed') {
      entry.state = entry.attempt < entry.job.attempts ? 'waiting' : 'failed';
      entry.attempt += 1;
    }
  }

  #jobs(isWanted: (entry: Entry) => boolean): NewPayQueueJob[] {
    return [...this.#entries.values()].filter(isWanted).map(({ job }) => job);
  }

  #requireUp(): void {
    if (this.isDown) {
      throw new Error('connect ECONNREFUSED 127.0.0.1:6379');
    }
  }
}
