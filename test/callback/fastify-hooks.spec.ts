import { afterEach, describe, expect, it } from '@jest/globals';
import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServerResponse } from 'node:http';
import { NewPayModule } from '../../lib/index.js';
import { FAIL, SUCCESS } from '../support/callback-answers.js';
import { CALLBACK_PATH, validOptions } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

@Module({
  imports: [EventEmitterModule.forRoot(), NewPayModule.forRoot(validOptions())],
  providers: [PaymentListener],
})
class AppModule {}

let app: NestFastifyApplication;
let logger: RecordingLogger;

afterEach(() => app.close());

/** As `main.ts` starts an app, which a testing module does not: the app has its adapter from the start. */
async function start(
  configure: (host: NestFastifyApplication) => unknown,
  adapter = new FastifyAdapter(),
): Promise<void> {
  logger = new RecordingLogger();
  app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, {
    logger,
  });
  configure(app);
  await app.listen(0, '127.0.0.1');
}

async function deliver(path = CALLBACK_PATH) {
  const response = await fetch((await app.getUrl()) + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: signedBody(paymentFields()),
  });
  return [response.status, await response.text()];
}

const instanceOf = (host: INestApplication) =>
  (host as NestFastifyApplication).getHttpAdapter().getInstance();

describe('What of the app answers a callback before its route', () => {
  it.each<[string, (host: NestFastifyApplication) => unknown]>([
    [
      'a hook',
      (host) =>
        instanceOf(host).addHook('onRequest', async (_request, reply) => reply.send(SUCCESS)),
    ],
    [
      'a hook that writes to the response of Node',
      (host) =>
        instanceOf(host).addHook('onRequest', async (_request, reply) => {
          reply.hijack();
          reply.raw.end(SUCCESS);
        }),
    ],
    [
      'a middleware',
      (host) => host.use((_request: unknown, response: ServerResponse) => response.end(SUCCESS)),
    ],
  ])('acknowledges nothing: %s', async (_what, configure) => {
    await start(configure);
    expect(await deliver()).toEqual([500, FAIL]);
    expect(app.get(PaymentListener).names).toEqual([]);
    expect(logger.textsOf('error').join()).toContain(
      'answered 200 before the callback was handled',
    );
  });

  it('acknowledges nothing: a hook of a Fastify that the app made before Nest', async () => {
    const adapter = new FastifyAdapter();
    adapter.getInstance().addHook('onRequest', async (_request, reply) => reply.send(SUCCESS));
    await start(() => undefined, adapter);
    expect(await deliver()).toEqual([500, FAIL]);
  });

  it('answers as it likes on other routes, and where it refuses', async () => {
    await start((host) =>
      instanceOf(host).addHook('onRequest', async (request, reply) =>
        reply.code(request.url === CALLBACK_PATH ? 503 : 200).send('closed'),
      ),
    );
    expect(await deliver('/other')).toEqual([200, 'closed']);
    expect(await deliver()).toEqual([503, 'closed']);
  });

  it('lets a callback pass that it does not answer', async () => {
    await start((host) => instanceOf(host).addHook('onRequest', async () => undefined));
    expect(await deliver()).toEqual([200, SUCCESS]);
    expect(app.get(PaymentListener).names).toEqual(['paid']);
  });
});
