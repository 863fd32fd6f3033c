import assert from 'node:assert/strict';
import {
  again,
  declare,
  DONE,
  failure,
  newJob,
  newScope,
  PAUSE,
  RecordingHandler,
  type QueueContract,
} from './queue-under-test.js';

/** When a job is run again, and what counts as an attempt. */
export function declareAttemptRules(contract: QueueContract): void {
  declare(contract, 'runs a job again after the delay of a failed attempt', async (queues) => {
    const queue = await queues.open();
    const scope = newScope();
    const handler = new RecordingHandler((_, index) => (index === 0 ? failure(PAUSE) : DONE));
    await queues.work(queue, scope, handler);
    await queue.add([newJob(scope)]);
    await handler.untilRuns(2);
    assert.deepEqual(handler.attempts, [1, 2]);
    assertPause(handler, PAUSE);
  });

  declare(
    contract,
    'counts an attempt when the handler rejects or answers nonsense',
    async (queues) => {
      const queue = await queues.open();
      const scope = newScope();
      const answers = [
        () => Promise.reject(new Error('no stock')),
        () => Promise.reject(null),
        () => undefined,
        () => ({ outcome: 'maybe' }),
        () => DONE,
      ];
      const handler = new RecordingHandler((_, index) => answers[index]?.());
      await queues.work(queue, scope, handler);
      await queue.add([newJob(scope, { attempts: answers.length, backoff: 1_000 })]);
      await handler.untilRuns(answers.length);
      assert.deepEqual(handler.attempts, [1, 2, 3, 4, 5]);
      assertPause(handler, 1_000);
    },
  );

  declare(contract, 'runs a job again without counting an attempt', async (queues) => {
    const queue = await queues.open();
    const scope = newScope();
    const handler = new RecordingHandler((_, index) => {
      if (index === 2) {
        return failure(0);
      }
      return index === 5 ? DONE : again(index === 0 ? PAUSE : 0);
    });
    await queues.work(queue, scope, handler);
    await queue.add([newJob(scope, { attempts: 2 })]);
    await handler.untilRuns(6);
    assert.deepEqual(handler.attempts, [1, 1, 1, 2, 2, 2]);
    assertPause(handler, PAUSE);
    assert.deepEqual(await queue.failed(scope, 10), []);
  });
}

/** Of the first two runs. */
function assertPause({ runs: [first, second] }: RecordingHandler, pause: number): void {
  assert.ok(first && second);
  const waited = second.at - first.at;
  assert.ok(
    waited >= pause - 50,
    `the job ran again after ${waited} ms, and not after ${pause} ms`,
  );
}
