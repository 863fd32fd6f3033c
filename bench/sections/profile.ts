import { BenchServer } from '../callback/bench-server.js';
import { copyByFile } from '../callback/copy-by-file.js';
import { load } from '../callback/load.js';
import { PARTS_OF_A_CALLBACK } from '../callback/profiler.js';
import type { ServerOptions } from '../callback/protocol.js';
import { callbackBody } from '../fixtures/messages.js';
import { Rounds, type Contestant } from '../measure/rounds.js';
import { table } from '../report/table.js';
import type { Figure, Findings, Section } from '../section.interface.js';

const ROUTES = {
  'bare route': '/bare',
  'minimal route': '/by-hand',
  'nestjs-newpay': '/newpay/callback',
} as const;
const PLATFORMS = { Express: 'express', Fastify: 'fastify' } as const;

export const profile: Section = {
  title: 'CPU of a callback, by part',
  method:
    'CPU per callback, from a sampling profiler, which makes the routes a little slower. The ' +
    'routes are those of the callback section. The time of a function counts for the innermost part that it belongs to.',

  async run({ rounds, roundMs }) {
    const checkout = await copyByFile();
    const bodies = Array.from({ length: roundMs * 8 }, (_, index) => callbackBody(`P${index}`));
    const figures: Figure[] = [];
    for (const [name, platform] of Object.entries(PLATFORMS)) {
      const contestants: Record<string, Contestant> = {};
      for (const [route, path] of Object.entries(ROUTES)) {
        contestants[route] = contestant({ platform, checkout, path, bodies });
      }
      const measured = await Rounds.run(Math.ceil(rounds / 2), contestants);
      for (const route of Object.keys(ROUTES)) {
        for (const { name: part } of PARTS_OF_A_CALLBACK) {
          const what = whatOf(name, route, part);
          figures.push({ what, unit: 'µs', ...measured.of(route, part) });
        }
      }
    }
    return { figures: figures.filter(({ median }) => median > 0), comparisons: [] };
  },
};

/** For each platform, what every part takes on each route, and what is lost without it. */
export function tableOfParts({ figures }: Findings): string {
  const medianOf = (what: string): number =>
    figures.find((figure) => figure.what === what)?.median ?? 0;
  return Object.keys(PLATFORMS)
    .map((platform) => {
      const microsOf = (part: string): number[] =>
        Object.keys(ROUTES).map((route) => medianOf(whatOf(platform, route, part)));
      const parts = PARTS_OF_A_CALLBACK.map(({ name, why }) => ({ why, name, of: microsOf(name) }));
      const sums = Object.keys(ROUTES).map((_, index) =>
        parts.reduce((sum, { of }) => sum + (of[index] ?? 0), 0),
      );
      const rows = [
        ...parts.filter(({ of }) => of.some((micros) => micros > 0)),
        { name: '**total**', why: '', of: sums },
      ];
      const head = [`${platform}, µs`, ...Object.keys(ROUTES), 'what goes wrong without it'];
      return table(
        head,
        rows.map(({ name, of, why }) => [name, ...of.map((micros) => micros.toFixed(1)), why]),
      );
    })
    .join('\n\n');
}

function whatOf(platform: string, route: string, part: string): string {
  return `${platform}, ${route}: ${part}`;
}

interface Load {
  readonly platform: ServerOptions['platform'];
  /** The folder of the app. */
  readonly checkout: string;
  readonly path: string;
  readonly bodies: readonly string[];
}

function contestant({ platform, checkout, path, bodies }: Load): Contestant {
  return async () => {
    const server = await BenchServer.start({ platform, isProfiled: true }, undefined, checkout);
    const half = bodies.length / 2;
    try {
      await load({ url: server.url + path, bodies: bodies.slice(0, half) });
      const { partMicros } = await server.during(async () => {
        await load({ url: server.url + path, bodies: bodies.slice(half) });
      });
      return Object.fromEntries(
        PARTS_OF_A_CALLBACK.map(({ name }) => [name, (partMicros[name] ?? 0) / half]),
      );
    } finally {
      await server.stop();
    }
  };
}
