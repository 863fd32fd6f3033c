import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type {
  NewPayJobHandler,
  NewPayJobResult,
  NewPayQueue,
  NewPayQueueJob,
} from '../../queue/queue.interface.js';

/**
 * What a contract run needs to know of a queue.
 *
 * @publicApi
 */
export interface QueueContract {
  /** Declares one test: `it` of your test runner. Give it a time limit of 60 seconds. */
  it: (name: string, test: () => Promise<void>) => void;
  /**
   * Makes a queue over an engine that outlives it: two queues see the same jobs, as two instances of an
   * app do. The contract opens and closes it, and looks for jobs every few seconds at most, so set short
   * polling intervals.
   */
  createQueue: () => NewPayQueue | Promise<NewPayQueue>;
  /** Makes a queue whose engine is down. Without it, that rule is not tested. */
  createUnreachableQueue?: () => NewPayQueue | Promise<NewPayQueue>;
}

/** How long a job may take to be run, in milliseconds: engines look for jobs now and then. */
export const SOON = 20_000;

/** Long enough to be seen on a busy machine; engines may count in seconds. */
export const PAUSE = 2_000;

export const DONE: NewPayJobResult = { outcome: 'done' };

export function newScope(): string {
  return `shop:${randomUUID()}`;
}

export function newJob(scope: string, changes: Partial<NewPayQueueJob> = {}): NewPayQueueJob {
  return {
    id: `job|${randomUUID()}`,
    kind: 'event',
    scope,
    group: 'A1001',
    data: { version: 1 },
    attempts: 3,
    backoff: 1_000,
    ...changes,
  };
}

export function again(delay: number): NewPayJobResult {
  return { outcome: 'again', delay };
}

export function failure(delay: number, reason = 'no stock'): NewPayJobResult {
  return { outcome: 'failed', delay, reason };
}

/** Holds jobs until it is opened. */
export class Latch {
  open: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

/** A run of a job, as a handler saw it. */
export interface SeenRun {
  readonly job: NewPayQueueJob;
  readonly attempt: number;
  /** On the clock of `performance.now()`. */
  readonly at: number;
}

/** A handler that records its runs, and ends each one as it is told. */
export class RecordingHandler {
  readonly runs: SeenRun[] = [];

  constructor(private readonly answer: (run: SeenRun, index: number) => unknown = () => DONE) {}

  readonly handle: NewPayJobHandler = async (job, { attempt }) => {
    const run = { job, attempt, at: performance.now() };
    this.runs.push(run);
    return (await this.answer(run, this.runs.length - 1)) as NewPayJobResult;
  };

  get ids(): string[] {
    return this.runs.map(({ job }) => job.id);
  }

  get attempts(): number[] {
    return this.runs.map(({ attempt }) => attempt);
  }

  /** Resolves when there were so many runs. */
  async untilRuns(count: number): Promise<void> {
    await until(
      () => this.runs.length >= count,
      () => `${count} runs were expected within ${SOON} ms, and there were ${this.runs.length}`,
    );
  }
}

export async function until(
  condition: () => boolean | Promise<boolean>,
  message: () => string,
): Promise<void> {
  const end = performance.now() + SOON;
  while (!(await condition())) {
    assert.ok(performance.now() < end, message());
    await setTimeout(20);
  }
}

/** Queues over one engine, which are closed at the end of a test. */
class QueuesUnderTest {
  readonly #queues: NewPayQueue[] = [];
  readonly #closings: (() => Promise<void>)[] = [];

  constructor(private readonly contract: QueueContract) {}

  async open(): Promise<NewPayQueue> {
    const queue = await this.contract.createQueue();
    await queue.open();
    this.#queues.push(queue);
    return queue;
  }

  /** Runs jobs until the end of the test. */
  async work(queue: NewPayQueue, scope: string, handler: RecordingHandler): Promise<void> {
    const worker = await queue.work(scope, handler.handle);
    this.#closings.push(() => worker.close(5_000));
  }

  async close(): Promise<void> {
    for (const close of this.#closings) {
      await close();
    }
    for (const queue of this.#queues) {
      await queue.close();
    }
  }
}

/** Declares a test that gets queues, and closes them. */
export function declare(
  contract: QueueContract,
  name: string,
  test: (queues: QueuesUnderTest) => Promise<void>,
): void {
  contract.it(name, async () => {
    const queues = new QueuesUnderTest(contract);
    try {
      await test(queues);
    } finally {
      await queues.close();
    }
  });
}
