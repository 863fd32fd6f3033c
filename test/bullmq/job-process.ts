/** A process that runs the jobs of one scope, until it is killed: each of its jobs takes an hour. */
import { setTimeout } from 'node:timers/promises';
import { BullMqQueue } from '../../lib/bullmq/index.js';

const [url = '', prefix = '', scope = ''] = process.argv.slice(2);
const queue = new BullMqQueue({ connection: { url }, prefix, lease: 1_000 });
await queue.work(scope, async (_job, { attempt }) => {
  process.stdout.write(`attempt ${attempt}\n`);
  await setTimeout(3_600_000);
  return { outcome: 'done' };
});
process.stdout.write('works\n');
