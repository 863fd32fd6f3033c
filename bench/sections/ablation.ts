import { BenchServer } from '../callback/bench-server.js';
import { load } from '../callback/load.js';
import type { ServerOptions } from '../callback/protocol.js';
import { STEPS } from '../callback/steps.js';
import { callbackBody } from '../fixtures/messages.js';
import { Rounds, type Contestant } from '../measure/rounds.js';
import { table } from '../report/table.js';
import type { Comparison, Figure, Findings, Section } from '../section.interface.js';

const REST = {
  name: 'nestjs-newpay',
  why:
    'no log, hook or metric says what happened, only one merchant and one API are possible, and unexpected answers of a ' +
    'store or a listener are taken for a success',
};

const ROUTES: readonly { readonly name: string; readonly path: string; readonly why: string }[] = [
  { name: 'minimal route', path: 'by-hand', why: '' },
  ...STEPS,
  { ...REST, path: 'newpay/callback' },
];

const PLATFORMS = { Express: 'express', Fastify: 'fastify' } as const;

export const ablation: Section = {
  title: 'A callback, step by step',
  method:
    'CPU per callback as in the callback section. Hand-written routes of the same app add one step after the ' +
    'other to the minimal route. The last row is nestjs-newpay, which has all steps and its other functions.',

  async run({ rounds, roundMs }) {
    const bodies = Array.from({ length: roundMs * 12 }, (_, index) => callbackBody(`A${index}`));
    const figures: Figure[] = [];
    const comparisons: Comparison[] = [];
    for (const [platform, type] of Object.entries(PLATFORMS)) {
      const contestants = Object.fromEntries(
        ROUTES.map(({ name, path }) => [name, contestant(type, path, bodies)]),
      );
      const measured = await Rounds.run(rounds, contestants);
      for (const { name } of ROUTES) {
        figures.push({
          what: whatOf(platform, name),
          unit: 'µs',
          ...measured.of(name, 'cpuMicros'),
        });
      }
      for (const { name } of ROUTES.slice(1)) {
        comparisons.push({
          what: `CPU of a callback: ${whatOf(platform, name)} / minimal route`,
          ...measured.ratio(name, 'minimal route', 'cpuMicros'),
        });
      }
    }
    return { figures, comparisons };
  },
};

/** For each platform the steps, what each costs, and what is lost without it. */
export function tableOfSteps({ figures, comparisons }: Findings): string {
  return Object.keys(PLATFORMS)
    .map((platform) => {
      const microsOf = (name: string): number =>
        figures.find(({ what }) => what === whatOf(platform, name))?.median ?? 0;
      const rows = ROUTES.map(({ name, why }, index) => {
        const micros = microsOf(name);
        const before = microsOf(ROUTES[index - 1]?.name ?? name);
        const ratio = comparisons.find(({ what }) => what.includes(`${whatOf(platform, name)} /`));
        const isAdded = index > 0 && index < ROUTES.length - 1;
        return [
          isAdded ? `+ ${name}` : name,
          micros.toFixed(1),
          index === 0 ? '' : (micros - before).toFixed(1),
          (ratio?.median ?? 1).toFixed(2),
          why,
        ];
      });
      const head = [
        platform,
        'µs',
        'more than before',
        '/ minimal route',
        'what goes wrong without it',
      ];
      return table(head, rows);
    })
    .join('\n\n');
}

function whatOf(platform: string, route: string): string {
  return `${platform}, ${route}`;
}

function contestant(
  platform: ServerOptions['platform'],
  path: string,
  bodies: readonly string[],
): Contestant {
  return async () => {
    const server = await BenchServer.start({ platform });
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
