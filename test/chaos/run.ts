import { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { killAsPlanned, strikeAsPlanned } from './as-planned.js';
import type { Backend, BackendName } from './backends/backend.interface.js';
import { merchantOf, type Merchant } from './merchant.js';
import { planKills, planOrders, planOutages, planRetries } from './plan.js';
import { CallbackProxy } from './proxy.js';
import { Random } from './random.js';
import { CONNECTION_KILLS, KILLS, RESTARTS, STORM, WORKERS } from './settings.js';
import { Trial, type TrialResult } from './trial.js';
import { WorkerPool } from './worker-pool.js';
import type { WorkerReport } from './worker/worker-settings.interface.js';

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
  const kills = planKills(random, KILLS, STORM);
  const outages = planOutages(random, { ...RESTARTS, connections: CONNECTION_KILLS }, STORM);
  const retryDelays = planRetries(random);
  const sandboxes = await Promise.all(backends.map(() => NewPaySandbox.start({ retryDelays })));
  const merchants = Object.fromEntries(
    backends.map(({ name }, i) => [name, merchantOf(sandboxes[i]!)]),
  ) as Record<BackendName, Merchant>;
  const pool = new WorkerPool<WorkerReport>({
    script: new URL('worker/main.js', import.meta.url),
    size: WORKERS,
    seed,
    settings: { run, storeRedisUrl, merchants },
  });
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
      killAsPlanned(kills, { pool, lanes: trials, storm: STORM }),
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
