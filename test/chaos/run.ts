import { setTimeout } from 'node:timers/promises';
import { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { pemOf, platformKeys } from '../support/keys.js';
import type { Backend, BackendName } from './backends/backend.interface.js';
import { Crew } from './crew.js';
import { Front } from './front.js';
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

/** What a run is made with. */
export interface RunOptions {
  readonly backends: readonly Backend[];
  readonly storeRedisUrl: string;
  /** What everything of this run in the databases begins with. */
  readonly run: string;
  readonly seed: number;
  readonly progress: (phase: string) => void;
  /** Rejects when the run is to end before its time. */
  readonly giveUp: Promise<never>;
}

/** What came of it. */
export interface RunResult {
  readonly trials: readonly TrialResult[];
  readonly accidents: readonly string[];
}

/**
 * Sends the orders of all stores through one crew: each worker is an app with a merchant per store,
 * so that every kill hits all of them, and only half as many slow starts are needed.
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
  const crew = new Crew({ run, seed, storeRedisUrl, merchants });
  const fronts = await Promise.all(
    backends.map(({ name }) => Front.listen(crew, `/newpay/${name}/callback`)),
  );
  const trials = backends.map((backend, i) => {
    const orders = planOrders(random, run.replaceAll('_', '-'));
    const [sandbox, front] = [sandboxes[i]!, fronts[i]!];
    return new Trial({ backend, orders, random, sandbox, retryDelays, front, crew });
  });

  const work = async (): Promise<TrialResult[]> => {
    await Promise.all([crew.start(), ...trials.map((trial) => trial.prepare())]);
    progress('orders created, workers up');
    await Promise.all([
      killAsPlanned(kills, crew, trials),
      strikeAsPlanned(outages, backends),
      ...trials.map((trial) => trial.storm()),
    ]);
    await crew.untilComplete();
    progress('storm over');
    const results = await Promise.all(trials.map((trial) => trial.conclude()));
    progress('everything acknowledged and replayed');
    return results;
  };
  try {
    return { trials: await Promise.race([work(), giveUp]), accidents: crew.accidents };
  } finally {
    await crew.stop();
    await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
    await Promise.all(fronts.map((front) => front.close()));
  }
}

/** With both keys that sign callbacks: the sandbox's, and that of `failedCallback`. */
function merchantOf({ credentials }: NewPaySandbox): Merchant {
  const { platformPublicKey } = credentials;
  return {
    ...credentials,
    platformPublicKey: [platformPublicKey, pemOf(platformKeys.publicKey)],
  };
}

/** One at a time: what befalls one store leaves the other one alone. */
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
 * Kills wait while most workers are down or the payments lag behind: a slow machine gets fewer of
 * them, and they still hit workers at work.
 */
async function killAsPlanned(
  kills: readonly PlannedKill[],
  crew: Crew,
  trials: readonly Trial[],
): Promise<void> {
  const start = Date.now();
  const mayKill = (): boolean =>
    crew.up.length > WORKERS / 2 && trials.every(({ lag }) => lag < LONGEST_LAG);
  for (const { at, draw } of kills) {
    await until(start + at);
    while (!mayKill()) {
      await setTimeout(10);
    }
    if (Date.now() > start + STORM) {
      return;
    }
    crew.kill(draw);
  }
}
