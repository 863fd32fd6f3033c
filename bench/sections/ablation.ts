import { BenchServer } from '../callback/bench-server.js';
import { load } from '../callback/load.js';
import { STEPS } from '../callback/steps.js';
import { callbackBody } from '../fixtures/messages.js';
import { Rounds, type Contestant } from '../measure/rounds.js';
import { table } from '../report/table.js';
import type { Figure, Findings, Section } from '../section.interface.js';

const REST = {
  name: 'nestjs-newpay',
  why:
    'a parser of the app changes the bytes, other code of the app acknowledges, a process that dies holds an order for ever, ' +
    'and no log, hook or metric says what happened',
};

const ROUTES: readonly { readonly name: string; readonly path: string; readonly why: string }[] = [
  { name: 'minimal route', path: 'by-hand', why: '' },
  ...STEPS,
  { ...REST, path: 'newpay/callback' },
];

export const ablation: Section = {
  title: 'A callback on Fastify, step by step',
  method:
    'CPU per callback as in the callback section, on Fastify. Hand-written routes of the same app add to the minimal ' +
    'route one step after the other; the last row is nestjs-newpay, which has all of them and the rest.',

  async run({ rounds, roundMs }) {
    const bodies = Array.from({ length: roundMs * 12 }, (_, index) => callbackBody(`A${index}`));
    const contestants = Object.fromEntries(
      ROUTES.map(({ name, path }) => [name, contestant(path, bodies)]),
    );
    const measured = await Rounds.run(rounds, contestants);
    const figures = ROUTES.map(({ name }): Figure => ({
      what: name,
      unit: 'µs',
      ...measured.of(name, 'cpuMicros'),
    }));
    const comparisons = ROUTES.slice(1).map(({ name }) => ({
      what: `CPU of a callback on Fastify: ${name} / minimal route`,
      ...measured.ratio(name, 'minimal route', 'cpuMicros'),
    }));
    return { figures, comparisons };
  },
};

/** The steps, what each costs, and what is lost without it. */
export function tableOfSteps({ figures, comparisons }: Findings): string {
  const rows = ROUTES.map(({ name, why }, index) => {
    const micros = figures[index]?.median ?? 0;
    const before = figures[index - 1]?.median ?? micros;
    const ratio = index === 0 ? 1 : (comparisons[index - 1]?.median ?? 0);
    const added = index === 0 ? '' : (micros - before).toFixed(1);
    const isAdded = index > 0 && index < ROUTES.length - 1;
    return [isAdded ? `+ ${name}` : name, micros.toFixed(1), added, ratio.toFixed(2), why];
  });
  return table(['route', 'µs', 'more than before', 'of the minimal route', 'without it'], rows);
}

function contestant(path: string, bodies: readonly string[]): Contestant {
  return async () => {
    const server = await BenchServer.start({ platform: 'fastify' });
    const url = `${server.url}/${path}`;
    const half = bodies.length / 2;
    try {
      await load({ url, bodies: bodies.slice(0, half) });
      const { cpuMicros } = await server.during(async () => {
        await load({ url, bodies: bodies.slice(half) });
      });
      return { cpuMicros: cpuMicros / half };
    } finally {
      await server.stop();
    }
  };
}
