import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import {
  declare,
  DONE,
  Latch,
  newJob,
  newScope,
  PAUSE,
  RecordingHandler,
  until,
  type QueueContract,
} from './queue-under-test.js';

/** Scopes, several workers, and the end of a worker. */
export function declareWorkerRules(contract: QueueContract): void {
  declare(contract, 'runs the jobs of each scope by the handler of that scope', async (queues) => {
    const queue = await queues.open();
    const [mine, other, nobody] = [newScope(), newScope(), newScope()];
    const [myHandler, otherHandler] = [new RecordingHandler(), new RecordingHandler()];
    await queues.work(queue, mine, myHandler);
    await queues.work(queue, other, otherHandler);
    await queue.add([newJob(nobody)]);
    await queue.add([newJob(mine), newJob(mine)]);
    await queue.add([newJob(other)]);
    await myHandler.untilRuns(2);
    await otherHandler.untilRuns(1);
    await setTimeout(PAUSE);
    assert.deepEqual(scopesOf(myHandler), [mine, mine]);
    assert.deepEqual(scopesOf(otherHandler), [other]);
    assert.equal((await queue.unfinished(nobody, 'A1001')).length, 1, 'it waits for its handler');
    const late = new RecordingHandler();
    await queues.work(await queues.open(), nobody, late);
    await late.untilRuns(1);
    assert.deepEqual(late.attempts, [1], 'a job of another scope must not lose an attempt');
  });

  declare(
    contract,
    'runs each job once, though several processes look for jobs',
    async (queues) => {
      const scope = newScope();
      const handler = new RecordingHandler();
      for (let i = 0; i < 3; i += 1) {
        await queues.work(await queues.open(), scope, handler);
      }
      const queue = await queues.open();
      const jobs = Array.from({ length: 100 }, () => newJob(scope));
      await Promise.all(jobs.map((job) => queue.add([job])));
      await handler.untilRuns(100);
      await setTimeout(PAUSE);
      assert.deepEqual(handler.ids.toSorted(), jobs.map(({ id }) => id).toSorted());
    },
  );

  declare(contract, 'does not let a slow job hold the others', async (queues) => {
    const queue = await queues.open();
    const scope = newScope();
    const latch = new Latch();
    const slow = newJob(scope);
    const handler = new RecordingHandler(async ({ job }) => {
      if (job.id === slow.id) {
        await latch.opened;
      }
      return DONE;
    });
    await queues.work(queue, scope, handler);
    await queue.add([slow]);
    await handler.untilRuns(1);
    await queue.add([newJob(scope), newJob(scope)]);
    await handler.untilRuns(3);
    latch.open();
  });

  declare(
    contract,
    'waits for a running job when it closes, and takes no new ones',
    async (queues) => {
      const queue = await queues.open();
      const scope = newScope();
      let hasEnded = false;
      const handler = new RecordingHandler(async () => {
        await setTimeout(PAUSE);
        hasEnded = true;
        return DONE;
      });
      const worker = await queue.work(scope, handler.handle);
      await queue.add([newJob(scope)]);
      await handler.untilRuns(1);
      await worker.close(10_000);
      assert.equal(hasEnded, true, 'close() must wait for the job');
      const later = newJob(scope, { group: 'later' });
      await queue.add([later]);
      await setTimeout(PAUSE);
      assert.equal(handler.runs.length, 1);
      assert.equal((await queue.unfinished(scope, 'later')).length, 1);
    },
  );

  declare(contract, 'gives back what does not end in time, as the same attempt', async (queues) => {
    const queue = await queues.open();
    const scope = newScope();
    let signal: AbortSignal | undefined;
    const latch = new Latch();
    const worker = await queue.work(scope, async (_, run) => {
      ({ signal } = run);
      await latch.opened;
      return DONE;
    });
    await queue.add([newJob(scope)]);
    await until(
      () => signal !== undefined,
      () => 'the job must run',
    );
    const begin = performance.now();
    await worker.close(500);
    const took = performance.now() - begin;
    assert.ok(took < 5_000, `close(500) took ${took} ms`);
    assert.equal(signal?.aborted, true, 'the signal of the run must be aborted');
    const handler = new RecordingHandler();
    await queues.work(await queues.open(), scope, handler);
    await handler.untilRuns(1);
    assert.deepEqual(handler.attempts, [1]);
    latch.open();
  });

  declare(contract, 'can be opened again after it was closed', async (queues) => {
    const queue = await queues.open();
    const scope = newScope();
    await queue.close();
    await queue.close();
    await queue.open();
    const handler = new RecordingHandler();
    await queues.work(queue, scope, handler);
    await queue.add([newJob(scope)]);
    await handler.untilRuns(1);
  });
}

function scopesOf({ runs }: RecordingHandler): string[] {
  return runs.map(({ job }) => job.scope);
}
