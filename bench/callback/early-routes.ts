import type { IncomingMessage } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { OnlyAnswer } from './only-answer.js';
import { pathsWith } from './steps.js';

type Request = IncomingMessage & { body?: unknown; rawBody?: Buffer; raw?: IncomingMessage };

const BYTES = new Set(pathsWith('bytes'));
const ANSWER = new Set(pathsWith('answer'));
const LIMIT = 64 * 1024;

/** Before any parser of the app: reads the bytes of the hand-written routes that want them. */
export function coverExpress(app: NestExpressApplication): void {
  app.use((request: Request, response: object, next: (error?: Error) => void) => {
    const path = request.url ?? '';
    if (request.method !== 'POST' || !BYTES.has(path)) {
      next();
      return;
    }
    if (ANSWER.has(path)) {
      OnlyAnswer.begin(request, response);
    }
    read(request, request, (error) => {
      delete request.headers['content-length'];
      next(error);
    });
  });
}

/** The same on Fastify, which parses nothing if a request has no body. */
export function coverFastify(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.method === 'POST' && ANSWER.has(request.routeOptions.url ?? '')) {
      OnlyAnswer.begin(request, reply);
    }
    done();
  });
  fastify.addHook('onRoute', (route) => {
    if (route.method !== 'POST' || !BYTES.has(route.url)) {
      return;
    }
    route.preParsing = (request, _reply, payload, done) =>
      read(request.raw, request as unknown as Request, (error) => {
        delete request.raw.headers['content-length'];
        delete request.raw.headers['content-type'];
        done(error ?? null, payload);
      });
  });
}

function read(stream: IncomingMessage, target: Request, done: (error?: Error) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= LIMIT) {
      chunks.push(chunk);
    }
  });
  stream.on('end', () => {
    if (size > LIMIT) {
      done(new Error('too large'));
      return;
    }
    target.rawBody = Buffer.concat(chunks);
    target.body = JSON.parse(target.rawBody.toString()) as unknown;
    done();
  });
}
