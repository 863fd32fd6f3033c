/**
 * Tests the promises about crashes, of callback stores and of queues.
 *
 * `npm run test:chaos` runs both, `npm run test:chaos -- stores` or `-- queues` one of them. CHAOS_SEED
 * repeats a plan, CHAOS_BREAK shows that a run can fail. With CI=true both get fewer orders.
 */
import { randomInt } from 'node:crypto';
import { print } from './print.js';
import { runQueues } from './queue/queues.js';
import type { Outcome } from './session.js';
import { runStores } from './stores.js';

const RUNS: Readonly<Record<string, (seed: number) => Promise<Outcome>>> = {
  stores: runStores,
  queues: runQueues,
};

const start = Date.now();
const seed = Number(process.env['CHAOS_SEED'] ?? randomInt(2 ** 31));
const asked = process.argv.slice(2);
const names = asked.length === 0 ? Object.keys(RUNS) : asked;
const faults: string[] = [];

print(`seed ${seed}: CHAOS_SEED=${seed} npm run test:chaos repeats its plan`);
for (const name of names) {
  const run = RUNS[name];
  if (!run) {
    throw new RangeError(`"${name}" is none of ${Object.keys(RUNS).join(', ')}`);
  }
  const outcome = await run(seed);
  print(`\n${outcome.table}\n`);
  faults.push(...outcome.faults);
}
faults.forEach((fault) => print(`FAILED: ${fault}`));
const seconds = Math.round((Date.now() - start) / 1000);
print(`${faults.length === 0 ? 'passed' : 'failed'} after ${seconds} s, seed ${seed}`);
// Ends everything that is still running.
process.exit(faults.length === 0 ? 0 : 1);
