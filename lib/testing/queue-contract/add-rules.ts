import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import {
  declare,
  DONE,
  failure,
  Latch,
  newJob,
  newScope,
  PAUSE,
  RecordingHandler,
  until,
  type QueueContract,
} from './queue-under-test.js';

/** Names that an engine may take for one, or may not take at all. */
const IDS = [
  'a',
  'A',
  'a ',
  ' a',
  'a:b',
  'a|b',
  'a%7Cb',
  '1',
  '01',
  'é',
  'e\u0301',
  '😀',
  '{a}',
  "'",
];

/** What is stored, and that an id is an idempotency key. */
export function declareAddRules(contract: QueueContract): void {
  declare(contract, 'runs a job once, with all that was stored', async (queues) => {
    const queue = await queues.open();
    const scope = newScope();
    const job = newJob(scope, {
      data: {
        version: 7,
        text: 'ເງິນ 😀 "\\',
        id: '9007199254740993123',
        nested: { list: [1, null, { deep: true }] },
      },
    });
    const handler = new RecordingHandler();
    await queues.work(queue, scope, handler);
    assert.equal(await queue.add([job]), undefined, 'add() must resolve with nothing');
    await handler.untilRuns(1);
    await setTimeout(PAUSE);
    assert.equal(handler.runs.length, 1, 'a job that is done must not run again');
    const [run] = handler.runs;
    assert.deepEqual({ ...run?.job, delay: undefined }, { ...job, delay: undefined });
    assert.equal(run?.attempt, 1);
  });

  declare(contract, 'keeps a job until a worker comes', async (queues) => {
    const scope = newScope();
    const job = newJob(scope);
    await (await queues.open()).add([job]);
    const handler = new RecordingHandler();
    await queues.work(await queues.open(), scope, handler);
    await handler.untilRuns(1);
    assert.deepEqual(handler.ids, [job.id]);
  });

  declare(contract, 'takes an empty list of jobs', async (queues) => {
    assert.equal(await (await queues.open()).add([]), undefined);
  });

  declare(contract, 'keeps a job back for its delay', async (queues) => {
    const queue = await queues.open();
    const scope = newScope();
    const handler = new RecordingHandler();
    await queues.work(queue, scope, handler);
    const begin = performance.now();
    await queue.add([newJob(scope, { delay: PAUSE })]);
    await handler.untilRuns(1);
    const waited = (handler.runs[0]?.at ?? 0) - begin;
    assert.ok(waited >= PAUSE - 50, `the job ran after ${waited} ms, and its delay is ${PAUSE} ms`);
  });

  declare(
    contract,
    'leaves a job whose id it knows: waiting, running, done or failed',
    async (queues) => {
      const queue = await queues.open();
      const scope = newScope();
      const [waiting, running, done, failed] = ['waiting', 'running', 'done', 'failed'].map(
        (name) => newJob(scope, { group: name, attempts: 1 }),
      );
      assert.ok(waiting && running && done && failed);
      const latch = new Latch();
      const handler = new RecordingHandler(async ({ job }) => {
        if (job.id === running.id) {
          await latch.opened;
        }
        return job.id === failed.id ? failure(0) : DONE;
      });
      await queues.work(queue, scope, handler);
      await queue.add([{ ...waiting, delay: 60_000 }, running, done, failed]);
      await handler.untilRuns(3);
      await until(
        async () => (await queue.failed(scope, 10)).length === 1 && (await isDone(done.group)),
        () => 'one job must be done, and one failed',
      );
      await queue.add([waiting, running, done, failed]);
      await setTimeout(PAUSE);
      latch.open();
      await until(
        () => isDone(running.group),
        () => 'the running job must be done',
      );
      await setTimeout(PAUSE);
      assert.deepEqual(
        new Map(handler.ids.map((id) => [id, handler.ids.filter((one) => one === id).length])),
        new Map(handler.ids.map((id) => [id, 1])),
        'each of these jobs must run once',
      );
      assert.equal(handler.ids.includes(waiting.id), false, 'the waiting job must keep its delay');

      async function isDone(group: string): Promise<boolean> {
        return (await queue.unfinished(scope, group)).length === 0;
      }
    },
  );

  declare(contract, 'stores a job once that is twice in one call', async (queues) => {
    const queue = await queues.open();
    const scope = newScope();
    const job = newJob(scope);
    const handler = new RecordingHandler();
    await queues.work(queue, scope, handler);
    await queue.add([job, job]);
    await handler.untilRuns(1);
    await setTimeout(PAUSE);
    assert.deepEqual(handler.ids, [job.id]);
  });

  declare(contract, 'keeps jobs apart whose ids differ a little', async (queues) => {
    const queue = await queues.open();
    const scope = newScope();
    const ids = [...IDS, 'k'.repeat(1_000), `${'k'.repeat(999)}l`].map((id) =>
      `${scope}${id}`.slice(-1_000),
    );
    const handler = new RecordingHandler();
    await queues.work(queue, scope, handler);
    await queue.add(ids.map((id) => newJob(scope, { id })));
    await handler.untilRuns(ids.length);
    assert.deepEqual(handler.ids.toSorted(), ids.toSorted());
  });

  const { createUnreachableQueue } = contract;
  if (createUnreachableQueue) {
    contract.it('rejects within five seconds while its engine is down', async () => {
      const queue = await createUnreachableQueue();
      await queue.open().catch(() => undefined);
      const begin = performance.now();
      await assert.rejects(
        async () => queue.add([newJob(newScope())]),
        'add() must reject: the job is not stored',
      );
      const took = performance.now() - begin;
      assert.ok(took < 5_000, `add() took ${took} ms: NewPay would not wait for the answer`);
      await queue.close();
    });
  }
}
