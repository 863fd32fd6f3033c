import { BenchServer } from '../callback/bench-server.js';
import { load } from '../callback/load.js';
import { PARTS_OF_A_CALLBACK } from '../callback/profiler.js';
import { callbackBody } from '../fixtures/messages.js';
import { Rounds, type Contestant } from '../measure/rounds.js';
import type { Section } from '../section.interface.js';

const ROUTES = {
  'nestjs-newpay': '/newpay/callback',
  'minimal route': '/by-hand',
  'bare route': '/bare',
} as const;

export const profile: Section = {
  title: 'CPU of a callback, by part',
  method:
    'CPU per callback on Fastify, from a sampling profiler, which slows the routes down a little. The ' +
    'routes are those of the callback section. A function counts for the innermost part that it belongs to.',

  async run({ rounds, roundMs }) {
    const bodies = Array.from({ length: roundMs * 8 }, (_, index) => callbackBody(`P${index}`));
    const routes = Object.entries(ROUTES);
    const measured = await Rounds.run(
      Math.ceil(rounds / 2),
      Object.fromEntries(routes.map(([name, path]) => [name, contestant(path, bodies)])),
    );
    const figures = routes.flatMap(([name]) =>
      PARTS_OF_A_CALLBACK.map((part) => ({
        what: `${name}: ${part}`,
        unit: 'µs',
        ...measured.of(name, part),
      })),
    );
    return { figures: figures.filter(({ median }) => median > 0), comparisons: [] };
  },
};

function contestant(path: string, bodies: readonly string[]): Contestant {
  return async () => {
    const server = await BenchServer.start({ platform: 'fastify', isProfiled: true });
    const half = bodies.length / 2;
    try {
      await load({ url: server.url + path, bodies: bodies.slice(0, half) });
      const { partMicros } = await server.during(async () => {
        await load({ url: server.url + path, bodies: bodies.slice(half) });
      });
      const of = (part: string): number => (partMicros[part] ?? 0) / half;
      return Object.fromEntries(PARTS_OF_A_CALLBACK.map((part) => [part, of(part)]));
    } finally {
      await server.stop();
    }
  };
}
