import { verify } from 'node:crypto';
import { BenchServer } from '../callback/bench-server.js';
import { load } from '../callback/load.js';
import type { ServerOptions } from '../callback/protocol.js';
import { callbackBody, platformKeys } from '../fixtures/messages.js';
import { timeOf } from '../measure/repeat.js';
import { Rounds, type Contestant } from '../measure/rounds.js';
import type { Comparison, Figure, Section } from '../section.interface.js';

const ROUTES = {
  ours: '/newpay/callback',
  bare: '/bare',
  byHand: '/by-hand',
  safeByHand: '/safe-by-hand',
} as const;
const PLATFORMS = ['express', 'fastify'] as const;

export const callbacks: Section = {
  title: 'The callback',
  method:
    'Signed bodies, all different, over 16 connections to an app in a process of its own, which is ' +
    'started anew for each round and warmed up with half of them; the load comes from another ' +
    'process. «Bare» is a route of the same app that parses JSON and answers the same; «by hand» ' +
    'verifies and emits besides, with a key that is parsed once, with no store and no checks of fields. ' +
    '«Safe by hand» also reads numbers as they are printed, checks every field, waits for all listeners ' +
    'and remembers what it published, in as few lines as that takes. Time is that of the app’s CPU: the load takes its own.',

  async run({ rounds, roundMs, against }) {
    const bodies = Array.from({ length: roundMs * 12 }, (_, index) => callbackBody(`B${index}`));
    const findings = [];
    for (const platform of PLATFORMS) {
      const measured = await Rounds.run(rounds, {
        ours: contestant(platform, ROUTES.ours, bodies),
        bare: contestant(platform, ROUTES.bare, bodies),
        byHand: contestant(platform, ROUTES.byHand, bodies),
        safeByHand: contestant(platform, ROUTES.safeByHand, bodies),
        verification: () => ({ cpuMicros: verificationMicros(roundMs / 4) }),
        ...(against && { against: contestant(platform, ROUTES.ours, bodies, against) }),
      });
      const { figures, comparisons } = findingsOf(platform, measured);
      const compared = against === undefined ? [] : [comparedWith(platform, measured)];
      findings.push({ figures, comparisons: [...compared, ...comparisons] });
    }
    return {
      figures: findings.flatMap(({ figures }) => figures),
      comparisons: findings.flatMap(({ comparisons }) => comparisons),
    };
  },
};

function comparedWith(platform: string, measured: Rounds): Comparison {
  return {
    what: `${platform}: time, of the other checkout’s`,
    atMost: 1.02,
    ...measured.ratio('ours', 'against', 'cpuMicros'),
  };
}

function findingsOf(
  platform: string,
  measured: Rounds,
): { figures: Figure[]; comparisons: Comparison[] } {
  const figure = (name: string, measure: string, what: string, unit: string): Figure => ({
    what: `${platform}: ${what}`,
    unit,
    ...measured.of(name, measure),
  });
  const cpu = (name: string) => [name, 'cpuMicros'] as const;
  return {
    figures: [
      figure('ours', 'perSecond', 'nestjs-newpay', 'a second'),
      figure('byHand', 'perSecond', 'by hand', 'a second'),
      figure('safeByHand', 'perSecond', 'safe by hand', 'a second'),
      figure('bare', 'perSecond', 'bare', 'a second'),
      figure('ours', 'cpuMicros', 'CPU of nestjs-newpay', 'µs'),
      figure('byHand', 'cpuMicros', 'CPU of by hand', 'µs'),
      figure('safeByHand', 'cpuMicros', 'CPU of safe by hand', 'µs'),
      figure('bare', 'cpuMicros', 'CPU of bare', 'µs'),
      figure('verification', 'cpuMicros', 'one RSA verification', 'µs'),
    ],
    comparisons: [
      {
        what: `${platform}: time added to the bare route, in RSA verifications`,
        atMost: 2.5,
        ...measured.combine(
          [cpu('ours'), cpu('bare'), cpu('verification')],
          ([ours, bare, verification]) => (ours - bare) / verification,
        ),
      },
      {
        what: `${platform}: time that by hand adds to the bare route, in RSA verifications`,
        ...measured.combine(
          [cpu('byHand'), cpu('bare'), cpu('verification')],
          ([byHand, bare, verification]) => (byHand - bare) / verification,
        ),
      },
      {
        what: `${platform}: time, of the hand-written route’s`,
        atMost: 1.3,
        ...measured.ratio('ours', 'byHand', 'cpuMicros'),
      },
      {
        what: `${platform}: time of the route that is safe by hand, of the hand-written one’s`,
        ...measured.ratio('safeByHand', 'byHand', 'cpuMicros'),
      },
      {
        what: `${platform}: time, of the route’s that is safe by hand`,
        ...measured.ratio('ours', 'safeByHand', 'cpuMicros'),
      },
    ],
  };
}

function contestant(
  platform: ServerOptions['platform'],
  path: string,
  bodies: readonly string[],
  checkout?: string,
): Contestant {
  return async () => {
    const server = await BenchServer.start({ platform }, undefined, checkout);
    const url = server.url + path;
    const half = bodies.length / 2;
    try {
      await load({ url, bodies: bodies.slice(0, half) });
      let perSecond = 0;
      const { cpuMicros } = await server.during(async () => {
        perSecond = await load({ url, bodies: bodies.slice(half) });
      });
      return { perSecond, cpuMicros: cpuMicros / half };
    } finally {
      await server.stop();
    }
  };
}

function verificationMicros(ms: number): number {
  const { text, signature } = messageOf(callbackBody('B'));
  return timeOf(() => verify('sha256', text, platformKeys.publicKey, signature), ms);
}

function messageOf(body: string): { text: Buffer; signature: Buffer } {
  const { sign = '', ...fields } = JSON.parse(body) as Record<string, string>;
  const names = Object.keys(fields).sort();
  return {
    text: Buffer.from(names.map((name) => `${name}=${fields[name]}`).join('&')),
    signature: Buffer.from(sign, 'base64'),
  };
}
