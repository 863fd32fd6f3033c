import { setTimeout } from 'node:timers/promises';
import { NewPaySandbox } from 'nestjs-newpay/sandbox';
import { OwnRedis } from '../../support/own-redis.js';
import { killAsPlanned, strikeAsPlanned } from '../as-planned.js';
import { merchantOf } from '../merchant.js';
import { planKills, planOutages, planRetries } from '../plan.js';
import { CallbackProxy } from '../proxy.js';
import { Random } from '../random.js';
import { inSession, type Outcome, type Session } from '../session.js';
import { WorkerPool } from '../worker-pool.js';
import { EffectsTable } from './effects-table.js';
import { BullMqEngine } from './engines/bullmq-engine.js';
import type { Engine } from './engines/engine.interface.js';
import { PgBossEngine } from './engines/pg-boss-engine.js';
import { GatewayProxy } from './gateway-proxy.js';
import { Ledger } from './ledger.js';
import { planOrders } from './plan.js';
import { tableOf } from './report.js';
import {
  CALM,
  CONNECTION_KILLS,
  DOWN,
  KILLS,
  RESTARTS,
  STORM,
  WATCHDOG,
  WORKERS,
} from './settings.js';
import { Trial, type TrialResult } from './trial.js';
import type { QueueWorkerReport } from './worker/queue-worker-settings.interface.js';

/**
 * Tests what is promised with a queue: apps in several processes, with a merchant on BullMQ and one on
 * pg-boss, are killed at random moments and while they make orders. Redis is killed and restarted from
 * its file, the connections to PostgreSQL are killed, callbacks never come, and listeners fail. At the end
 * every order is final, and every run of a listener has a reason.
 */
export async function runQueues(seed: number): Promise<Outcome> {
  return inSession('queues', WATCHDOG, async (session) => {
    const redis = await OwnRedis.start({ keepsData: true });
    const engines = [new BullMqEngine(redis), new PgBossEngine(session.run)];
    engines.forEach((engine) => session.whenOver(() => engine.clean()));
    return storm({ session, seed, engines, redisUrl: redis.url });
  });
}

/** How often its progress is printed, in milliseconds. */
const REPORTED_EVERY = 20_000;

interface StormParts {
  readonly session: Session;
  readonly seed: number;
  readonly engines: readonly Engine[];
  readonly redisUrl: string;
}

/** Sends the orders of both engines through one pool, so that every kill affects both. */
async function storm({ session, seed, engines, redisUrl }: StormParts): Promise<Outcome> {
  const { run, progress, giveUp, whenOver } = session;
  const random = new Random(seed);
  const kills = planKills(random, KILLS, STORM);
  const counts = { connections: CONNECTION_KILLS, kept: RESTARTS, lost: 0 };
  const outages = planOutages(random, counts, STORM);
  const retryDelays = planRetries(random);
  const lanes = await Promise.all(
    engines.map(async (engine) => {
      const sandbox = await NewPaySandbox.start({ retryDelays });
      return { engine, sandbox, gateway: await GatewayProxy.listen(sandbox.localUrl) };
    }),
  );
  const ledger = await Ledger.prepare();
  const merchants = Object.fromEntries(
    lanes.map(({ engine, sandbox, gateway }) => [engine.name, merchantOf(sandbox, gateway.url)]),
  );
  const pool = new WorkerPool<QueueWorkerReport>({
    script: new URL('worker/main.js', import.meta.url),
    size: WORKERS,
    seed,
    settings: { run, redisUrl, merchants, ledgerUrl: ledger.url },
  });
  const effects = new EffectsTable(run);
  whenOver(() => effects.close());
  const proxies: CallbackProxy[] = [];
  const trials: Trial[] = [];
  for (const lane of lanes) {
    const proxy = await CallbackProxy.listen(pool, `/newpay/${lane.engine.name}/callback`);
    const orders = planOrders(random, run.replaceAll('_', '-'));
    proxies.push(proxy);
    trials.push(new Trial({ ...lane, orders, retryDelays, proxy, pool, effects }));
  }

  const work = async (): Promise<TrialResult[]> => {
    for (const engine of engines) {
      await engine.prepare();
    }
    await effects.prepare();
    await pool.start();
    progress('workers up');
    await Promise.all([
      killAsPlanned(kills, { pool, lanes: trials, storm: STORM }),
      strikeAsPlanned(outages, engines),
      setTimeout(DOWN).then(() => ledger.comeUp()),
      ...trials.map((trial) => trial.storm()),
    ]);
    await pool.untilComplete();
    progress('storm over');
    const deadline = Date.now() + CALM;
    return Promise.all(trials.map((trial) => trial.conclude(deadline)));
  };
  const reporting = setInterval(
    () =>
      progress([...trials.map((trial) => trial.progress), `${pool.up.length} workers`].join('; ')),
    REPORTED_EVERY,
  );
  try {
    const results = await Promise.race([work(), giveUp]);
    progress('everything is over');
    return {
      table: tableOf(results),
      faults: [
        ...results.flatMap(({ title, faults }) => faults.map((fault) => `${title}: ${fault}`)),
        ...pool.unexpectedExits,
      ],
    };
  } finally {
    clearInterval(reporting);
    await pool.stop();
    ledger.close();
    await Promise.all(lanes.map(({ sandbox }) => sandbox.stop()));
    await Promise.all(lanes.map(({ gateway }) => gateway.close()));
    await Promise.all(proxies.map((proxy) => proxy.close()));
  }
}
