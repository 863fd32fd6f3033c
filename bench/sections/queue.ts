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
  type WorkerOptions,
} from '../queue/protocol.js';
import type { Findings, Section } from '../section.interface.js';

const ENGINES = { 'pg-boss': 'pg-boss', bullmq: 'BullMQ' } as const;
const ROUTES = { ours: '/newpay/callback', byHand: '/by-hand' } as const;
const WEB = fileURLToPath(new URL('../queue/web.js', import.meta.url));
const WORKER = fileURLToPath(new URL('../queue/worker.js', import.meta.url));

export const queue: Section = {
  title: 'The queue',
  method:
    'Callbacks with three listeners, one job for each. Acknowledgement: one connection sends different ' +
    'callbacks, one after the other, to an app that runs no jobs; the route by hand verifies the signature ' +
    'and stores three jobs in one call of the engine (`insert` or `addBulk`), and does nothing else. Jobs: ' +
    'a process with ten jobs at a time works off the jobs of these callbacks, from the end of its first ' +
    'job to that of the last; the bare worker is that of the engine, with a function that does nothing. ' +
    'The worker of pg-boss 10 waits at least half a second between two batches, so `fetch` and `complete` ' +
    'in a loop are shown, too. Engine, load and app share the machine.',

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
  const contestant = (route: keyof typeof ROUTES, way: WorkerOptions['way']): Contestant => {
    return () => roundOf(engine, { route, way, callbacks });
  };
  const measured = await Rounds.run(rounds, {
    ours: contestant('ours', 'ours'),
    byHand: contestant('byHand', 'bare'),
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
      ...(engine === 'pg-boss' ? [figure('loop', 'jobs', 'jobs, bare loop', 'per second')] : []),
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
    ],
  };
}

interface Round {
  readonly route: keyof typeof ROUTES;
  readonly way: WorkerOptions['way'];
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
    const jobs = (warmUp + callbacks) * LISTENERS.length;
    const working: WorkerOptions = { ...options, way, jobs };
    const worker = fork(WORKER, [JSON.stringify(working)]);
    const { perSecond } = (await messageOf(worker)) as { perSecond: number };
    await stop(worker);
    return { ...acknowledging, jobs: perSecond };
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
  const bodies = Array.from({ length: warmUp + callbacks }, (_, i) => callbackBody(`Q${i}`));
  await load({ url, bodies: bodies.slice(0, warmUp), connections: 4 });
  const before = await cpuOf(web);
  const perSecond = await load({ url, bodies: bodies.slice(warmUp), connections: 1 });
  const cpuMicros = (await cpuOf(web)) - before;
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
