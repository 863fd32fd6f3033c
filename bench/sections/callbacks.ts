import { verify } from 'node:crypto';
import { BenchServer } from '../callback/bench-server.js';
import { load } from '../callback/load.js';
import type { ServerOptions } from '../callback/protocol.js';
import { callbackBody, platformKeys, v2CallbackBody } from '../fixtures/messages.js';
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
const NAMES = { express: 'Express', fastify: 'Fastify' } as const;

/** The goal for what a callback adds to the bare route, in RSA verifications. */
const MOST_ADDED = { express: 3, fastify: 2.7 } as const;

export const callbacks: Section = {
  title: 'The callback',
  method:
    'Different signed bodies over 16 connections. Each round starts the app in a new process and warms ' +
    'it up with half of the bodies; the load comes from another process, and only the CPU time of the app ' +
    'counts. The callbacks of API v2 contain an object; after the first one the package knows in which form ' +
    'it is signed. Three hand-written routes of the same app are measured beside nestjs-newpay. The bare route ' +
    'parses the JSON and answers. The minimal route also verifies the signature and emits an event, ' +
    'without a store and without checks. The safe route is the shortest one that keeps the text of ' +
    'numbers, checks every field, waits for all listeners and remembers what it published.',

  async run({ rounds, roundMs, against }) {
    const count = { length: roundMs * 12 };
    const bodies = Array.from(count, (_, index) => callbackBody(`B${index}`));
    const v2Bodies = Array.from(count, (_, index) => v2CallbackBody(`B${index}`));
    const findings = [];
    for (const platform of PLATFORMS) {
      const measured = await Rounds.run(rounds, {
        ours: contestant(platform, ROUTES.ours, bodies),
        v2: contestant(platform, ROUTES.ours, v2Bodies),
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

function comparedWith(platform: keyof typeof NAMES, measured: Rounds): Comparison {
  return {
    what: `callback on ${NAMES[platform]}: CPU, nestjs-newpay / the checkout it is compared with`,
    atMost: 1.02,
    ...measured.ratio('ours', 'against', 'cpuMicros'),
  };
}

function findingsOf(
  platform: keyof typeof NAMES,
  measured: Rounds,
): { figures: Figure[]; comparisons: Comparison[] } {
  const figure = (name: string, measure: string, what: string, unit: string): Figure => ({
    what: `callback on ${NAMES[platform]}: ${what}`,
    unit,
    ...measured.of(name, measure),
  });
  const cpu = (name: string) => [name, 'cpuMicros'] as const;
  return {
    figures: [
      figure('ours', 'perSecond', 'nestjs-newpay', 'callbacks per second'),
      figure('v2', 'perSecond', 'nestjs-newpay, callbacks of API v2', 'callbacks per second'),
      figure('byHand', 'perSecond', 'minimal route', 'callbacks per second'),
      figure('safeByHand', 'perSecond', 'safe route', 'callbacks per second'),
      figure('bare', 'perSecond', 'bare route', 'callbacks per second'),
      figure('ours', 'cpuMicros', 'nestjs-newpay, CPU per callback', 'µs'),
      figure('v2', 'cpuMicros', 'nestjs-newpay, CPU per callback of API v2', 'µs'),
      figure('byHand', 'cpuMicros', 'minimal route, CPU per callback', 'µs'),
      figure('safeByHand', 'cpuMicros', 'safe route, CPU per callback', 'µs'),
      figure('bare', 'cpuMicros', 'bare route, CPU per callback', 'µs'),
      figure('verification', 'cpuMicros', 'one RSA verification', 'µs'),
    ],
    comparisons: [
      {
        what: `callback on ${NAMES[platform]}: CPU added to the bare route by nestjs-newpay, in RSA verifications`,
        atMost: MOST_ADDED[platform],
        ...measured.combine(
          [cpu('ours'), cpu('bare'), cpu('verification')],
          ([ours, bare, verification]) => (ours - bare) / verification,
        ),
      },
      {
        what: `callback on ${NAMES[platform]}: CPU added to the bare route by the minimal route, in RSA verifications`,
        ...measured.combine(
          [cpu('byHand'), cpu('bare'), cpu('verification')],
          ([byHand, bare, verification]) => (byHand - bare) / verification,
        ),
      },
      {
        what: `callback on ${NAMES[platform]}: CPU, nestjs-newpay / minimal route`,
        atMost: 1.15,
        chart: `callback, ${NAMES[platform]}`,
        ...measured.ratio('ours', 'byHand', 'cpuMicros'),
      },
      {
        what: `callback on ${NAMES[platform]}: CPU, nestjs-newpay with API v2 / with API v1`,
        atMost: 1.15,
        ...measured.ratio('v2', 'ours', 'cpuMicros'),
      },
      {
        what: `callback on ${NAMES[platform]}: CPU, safe route / minimal route`,
        ...measured.ratio('safeByHand', 'byHand', 'cpuMicros'),
      },
      {
        what: `callback on ${NAMES[platform]}: CPU, nestjs-newpay / safe route`,
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
