import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { load } from '../callback/load.js';
import { APP_ID, callbackBody, merchantKeys, pemOf, platformKeys } from '../fixtures/messages.js';
import { Rounds, type Contestant, type Measures } from '../measure/rounds.js';
import { openEngine } from '../queue/engines.js';
import {
  LISTENERS,
  type EngineName,
  type QueueOptions,
  type Way,
  type WorkerOptions,
} from '../queue/protocol.js';
import { ENGINES } from '../queue/steps.js';
import type { Findings, Section } from '../section.interface.js';

const ROUTES = { ours: '/newpay/callback', byHand: '/by-hand' } as const;
const WEB = fileURLToPath(new URL('../queue/web.js', import.meta.url));
const WORKER = fileURLToPath(new URL('../queue/worker.js', import.meta.url));

/** How many more callbacks there are for the jobs, in multiples of those that are measured. */
const MORE = 3;

/** How many jobs a worker runs that waits between them. */
const SLOW_JOBS = 100;

export const queue: Section = {
  title: 'The queue',
  method:
    'Callbacks with three listeners, one job for each. Acknowledgement: one connection sends different ' +
    'callbacks, one after the other, to an app that runs no jobs; the route by hand verifies the signature ' +
    'and stores three jobs in one call of the engine (`insert` or `addBulk`), and does nothing else. Jobs: ' +
    'a process runs the jobs of these and of more callbacks, ten at a time; the first third is a warm-up ' +
    'and does not count. The bare worker is the worker of the engine, with a function that does nothing. ' +
    'The worker of pg-boss 10 waits at least half a second between two batches. So it runs a hundred jobs ' +
    'only, and a loop of `fetch` and `complete` is measured, too. Engine, load and app share the machine.',

  async run({ rounds, roundMs }) {
    const few = Math.min(rounds, 7);
    const findings: Findings[] = [];
    for (const engine of ['pg-boss', 'bullmq'] as const) {
      findings.push(await runEngine(engine, few, Math.max(20, Math.round(roundMs / 4))));
    }
    return {
      figures: findings.flatMap(({ figures }) => figures),
      comparisons: findings.flatMap(({ comparisons }) => comparisons),
    };
  },
};

async function runEngine(engine: EngineName, rounds: number, callbacks: number): Promise<Findings> {
  const name = ENGINES[engine];
  const contestant = (route: keyof typeof ROUTES, way: Way): Contestant => {
    return () => roundOf(engine, { route, way, callbacks });
  };
  const measured = await Rounds.run(rounds, {
    ours: contestant('ours', 'ours'),
    byHand: contestant('byHand', 'bare'),
    memory: contestant('ours', 'memory'),
    adapter: contestant('ours', 'adapter'),
    ...(engine === 'pg-boss' && { loop: contestant('byHand', 'loop') }),
  });
  const figure = (of: string, measure: string, what: string, unit: string) => ({
    what: `${name}: ${what}`,
    unit,
    ...measured.of(of, measure),
  });
  return {
    figures: [
      figure('ours', 'micros', 'request to acknowledgement, nestjs-newpay', 'µs'),
      figure('byHand', 'micros', 'request to acknowledgement, by hand', 'µs'),
      figure('ours', 'cpuMicros', 'CPU for each callback, nestjs-newpay', 'µs'),
      figure('byHand', 'cpuMicros', 'CPU for each callback, by hand', 'µs'),
      figure('ours', 'jobs', 'jobs, nestjs-newpay', 'per second'),
      figure('byHand', 'jobs', 'jobs, bare worker', 'per second'),
      figure('ours', 'jobMicros', 'CPU for each job, nestjs-newpay', 'µs'),
      figure('byHand', 'jobMicros', 'CPU for each job, bare worker', 'µs'),
      figure('adapter', 'jobMicros', 'CPU for each job, behind the queue of nestjs-newpay', 'µs'),
      figure('memory', 'jobMicros', 'CPU for each job, nestjs-newpay with a store in memory', 'µs'),
      ...(engine === 'pg-boss'
        ? [
            figure('loop', 'jobs', 'jobs, bare loop', 'per second'),
            figure('loop', 'jobMicros', 'CPU for each job, bare loop', 'µs'),
          ]
        : []),
    ],
    comparisons: [
      {
        what: `${name}: request to acknowledgement, nestjs-newpay / by hand`,
        atMost: 1.3,
        ...measured.ratio('ours', 'byHand', 'micros'),
      },
      {
        what: `${name}: jobs per second, nestjs-newpay / bare worker`,
        atLeast: 0.8,
        ...measured.ratio('ours', 'byHand', 'jobs'),
      },
      ...(engine === 'pg-boss'
        ? [
            {
              what: `${name}: jobs per second, nestjs-newpay / bare loop`,
              ...measured.ratio('ours', 'loop', 'jobs'),
            },
          ]
        : []),
    ],
  };
}

interface Round {
  readonly route: keyof typeof ROUTES;
  readonly way: Way;
  readonly callbacks: number;
}

/** Sends callbacks to an app, and then has another process run their jobs. */
async function roundOf(engine: EngineName, { route, way, callbacks }: Round): Promise<Measures> {
  const options: QueueOptions = {
    engine,
    place: `bench_${randomUUID().replaceAll('-', '')}`,
    appId: APP_ID,
    privateKey: pemOf(merchantKeys.privateKey),
    platformPublicKey: pemOf(platformKeys.publicKey),
  };
  const warmUp = Math.ceil(callbacks / 2);
  try {
    const acknowledging = await acknowledge(options, ROUTES[route], warmUp, callbacks);
    const all = (warmUp + callbacks + callbacks * MORE) * LISTENERS.length;
    const jobs = engine === 'pg-boss' && way === 'bare' ? Math.min(all, SLOW_JOBS) : all;
    const working: WorkerOptions = { ...options, way, jobs, warmUp: Math.round(jobs / 3) };
    const worker = fork(WORKER, [JSON.stringify(working)]);
    const { perSecond, cpuMicros } = (await messageOf(worker)) as {
      perSecond: number;
      cpuMicros: number;
    };
    await stop(worker);
    return { ...acknowledging, jobs: perSecond, jobMicros: cpuMicros };
  } finally {
    await (await openEngine(engine, options.place)).remove();
  }
}

async function acknowledge(
  options: QueueOptions,
  path: string,
  warmUp: number,
  callbacks: number,
): Promise<Measures> {
  const web = fork(WEB, [JSON.stringify(options)]);
  const { port } = (await messageOf(web)) as { port: number };
  const url = `http://127.0.0.1:${port}${path}`;
  const end = warmUp + callbacks;
  const bodies = Array.from({ length: end + callbacks * MORE }, (_, i) => callbackBody(`Q${i}`));
  await load({ url, bodies: bodies.slice(0, warmUp), connections: 4 });
  const before = await cpuOf(web);
  const perSecond = await load({ url, bodies: bodies.slice(warmUp, end), connections: 1 });
  const cpuMicros = (await cpuOf(web)) - before;
  await load({ url, bodies: bodies.slice(end), connections: 4 });
  await stop(web);
  return { micros: 1e6 / perSecond, cpuMicros: cpuMicros / callbacks };
}

async function cpuOf(child: ChildProcess): Promise<number> {
  const answer = messageOf(child);
  child.send('cpu');
  return ((await answer) as { cpuMicros: number }).cpuMicros;
}

async function messageOf(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message')) as unknown[];
  return message;
}

async function stop(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
