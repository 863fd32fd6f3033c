/**
 * Tests the promises about crashes: real apps in several processes with one Redis and one
 * PostgreSQL are killed at random moments, and so are their connections and Redis itself. At the
 * end the effects of every order are counted.
 *
 * `npm run test:chaos`; CHAOS_SEED repeats a plan, CHAOS_BREAK shows that the run can fail.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { OwnRedis } from '../support/own-redis.js';
import { PostgresBackend } from './backends/postgres-backend.js';
import { RedisBackend } from './backends/redis-backend.js';
import { tableOf } from './report.js';
import { runChaos, type RunResult } from './run.js';
import { WATCHDOG } from './settings.js';

const start = Date.now();
const seed = Number(process.env['CHAOS_SEED'] ?? randomInt(2 ** 31));
const run = `chaos_${randomBytes(6).toString('hex')}`;
const redis = await OwnRedis.start({ keepsData: true });
const backends = [new RedisBackend(run, redis), new PostgresBackend(run)];

const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const seconds = (): string => `${Math.round((Date.now() - start) / 1000)} s`;
const progress = (phase: string): boolean => print(`${seconds()}: ${phase}`);

/** Rejects at the time limit, or when the run is interrupted. */
async function giveUp(): Promise<never> {
  const stopped = ['SIGINT', 'SIGTERM'].map(
    (signal) => new Promise<string>((resolve) => process.once(signal, () => resolve(signal))),
  );
  const late = setTimeout(WATCHDOG, `not finished after ${WATCHDOG / 1000} s`);
  throw new Error(await Promise.race([...stopped, late]));
}

/** The failures of a run; empty if it has passed. */
function faultsOf({ trials, unexpectedExits }: RunResult): string[] {
  return [
    ...trials.flatMap(({ title, faults }) => faults.map((fault) => `${title}: ${fault}`)),
    ...unexpectedExits,
  ];
}

async function faultsOfRun(): Promise<string[]> {
  try {
    const result = await runChaos({
      backends,
      storeRedisUrl: redis.url,
      run,
      seed,
      progress,
      giveUp: giveUp(),
    });
    print(`\n${tableOf(result.trials)}\n`);
    return faultsOf(result);
  } catch (error) {
    return [String((error as Error).stack)];
  }
}

print(`seed ${seed}: CHAOS_SEED=${seed} npm run test:chaos repeats its plan`);
const faults = await faultsOfRun();
const cleaned = Promise.all(backends.map((backend) => backend.clean())).catch((error: unknown) =>
  faults.push(`${run} could not be removed: ${String(error)}`),
);
await Promise.race([cleaned, setTimeout(5_000)]);
faults.forEach((fault) => print(`FAILED: ${fault}`));
print(`${faults.length === 0 ? 'passed' : 'failed'} after ${seconds()}, seed ${seed}`);
// Ends everything that is still running.
process.exit(faults.length === 0 ? 0 : 1);
