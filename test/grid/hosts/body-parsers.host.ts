import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import type { INestApplication } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import express from 'express';
import type { AppUnderTest } from '../app-under-test.js';
import type { HostShape } from '../host-shape.js';

/** The status of the host's own route that wants a parsed body. */
async function echoes(app: AppUnderTest, status: number): Promise<void> {
  assert.equal((await app.deliver('{"text":"a"}', { path: '/echo' })).status, status);
}

const onExpress = { platforms: ['express'] } as const;
const onFastify = { platforms: ['fastify'] } as const;

function appWith(handler: express.RequestHandler): ExpressAdapter {
  const app = express();
  app.use(handler);
  return new ExpressAdapter(app);
}

/** Reads a body by hand, as recipes for raw bodies do. */
function collect(
  request: IncomingMessage & { body?: unknown },
  _response: unknown,
  next: () => void,
) {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (part: string) => (text += part));
  request.on('end', () => {
    request.body = parsed(text);
    next();
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

const fastifyOf = (app: INestApplication) =>
  (app as NestFastifyApplication).getHttpAdapter().getInstance();

/** Hosts that read bodies in ways of their own. */
export const bodyParsers: readonly HostShape[] = [
  {
    title: 'a host that keeps raw bodies',
    settings: { rawBody: true },
    control: (app) => echoes(app, 201),
  },
  {
    title: 'a host without a body parser',
    settings: { bodyParser: false },
    platforms: ['express'],
    control: (app) => echoes(app, 500),
  },
  {
    title: 'a host with an express.json() of its own',
    ...onExpress,
    settings: { rawBody: true },
    configure: (app) => app.use(express.json({ limit: '10mb' })),
    control: (app) => echoes(app, 201),
  },
  {
    title: 'a host with an express.json() before Nest',
    ...onExpress,
    settings: { bodyParser: false },
    adapter: () => appWith(express.json()),
    control: (app) => echoes(app, 201),
  },
  {
    title: 'a host with an express.raw() for everything',
    ...onExpress,
    configure: (app) => app.use(express.raw({ type: '*/*' })),
    control: async (app) => {
      assert.equal((await app.deliver('{"text":"a"}', { path: '/echo' })).text, '{}');
    },
  },
  {
    title: 'a host with a parser that takes ten bytes',
    ...onExpress,
    configure: (app) => app.use(express.json({ limit: 10 })),
    control: (app) => echoes(app, 413),
  },
  {
    title: 'a host that reads bodies by hand',
    ...onExpress,
    settings: { bodyParser: false },
    configure: (app) => app.use(collect),
    control: (app) => echoes(app, 201),
  },
  {
    title: 'a host whose parser passes bytes on',
    ...onFastify,
    settings: { bodyParser: false },
    configure: (app) =>
      fastifyOf(app).addContentTypeParser(
        'application/json',
        { parseAs: 'buffer' },
        (_request, body, done) => done(null, body),
      ),
    control: (app) => echoes(app, 201),
  },
  {
    title: 'a host whose parser takes ten bytes',
    ...onFastify,
    configure: (app) =>
      (app as NestFastifyApplication).useBodyParser('application/json', { bodyLimit: 10 }),
    control: (app) => echoes(app, 413),
  },
];
