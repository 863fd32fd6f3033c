import { declareAddRules } from './add-rules.js';
import { declareAttemptRules } from './attempt-rules.js';
import { declareDeadLetterRules } from './dead-letter-rules.js';
import { declareWorkerRules } from './worker-rules.js';
import type { QueueContract } from './queue-under-test.js';

export type { QueueContract } from './queue-under-test.js';

/**
 * Declares the tests that every `NewPayQueue` has to pass. Waits for real, for a minute or two.
 *
 * @example
 * describe('my queue', () =>
 *   runQueueContract({ it: (name, test) => it(name, test, 60_000), createQueue: () => new MyQueue() }));
 *
 * @publicApi
 */
export function runQueueContract(contract: QueueContract): void {
  declareAddRules(contract);
  declareAttemptRules(contract);
  declareDeadLetterRules(contract);
  declareWorkerRules(contract);
}
