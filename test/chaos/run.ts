import { setTimeout } from 'node:timers/promises';
import { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { pemOf, platformKeys } from '../support/keys.js';
import type { Backend, BackendName } from './backends/backend.interface.js';
import { WorkerPool } from './worker-pool.js';
import { CallbackProxy } from './proxy.js';
import {
  planKills,
  planOrders,
  planOutages,
  planRetries,
  type PlannedKill,
  type PlannedOutage,
} from './plan.js';
import { Random } from './random.js';
import { LONGEST_LAG, STORM, WORKERS } from './settings.js';
import { Trial, type TrialResult } from './trial.js';
import { until } from './until.js';
import type { Merchant } from './worker/worker-settings.interface.js';

/** The parameters of a run. */
export interface RunOptions {
  readonly backends: readonly Backend[];
  readonly storeRedisUrl: string;
  /** The prefix of everything that this run writes to the databases. */
  readonly run: string;
  readonly seed: number;
  readonly progress: (phase: string) => void;
  /** Rejects when the run must end early. */
  readonly giveUp: Promise<never>;
}

/** The result of a run. */
export interface RunResult {
  readonly trials: readonly TrialResult[];
  readonly unexpectedExits: readonly string[];
}

/**
 * Sends the orders of all stores through one pool: each worker is an app with a merchant per store,
 * so that every kill affects all of them, and fewer slow starts are needed.
 */
export async function runChaos({
  backends,
  storeRedisUrl,
  run,
  seed,
  progress,
  giveUp,
}: RunOptions): Promise<RunResult> {
  const random = new Random(seed);
  const kills = planKills(random);
  const outages = planOutages(random);
  const retryDelays = planRetries(random);
  const sandboxes = await Promise.all(backends.map(() => NewPaySandbox.start({ retryDelays })));
  const merchants = Object.fromEntries(
    backends.map(({ name }, i) => [name, merchantOf(sandboxes[i]!)]),
  ) as Record<BackendName, Merchant>;
  const pool = new WorkerPool({ run, seed, storeRedisUrl, merchants });
  const proxies = await Promise.all(
    backends.map(({ name }) => CallbackProxy.listen(pool, `/newpay/${name}/callback`)),
  );
  const trials = backends.map((backend, i) => {
    const orders = planOrders(random, run.replaceAll('_', '-'));
    const [sandbox, proxy] = [sandboxes[i]!, proxies[i]!];
    return new Trial({ backend, orders, random, sandbox, retryDelays, proxy, pool });
  });

  const work = async (): Promise<TrialResult[]> => {
    await Promise.all([pool.start(), ...trials.map((trial) => trial.prepare())]);
    progress('orders created, workers up');
    await Promise.all([
      killAsPlanned(kills, pool, trials),
      strikeAsPlanned(outages, backends),
      ...trials.map((trial) => trial.storm()),
    ]);
    await pool.untilComplete();
    progress('storm over');
    const results = await Promise.all(trials.map((trial) => trial.conclude()));
    progress('everything acknowledged and replayed');
    return results;
  };
  try {
    return { trials: await Promise.race([work(), giveUp]), unexpectedExits: pool.unexpectedExits };
  } finally {
    await pool.stop();
    await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
    await Promise.all(proxies.map((proxy) => proxy.close()));
  }
}

/** Has both keys that sign callbacks: that of the sandbox and that of `failedCallback`. */
function merchantOf({ credentials }: NewPaySandbox): Merchant {
  const { platformPublicKey } = credentials;
  return {
    ...credentials,
    platformPublicKey: [platformPublicKey, pemOf(platformKeys.publicKey)],
  };
}

/** Runs one outage at a time, because each affects one store only. */
async function strikeAsPlanned(
  outages: readonly PlannedOutage[],
  backends: readonly Backend[],
): Promise<void> {
  const start = Date.now();
  for (const { at, kind } of outages) {
    await until(start + at);
    await Promise.all(backends.map((backend) => backend.strike(kind)));
  }
}

/**
 * Kills wait while most workers are down or the payments lag behind: a slow machine gets fewer
 * kills, but they still hit busy workers.
 */
async function killAsPlanned(
  kills: readonly PlannedKill[],
  pool: WorkerPool,
  trials: readonly Trial[],
): Promise<void> {
  const start = Date.now();
  const mayKill = (): boolean =>
    pool.up.length > WORKERS / 2 && trials.every(({ lag }) => lag < LONGEST_LAG);
  for (const { at, draw } of kills) {
    await until(start + at);
    while (!mayKill()) {
      await setTimeout(10);
    }
    if (Date.now() > start + STORM) {
      return;
    }
    pool.kill(draw);
  }
}
