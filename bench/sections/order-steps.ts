import { setTimeout } from 'node:timers/promises';
import { NewPayService } from 'nestjs-newpay';
import {
  orderOf,
  startGateway,
  startShop,
  type CreateOrder,
  type Gateway,
} from '../gateway/clients.js';
import { StepwiseClient } from '../gateway/stepwise-client.js';
import { ORDER_STEPS } from '../gateway/steps.js';
import { atRate, withDelay } from '../measure/event-loop-delay.js';
import { timeOfAsync } from '../measure/repeat.js';
import { Rounds, type Contestant } from '../measure/rounds.js';
import { table } from '../report/table.js';
import type { Figure, Findings, Section } from '../section.interface.js';

const AT_A_TIME = 200;
/** In milliseconds; with it, that many a second are that many at a time. */
const LATENCY = 250;
/** How long each client runs before it is measured, in milliseconds. */
const WARM_UP = 1_000;
const RATE = (AT_A_TIME * 1_000) / LATENCY;

const PLAIN = { name: 'plain POST', why: '' };
const OURS = {
  name: 'nestjs-newpay',
  why:
    'a getter is read twice, an error does not name the broken rule, the app cannot set addresses, a dispatcher or ' +
    'watches, and an answer of a kind that NewPay does not document counts as an order',
};
const CLIENTS = [PLAIN, ...ORDER_STEPS, OURS];
/** The row that has what the undici client of the other sections has. */
const UNDICI_CLIENT = ORDER_STEPS.find(({ step }) => step === 'threadPool')?.name ?? '';

/** How long the gateway takes for an answer, and when it is looked at what waits for it, in milliseconds. */
const KEPT = { latency: 1_500, after: 1_000 };

/** What is measured of each client, and with whose it is compared. */
const MEASURES = {
  '1 at a time': { figure: 'cpuMicros', unit: 'µs', digits: 0, other: UNDICI_CLIENT },
  '100 at a time': { figure: 'cpuMicros', unit: 'µs', digits: 0, other: UNDICI_CLIENT },
  'delay, 200 in flight': { figure: 'p99Ms', unit: 'ms', digits: 1, other: PLAIN.name },
  'heap kept by one order in flight': {
    figure: 'bytes',
    unit: 'bytes',
    digits: 0,
    other: UNDICI_CLIENT,
  },
} as const;
type Measure = keyof typeof MEASURES;
const NAMES = Object.keys(MEASURES) as Measure[];

export const orderSteps: Section = {
  title: 'An order, step by step',
  method:
    'CPU per order as in the `createOrder` section, event loop delay as in the section of the event loop, and the heap that ' +
    'one order keeps while it waits for its answer, without its connection. Hand-written clients add one step after the ' +
    'other to a plain POST by `undici`. The last row is nestjs-newpay, which has all steps and its other functions.',

  async run({ rounds, roundMs: ms }) {
    const cpu = (concurrency: number) => (create: CreateOrder) => () =>
      timeOfAsync(create, { ms, concurrency });
    const delay = (create: CreateOrder) => () => withDelay(() => atRate(create, RATE, ms * 2));
    const measured: Readonly<Record<Measure, Rounds>> = {
      '1 at a time': await measure(rounds, 0, cpu(1)),
      '100 at a time': await measure(rounds, 0, cpu(100)),
      'delay, 200 in flight': await measure(rounds, LATENCY, delay),
      'heap kept by one order in flight': await measureKept(rounds),
    };
    const figures = CLIENTS.flatMap(({ name }) =>
      NAMES.map((of): Figure => {
        const { figure, unit } = MEASURES[of];
        return { what: whatOf(name, of), unit, ...measured[of].of(name, figure) };
      }),
    );
    const comparisons = CLIENTS.flatMap(({ name }) =>
      NAMES.map((of) => {
        const { figure, other } = MEASURES[of];
        return {
          what: `${whatOf(name, of)} / ${other}`,
          ...measured[of].ratio(name, other, figure),
        };
      }),
    );
    return { figures, comparisons: comparisons.filter(({ median }) => median !== 1) };
  },
};

/** The steps, what each costs, and what is lost without it. */
export function tableOfOrderSteps({ figures, comparisons }: Findings): string {
  const rows = CLIENTS.map(({ name, why }, index) => [
    index > 0 && index < CLIENTS.length - 1 ? `+ ${name}` : name,
    ...NAMES.flatMap((of) => [
      medianOf(figures, whatOf(name, of))?.toFixed(MEASURES[of].digits) ?? '',
      (medianOf(comparisons, `${whatOf(name, of)} / ${MEASURES[of].other}`) ?? 1).toFixed(2),
    ]),
    why,
  ]);
  const heads = NAMES.flatMap((of) => [
    `${of}, ${MEASURES[of].unit}`,
    MEASURES[of].other === PLAIN.name ? '/ plain POST' : '/ undici client',
  ]);
  return table(['client', ...heads, 'what goes wrong without it'], rows);
}

function medianOf(
  found: readonly { readonly what: string; readonly median: number }[],
  name: string,
): number | undefined {
  return found.find(({ what }) => what === name)?.median;
}

function whatOf(name: string, of: Measure): string {
  return `An order, ${of}: ${name}`;
}

/** What an order keeps on the heap while it waits for its answer. Its connection was opened before. */
async function bytesKept(create: CreateOrder): Promise<number> {
  const begin = (): Promise<unknown> =>
    Promise.all(Array.from({ length: AT_A_TIME }, (_, turn) => create(turn)));
  await begin();
  await begin();
  const before = heapUsed();
  const orders = begin();
  await setTimeout(KEPT.after);
  const bytes = (heapUsed() - before) / AT_A_TIME;
  await orders;
  return bytes;
}

function heapUsed(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

interface Client {
  readonly create: CreateOrder;
  readonly stop: () => Promise<void>;
}

/** The client of a row of the table. */
async function startClient({ url, orderNoOf }: Gateway, row: number): Promise<Client> {
  if (row < CLIENTS.length - 1) {
    const steps = ORDER_STEPS.slice(0, row).map(({ step }) => step);
    return new StepwiseClient(url, orderNoOf, steps);
  }
  const app = await startShop(url);
  const newPay = app.get(NewPayService);
  return {
    create: (turn) => newPay.createOrder(orderOf(orderNoOf(turn))),
    stop: () => app.close(),
  };
}

async function measure(
  rounds: number,
  latency: number,
  contestant: (create: CreateOrder) => Contestant,
): Promise<Rounds> {
  const gateway = await startGateway(latency);
  const clients = await Promise.all(CLIENTS.map((_, row) => startClient(gateway, row)));
  const contestants: Record<string, Contestant> = {};
  for (const [row, { create }] of clients.entries()) {
    await timeOfAsync(create, { ms: WARM_UP, concurrency: AT_A_TIME });
    contestants[CLIENTS[row]?.name ?? ''] = contestant(create);
  }
  const measured = await Rounds.run(rounds, contestants);
  await Promise.all(clients.map((client) => client.stop()));
  gateway.stop();
  return measured;
}

/** Each client for itself: the connections of the others would be closed meanwhile, and their memory with them. */
async function measureKept(rounds: number): Promise<Rounds> {
  const gateway = await startGateway(KEPT.latency);
  const contestants: Record<string, Contestant> = {};
  for (const [row, { name }] of CLIENTS.entries()) {
    contestants[name] = async () => {
      const client = await startClient(gateway, row);
      const bytes = await bytesKept(client.create);
      await client.stop();
      return { bytes };
    };
  }
  const measured = await Rounds.run(Math.min(rounds, 3), contestants);
  gateway.stop();
  return measured;
}
