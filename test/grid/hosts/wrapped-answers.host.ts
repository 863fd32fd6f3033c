import assert from 'node:assert/strict';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HostShape } from '../host-shape.js';

interface JsonResponse {
  json(data: unknown): unknown;
}

/** Hosts that change the bytes of answers below Nest. */
export const wrappedAnswers: readonly HostShape[] = [
  {
    title: 'a host that wraps res.json',
    platforms: ['express'],
    configure: (app) =>
      app.use((_request: unknown, response: JsonResponse, next: () => void) => {
        const json = response.json.bind(response);
        response.json = (data) => json({ code: 0, data });
        next();
      }),
    control: async (app) => {
      assert.deepEqual(await app.get('/ping'), [200, '{"code":0,"data":{"pong":true}}']);
    },
  },
  {
    title: 'a host with json spaces',
    platforms: ['express'],
    configure: (app) => (app as NestExpressApplication).set('json spaces', 1),
    control: async (app) => {
      assert.deepEqual(await app.get('/ping'), [200, '{\n "pong": true\n}']);
    },
  },
  {
    title: 'a host with an onSend hook',
    platforms: ['fastify'],
    configure: (app) =>
      (app as NestFastifyApplication)
        .getHttpAdapter()
        .getInstance()
        .addHook(
          'onSend',
          async (_request, _reply, payload) => `{"code":0,"data":${String(payload)}}`,
        ),
    control: async (app) => {
      assert.deepEqual(await app.get('/ping'), [200, '{"code":0,"data":{"pong":true}}']);
    },
  },
];
