import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { NewPayQueue } from '../../queue/queue.interface.js';
import {
  declare,
  DONE,
  failure,
  Latch,
  newJob,
  newScope,
  PAUSE,
  RecordingHandler,
  SOON,
  until,
  type QueueContract,
} from './queue-under-test.js';

async function untilFailed(queue: NewPayQueue, scope: string, count: number): Promise<void> {
  await until(
    async () => (await queue.failed(scope, 100)).length === count,
    () => `failed() must name ${count} jobs within ${SOON} ms`,
  );
}

/** Jobs that failed for the last time stay, and can be run again. */
export function declareDeadLetterRules(contract: QueueContract): void {
  declare(
    contract,
    'keeps a job that failed for the last time, and runs it no more',
    async (queues) => {
      const queue = await queues.open();
      const scope = newScope();
      const job = newJob(scope, { attempts: 2, data: { version: 1, listener: 'mail' } });
      const handler = new RecordingHandler(() => failure(0));
      await queues.work(queue, scope, handler);
      await queue.add([job]);
      await untilFailed(queue, scope, 1);
      await setTimeout(PAUSE);
      assert.deepEqual(handler.attempts, [1, 2]);
      const [failed] = await queue.failed(scope, 10);
      assert.deepEqual({ ...failed, delay: undefined }, { ...job, delay: undefined });
      assert.equal((await queue.unfinished(scope, job.group)).length, 1);
    },
  );

  declare(contract, 'runs a failed job again when it is told to', async (queues) => {
    const queue = await queues.open();
    const scope = newScope();
    const job = newJob(scope, { attempts: 1 });
    const handler = new RecordingHandler((_, index) => (index < 2 ? failure(0) : DONE));
    await queues.work(queue, scope, handler);
    await queue.add([job]);
    await untilFailed(queue, scope, 1);
    assert.deepEqual(await queue.retry(scope, [job.id, 'unknown']), [true, false]);
    await handler.untilRuns(2);
    await untilFailed(queue, scope, 1);
    assert.deepEqual(await queue.retry(scope, [job.id]), [true]);
    await handler.untilRuns(3);
    await untilFailed(queue, scope, 0);
    assert.ok(
      (handler.attempts[1] ?? 0) > 1 && (handler.attempts[2] ?? 0) > 1,
      'a job that is run again by hand must not begin at attempt 1: each run is its last one',
    );
    await until(
      async () => (await queue.unfinished(scope, job.group)).length === 0,
      () => 'the job must be done',
    );
    assert.deepEqual(await queue.retry(scope, [job.id]), [false], 'a job that is done stays done');
  });

  declare(contract, 'runs a job at once that waits for its time', async (queues) => {
    const queue = await queues.open();
    const scope = newScope();
    const [delayed, retrying] = [newJob(scope, { delay: 3_600_000 }), newJob(scope)];
    const handler = new RecordingHandler(({ job }, index) =>
      job.id === retrying.id && index === 0 ? failure(3_600_000) : DONE,
    );
    await queues.work(queue, scope, handler);
    await queue.add([retrying]);
    await queue.add([delayed]);
    await handler.untilRuns(1);
    await setTimeout(PAUSE);
    assert.deepEqual(await queue.retry(scope, [delayed.id, retrying.id]), [true, true]);
    await handler.untilRuns(3);
    assert.deepEqual(handler.ids.slice(1).toSorted(), [delayed.id, retrying.id].toSorted());
  });

  declare(
    contract,
    'does not run a job twice at a time because it is told to run it',
    async (queues) => {
      const queue = await queues.open();
      const scope = newScope();
      const job = newJob(scope);
      const latch = new Latch();
      const handler = new RecordingHandler(async () => {
        await latch.opened;
        return DONE;
      });
      await queues.work(queue, scope, handler);
      await queue.add([job]);
      await handler.untilRuns(1);
      assert.deepEqual(await queue.retry(scope, [job.id]), [false]);
      await setTimeout(PAUSE);
      latch.open();
      assert.equal(handler.runs.length, 1);
    },
  );

  declare(
    contract,
    'names unfinished jobs by their group, and no more failed ones than asked',
    async (queues) => {
      const queue = await queues.open();
      const scope = newScope();
      const jobs = ['A1', 'A1', 'A2', 'a1'].map((group, index) =>
        newJob(scope, { group, attempts: 1, id: `${scope}${index}` }),
      );
      const waiting = newJob(scope, { group: 'A1', delay: 3_600_000, id: `${scope}waiting` });
      const handler = new RecordingHandler(() => failure(0));
      await queues.work(queue, scope, handler);
      await queue.add([...jobs, waiting]);
      await untilFailed(queue, scope, jobs.length);
      assert.equal((await queue.failed(scope, 2)).length, 2);
      const ofGroup = await queue.unfinished(scope, 'A1');
      assert.deepEqual(
        ofGroup.map(({ id }) => id).toSorted(),
        [`${scope}0`, `${scope}1`, `${scope}waiting`].toSorted(),
      );
      assert.deepEqual(await queue.unfinished(newScope(), 'A1'), []);
    },
  );
}
