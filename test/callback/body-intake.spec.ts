import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createGunzip, gzipSync } from 'node:zlib';
import {
  Controller,
  Injectable,
  Module,
  Post,
  Req,
  UseGuards,
  type ArgumentsHost,
  type ExecutionContext,
  type INestApplication,
  type NestApplicationOptions,
} from '@nestjs/common';
import { HttpAdapterHost, NestFactory } from '@nestjs/core';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import {
  getNewPayCallback,
  NewPayCallbackGuard,
  NewPayModule,
  NewPayService,
  OnNewPay,
  type NewPayModuleExtras,
  type NewPayPaidEvent,
} from '../../lib/index.js';
import { FAIL, SUCCESS } from '../support/callback-answers.js';
import { CALLBACK_PATH, PLATFORMS, validOptions, type Platform } from '../support/host-app.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { APP_ID, paymentFields, signedBody } from '../support/signed-callback.js';
import { postRaw, type WireAnswer } from './wire.js';

const JSON_TYPE = { 'content-type': 'application/json' };

const storage = new AsyncLocalStorage<string>();

@Injectable()
class Listener {
  readonly paid: string[] = [];
  readonly contexts: (string | undefined)[] = [];

  @OnNewPay('paid')
  onPaid({ orderNo }: NewPayPaidEvent): void {
    this.paid.push(orderNo);
    this.contexts.push(storage.getStore());
  }
}

@Controller()
class HostController {
  @Post('own')
  receive(@Req() request: { body: unknown }): unknown {
    return { body: request.body };
  }

  @Post('guarded')
  @UseGuards(NewPayCallbackGuard)
  receiveCallback(@Req() request: object): unknown {
    return { orderNo: getNewPayCallback(request).orderNo };
  }
}

function appModule(
  extras: NewPayModuleExtras = {},
  more: (NewPayModuleExtras & { appId: string })[] = [],
) {
  @Module({
    imports: [
      EventEmitterModule.forRoot(),
      ...[extras, ...more].map((own) => NewPayModule.forRoot({ ...validOptions(), ...own })),
    ],
    controllers: [HostController],
    providers: [Listener],
  })
  class AppModule {}
  return AppModule;
}

interface Settings extends NestApplicationOptions {
  extras?: NewPayModuleExtras;
  adapter?: ExpressAdapter | FastifyAdapter;
  configure?: (app: INestApplication) => unknown;
}

const apps: INestApplication[] = [];
const servers: Server[] = [];
let logger: RecordingLogger;

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
  servers.splice(0).forEach((server) => server.close());
});

/** As `main.ts` makes an app: nothing of the host's comes between `create` and the module. */
async function create(platform: Platform, settings: Settings = {}): Promise<INestApplication> {
  const { extras, configure, adapter, ...options } = settings;
  logger = new RecordingLogger();
  const app = await NestFactory.create(
    appModule(extras),
    adapter ?? (platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter()),
    { logger, abortOnError: false, ...options },
  );
  apps.push(app);
  await configure?.(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const addressOf = (app: INestApplication) => urlOf(app.getHttpServer() as Server);

const deliver = (url: string, headers = {}, orderNo = 'A1001'): Promise<WireAnswer> =>
  postRaw(url, { ...JSON_TYPE, ...headers }, signedBody(paymentFields({ orderNo })));

async function expectTaken(
  app: INestApplication,
  path = CALLBACK_PATH,
  headers = {},
): Promise<void> {
  const { status, text } = await deliver(addressOf(app) + path, headers);
  expect([status, text]).toEqual([200, SUCCESS]);
  expect(app.get(Listener).paid).toEqual(['A1001']);
}

const errors = () =>
  logger.lines
    .filter(({ message }) => message.startsWith('Callback rejected'))
    .map(({ level, message }) => `${level}: ${message}`);

type ExpressHandler = (
  request: IncomingMessage & { body?: unknown; rawBody?: unknown },
  response: unknown,
  next: () => void,
) => void;

/** The recipe that the internet has for raw bodies. */
const collector: ExpressHandler = (request, _response, next) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    request.rawBody = Buffer.concat(parts).toString();
    next();
  });
};

const expressOf = (app: INestApplication) => app.getHttpAdapter().getInstance() as ExpressHandler;
const fastifyOf = (app: INestApplication) =>
  (app as NestFastifyApplication).getHttpAdapter().getInstance();

describe.each(PLATFORMS)('the body of a callback on %s', (platform) => {
  it.each<[string, Settings]>([
    ['the defaults', {}],
    ['raw bodies on', { rawBody: true }],
    ['no parser at all', { bodyParser: false }],
    ['no parser, raw bodies on', { bodyParser: false, rawBody: true }],
  ])('is the package’s own with %s', async (_what, settings) => {
    await expectTaken(await create(platform, settings));
  });

  it('is the package’s own with a parser whose limit is below it', async () => {
    const configure = (app: INestApplication) =>
      platform === 'fastify'
        ? (app as NestFastifyApplication).useBodyParser('application/json', { bodyLimit: 10 })
        : app.use(express.json({ limit: 10 }));
    await expectTaken(await create(platform, { configure }));
  });

  it('is taken by an app of a test, as often as one is made', async () => {
    const testing = await Test.createTestingModule({ imports: [appModule()] }).compile();
    for (const orderNo of ['A1', 'A2']) {
      const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
      const app = testing.createNestApplication(adapter, { logger: false });
      if (platform === 'express') {
        app.use(express.json());
      }
      await app.listen(0, '127.0.0.1');
      expect((await deliver(addressOf(app) + CALLBACK_PATH, {}, orderNo)).status).toBe(200);
      if (orderNo === 'A1') {
        await (app.getHttpAdapter() as { close(): Promise<void> }).close();
      } else {
        apps.push(app);
      }
    }
    // Each start registers the listeners of the one module again.
    expect(testing.get(Listener).paid).toEqual(['A1', 'A2', 'A2']);
  });

  it('is taken in two apps of one process, each at its own place', async () => {
    const first = await create(platform, { configure: (app) => app.setGlobalPrefix('first') });
    const second = await create(platform, { extras: { callback: { path: 'second' } } });
    await expectTaken(first, '/first/newpay/callback');
    await expectTaken(second, '/second');
    expect((await deliver(addressOf(first) + '/second')).status).toBe(404);
  });

  it('is taken for each registration of an app', async () => {
    const module = appModule({}, [
      { name: 'books', appId: 'books-app' },
      { name: 'tea', appId: 'tea-app', callback: { path: 'tea' } },
    ]);
    const adapter = platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
    const app = await NestFactory.create(module, adapter, { logger: false, bodyParser: false });
    apps.push(app);
    await app.listen(0, '127.0.0.1');
    const routes = {
      [APP_ID]: CALLBACK_PATH,
      'books-app': '/newpay/books/callback',
      'tea-app': '/tea',
    };
    for (const [appId, path] of Object.entries(routes)) {
      const body = signedBody(paymentFields({ appId }));
      const headers = { 'content-type': 'application/json' };
      expect((await postRaw(addressOf(app) + path, headers, body)).text).toBe(SUCCESS);
    }
  });

  it('is left alone in a process without HTTP', async () => {
    const app = await NestFactory.createApplicationContext(appModule(), { logger: false });
    expect(app.get(NewPayService)).toBeDefined();
    await app.close();
  });

  it('is taken wherever a prefix that is set late has moved the route', async () => {
    const configure = (app: INestApplication) => app.setGlobalPrefix('Shop/api/');
    await expectTaken(await create(platform, { configure }), '/Shop/api/newpay/callback?a=/b');
  });

  it('is taken under a prefix with a parameter', async () => {
    const configure = (app: INestApplication) => app.setGlobalPrefix(':tenant/api');
    const app = await create(platform, { configure, bodyParser: false });
    await expectTaken(app, '/lao/api/newpay/callback');
    await expect(
      app.get(NewPayService).createOrder({
        payMethod: 1,
        currency: 'LAK',
        orderAmt: '5',
        orderNo: 'A1',
      }),
    ).rejects.toThrow(
      'callBackUrl is missing: name it, as the callback\'s route has parameters: "/:tenant/api/newpay/callback"',
    );
  });

  it.each([
    ['at the default limit', undefined, 65_536, 65_537],
    ['at a limit of the host’s own', 5000, 5000, 5001],
  ])('is refused beyond its limit: %s', async (_what, maxBytes, most, tooMuch) => {
    const app = await create(platform, { extras: { callback: { maxBytes } } });
    const url = addressOf(app) + CALLBACK_PATH;
    const padded = (length: number) => signedBody(paymentFields()).padEnd(length, ' ');
    const post = (length: number, headers: object) =>
      postRaw(url, { ...JSON_TYPE, ...headers }, padded(length));
    for (const framingOf of [
      (length: number) => ({ 'content-length': length }),
      () => ({ 'transfer-encoding': 'chunked' }),
    ]) {
      const refused = await post(tooMuch, framingOf(tooMuch));
      expect([refused.status, refused.text]).toEqual([413, FAIL]);
      expect(refused.headers['content-type']).toBe('application/json; charset=utf-8');
      const taken = await post(most, framingOf(most));
      expect([taken.status, taken.text]).toEqual([200, SUCCESS]);
    }
    expect(errors()).toEqual([
      `warn: Callback rejected (413): the body is larger than ${most} bytes ("callback.maxBytes")`,
      `warn: Callback rejected (413): the body is larger than ${most} bytes ("callback.maxBytes")`,
    ]);
    expect(app.get(Listener).paid).toEqual(['A1001']);
  });

  it('is not read to its end when it has none', async () => {
    const app = await create(platform);
    const { port } = new URL(addressOf(app));
    const socket = connect(Number(port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`POST ${CALLBACK_PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`);
    let answer = '';
    socket.on('data', (part: Buffer) => (answer += part.toString()));
    socket.on('error', () => undefined);
    for (let count = 0; count < 200 && !socket.destroyed; count += 1) {
      socket.write(`10000\r\n${'x'.repeat(0x10000)}\r\n`);
      await setTimeout(1);
    }
    expect(socket.destroyed).toBe(true);
    expect(answer === '' || answer.startsWith('HTTP/1.1 413 ')).toBe(true);
    expect(errors()).toEqual([
      'warn: Callback rejected (413): the body is larger than 65536 bytes ("callback.maxBytes")',
    ]);
  });

  it('may come slowly, and may not come to its end', async () => {
    const app = await create(platform);
    const { port } = new URL(addressOf(app));
    const body = Buffer.from(signedBody(paymentFields()));
    const head = `POST ${CALLBACK_PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`;

    const leaving = connect(Number(port), '127.0.0.1');
    leaving.write(head);
    leaving.write(body.subarray(0, 100));
    await setTimeout(50);
    leaving.destroy();
    await setTimeout(50);
    expect(errors()).toEqual([
      'warn: Callback rejected (400): the connection was closed before the body was complete',
    ]);

    const slow = connect(Number(port), '127.0.0.1');
    slow.write(head);
    for (let from = 0; from < body.length; from += 200) {
      slow.write(body.subarray(from, from + 200));
      await setTimeout(20);
    }
    const [answer] = (await once(slow, 'data')) as [Buffer];
    slow.destroy();
    expect(answer.toString()).toContain(SUCCESS);
    expect(app.get(Listener).paid).toEqual(['A1001']);
  });

  it('is verified as it came, whatever a global guard does to body and rawBody', async () => {
    const app = await create(platform, {
      configure: (made) =>
        made.useGlobalGuards({
          canActivate(context: ExecutionContext): boolean {
            const request = context
              .switchToHttp()
              .getRequest<{ body: Record<string, unknown>; rawBody: Buffer }>();
            expect(request.body).toMatchObject({ orderNo: 'A1001', transStatus: 0 });
            request.body['orderNo'] = 'A9999';
            request.body['sign'] = 'x';
            request.rawBody.fill(' ');
            return true;
          },
        }),
    });
    await expectTaken(app);
  });

  it('leaves the bodies of other routes to the host', async () => {
    const app = await create(platform);
    const answer = await postRaw(`${addressOf(app)}/own`, JSON_TYPE, '{"a":1.0}');
    expect([answer.status, answer.text]).toEqual([201, '{"body":{"a":1}}']);
  });

  it('is found by an app of the host’s own that is in front of Nest', async () => {
    const app = await create(platform);
    const outer = createServer((request, response) => {
      storage.run('outer', () =>
        platform === 'fastify'
          ? fastifyOf(app).routing(request, response)
          : expressOf(app)(request, response, () => undefined),
      );
    });
    servers.push(outer.listen(0, '127.0.0.1'));
    await once(outer, 'listening');
    expect((await deliver(urlOf(outer) + CALLBACK_PATH)).text).toBe(SUCCESS);
    // What ran before us is still the context afterwards.
    expect(app.get(Listener).contexts).toEqual(['outer']);
  });
});

describe('the body of a callback on Express', () => {
  it.each<[string, unknown]>([
    ['express.json', express.json()],
    ['express.json for all types', express.json({ type: () => true })],
    ['express.raw for all types', express.raw({ type: '*/*' })],
    ['express.text for all types', express.text({ type: '*/*' })],
    ['express.urlencoded', express.urlencoded({ type: '*/*' })],
    ['a reader by hand', collector],
    [
      'a reader that waits first',
      ((request, response, next) =>
        void setTimeout(20).then(() =>
          collector(request, response, next),
        )) satisfies ExpressHandler,
    ],
    [
      'a reader by iteration',
      (async (request, _response, next) => {
        const parts: Buffer[] = [];
        for await (const part of request) {
          parts.push(part as Buffer);
        }
        request.rawBody = Buffer.concat(parts);
        next();
      }) satisfies ExpressHandler,
    ],
  ])('is out of reach for %s, in front of Nest and behind', async (_what, handler) => {
    const parser = handler as ExpressHandler;
    for (const options of [{}, { bodyParser: false }]) {
      await expectTaken(
        await create('express', { ...options, configure: (app) => app.use(parser) }),
      );
      const server = express();
      server.use(parser);
      await expectTaken(
        await create('express', { ...options, adapter: new ExpressAdapter(server) }),
      );
    }
  });

  it('is out of reach for a later parser although tracing replaces every handler of the app', async () => {
    const server = express();
    const use = server.use.bind(server);
    Reflect.set(server, 'use', (handler: express.RequestHandler) => {
      use(handler);
      const layer = server.router.stack.at(-1)!;
      layer.handle = (request, response, next) => handler(request, response, next);
      return server;
    });
    const configure = (app: INestApplication) => app.use(express.json());
    await expectTaken(await create('express', { configure, adapter: new ExpressAdapter(server) }));
  });

  it.each(['/newpay/callback/', '/NewPay/Callback', '/newpay/callback?', '/newpay/callback/?a=1'])(
    'is taken where the router of Express finds the route: %s',
    async (path) => {
      await expectTaken(await create('express', { bodyParser: false }), path);
    },
  );

  it.each([
    '/newpay/callback/below',
    '/newpay/callbacks',
    '/newpay//callback',
    '/newpay/callback//',
    '/x/newpay/callback',
  ])('is not where the router does not: %s', async (path) => {
    const app = await create('express');
    const answer = await deliver(addressOf(app) + path);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('transResult');
  });

  it('follows the rules of a router that is strict and case sensitive', async () => {
    const server = express().enable('case sensitive routing').enable('strict routing');
    const app = await create('express', { adapter: new ExpressAdapter(server) });
    await expectTaken(app);
    for (const path of ['/newpay/callback/', '/NewPay/callback']) {
      expect((await deliver(addressOf(app) + path)).status).toBe(404);
    }
  });

  it('is taken by one middleware', async () => {
    const countOf = async (extras: NewPayModuleExtras) => {
      const app = await create('express', { extras });
      const { stack } = (expressOf(app) as express.Express).router;
      return stack.filter(({ route }) => !route).length;
    };
    expect(await countOf({})).toBe((await countOf({ callback: false })) + 1);
  });

  it('is answered by the methods that its environment gave the response', async () => {
    const heads: unknown[] = [];
    const app = await create('express');
    const outer = createServer((request, response) => {
      const writeHead = response.writeHead.bind(response);
      // Takes no headers beside the status.
      response.writeHead = (status: number) => {
        heads.push(status);
        return writeHead(status);
      };
      expressOf(app)(request, response, () => undefined);
    });
    servers.push(outer.listen(0, '127.0.0.1'));
    await once(outer, 'listening');
    const { text, headers } = await deliver(urlOf(outer) + CALLBACK_PATH);
    expect([text, headers['content-type'], heads]).toEqual([
      SUCCESS,
      'application/json; charset=utf-8',
      [200],
    ]);
  });

  it('is taken in an app that is mounted in another', async () => {
    const app = await NestFactory.create(appModule(), new ExpressAdapter(), {
      logger: false,
      bodyParser: false,
    });
    apps.push(app);
    await app.init();
    const outer = express();
    outer.use('/shop', app.getHttpAdapter().getInstance() as express.Express);
    const server = outer.listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    expect((await deliver(`${urlOf(server)}/shop${CALLBACK_PATH}`)).text).toBe(SUCCESS);
  });
});

/** What came before Nest has read the body: a platform, or an app around it. */
describe('a body that was read before Nest has the request', () => {
  const reading =
    (keep: (request: Parameters<ExpressHandler>[0], bytes: Buffer) => void) =>
    async (app: INestApplication): Promise<string> => {
      const nest = expressOf(app);
      const outer = createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          keep(request, Buffer.concat(parts));
          nest(request, response, () => undefined);
        });
      });
      servers.push(outer.listen(0, '127.0.0.1'));
      await once(outer, 'listening');
      return urlOf(outer);
    };

  it.each<[string, Parameters<typeof reading>[0]]>([
    ['a Buffer in rawBody', (request, bytes) => (request.rawBody = bytes)],
    ['a Uint8Array in rawBody', (request, bytes) => (request.rawBody = Uint8Array.from(bytes))],
    ['a text in rawBody', (request, bytes) => (request.rawBody = bytes.toString())],
    ['a Buffer in body', (request, bytes) => (request.body = bytes)],
    [
      'a text in rawBody, and what was parsed in body',
      (request, bytes) => {
        request.rawBody = bytes.toString();
        request.body = JSON.parse(bytes.toString()) as unknown;
      },
    ],
  ])('is verified from %s', async (_what, keep) => {
    const app = await create('express', {});
    const url = await reading(keep)(app);
    expect((await deliver(url + CALLBACK_PATH)).text).toBe(SUCCESS);
    expect(app.get(Listener).paid).toEqual(['A1001']);
  });

  it.each<[string, Parameters<typeof reading>[0]]>([
    ['nothing', () => undefined],
    ['an object in body', (request, bytes) => (request.body = JSON.parse(bytes.toString()))],
    ['a text in body', (request, bytes) => (request.body = bytes.toString())],
    ['a Buffer that went through JSON', (request, bytes) => (request.rawBody = bytes.toJSON())],
    ['an empty object in rawBody', (request) => (request.rawBody = {})],
  ])('is not verified from %s', async (_what, keep) => {
    const app = await create('express', { bodyParser: false });
    const { status, text } = await deliver((await reading(keep)(app)) + CALLBACK_PATH);
    expect([status, text]).toEqual([500, FAIL]);
    expect(app.get(Listener).paid).toEqual([]);
    expect(errors()).toEqual([
      'error: Callback rejected (500): the body was read before the guard ran: keep its bytes in request.rawBody ' +
        '(NestFactory.create(AppModule, { rawBody: true }), or the option "verify" of the parser), or leave them in request.body as a Buffer',
    ]);
  });

  it('has the limit of the callback’s route all the same', async () => {
    const app = await create('express');
    const url = await reading((request, bytes) => (request.rawBody = bytes))(app);
    const post = (length: number) =>
      postRaw(url + CALLBACK_PATH, JSON_TYPE, signedBody(paymentFields()).padEnd(length));
    expect((await post(65_537)).status).toBe(413);
    expect(await post(65_536)).toMatchObject({ status: 200, text: SUCCESS });
  });

  it('is told with the name of who read it, after the path was changed on Express', async () => {
    const configure = (app: INestApplication) =>
      app.use(((request, _response, next) => {
        request.url = request.url?.replace('/old', CALLBACK_PATH);
        next();
      }) satisfies ExpressHandler);
    const app = await create('express', { configure });
    expect((await deliver(`${addressOf(app)}/old`)).status).toBe(500);
    expect(errors().join()).toContain(
      'error: Callback rejected (500): the body was read before the guard ran, by the middleware "jsonParser": keep its bytes',
    );
    const keeping = await create('express', { configure, rawBody: true });
    expect((await deliver(`${addressOf(keeping)}/old`)).text).toBe(SUCCESS);
    const unparsed = await create('express', { configure, bodyParser: false });
    expect((await deliver(`${addressOf(unparsed)}/old`)).text).toBe(SUCCESS);
  });

  it.each<[string, unknown, number]>([
    ['a reader by hand that keeps it', collector, 200],
    ['a parser that does not', express.json(), 500],
    ['a parser that leaves bytes', express.raw({ type: '*/*' }), 200],
  ])('by a middleware on Fastify: %s', async (_what, handler, status) => {
    const app = await create('fastify', {
      configure: (made) => made.use(handler),
    });
    const answer = await deliver(addressOf(app) + CALLBACK_PATH);
    expect([answer.status, answer.text]).toEqual([status, status === 200 ? SUCCESS : FAIL]);
  });
});

describe('the body of a callback on Fastify', () => {
  it('is not decoded once more when a hook of the host’s has decoded it', async () => {
    const configure = (app: INestApplication) =>
      fastifyOf(app).addHook('preParsing', (_request, _reply, payload, done) =>
        done(null, payload.pipe(createGunzip())),
      );
    const app = await create('fastify', { configure });
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    const body = gzipSync(signedBody(paymentFields()));
    expect((await postRaw(addressOf(app) + CALLBACK_PATH, headers, body)).text).toBe(SUCCESS);
  });

  it('has the headers that a hook of the host’s has given it, at whatever time', async () => {
    const seen: unknown[] = [];
    const configure = (app: INestApplication) => {
      fastifyOf(app).addHook('onRoute', (route) => {
        route.preParsing = [route.preParsing ?? []]
          .flat()
          .concat((request, _reply, payload, done) => {
            request.headers = { ...request.headers, 'x-own': '1' };
            done(null, payload);
          });
      });
      fastifyOf(app).addHook('preHandler', async ({ headers }) => {
        const { 'content-type': type, 'content-length': length, 'x-own': own } = headers;
        seen.push([type, length, own]);
      });
    };
    const app = await create('fastify', { configure });
    const body = signedBody(paymentFields());
    const sent = { ...JSON_TYPE, 'content-length': String(body.length) };
    expect((await postRaw(addressOf(app) + CALLBACK_PATH, sent, body)).text).toBe(SUCCESS);
    expect(seen).toEqual([['application/json', String(body.length), '1']]);
  });

  it('is the host’s own where it takes the package’s hooks off the route', async () => {
    const configure = (app: INestApplication) =>
      fastifyOf(app).addHook('onRoute', (route) => {
        route.preParsing = [];
      });
    const app = await create('fastify', { configure, rawBody: true });
    await expectTaken(app);
  });

  it('is taken in an app that is a plugin of another, below its prefix', async () => {
    const outer = new FastifyAdapter().getInstance();
    await outer.register(
      async (plugin) => {
        const adapter = new FastifyAdapter(plugin);
        apps.push(await NestFactory.create(appModule(), adapter, { logger: false }));
        await apps[0]?.init();
      },
      { prefix: '/shop' },
    );
    const url = await outer.listen({ port: 0, host: '127.0.0.1' });
    expect((await deliver(`${url}/shop${CALLBACK_PATH}`)).text).toBe(SUCCESS);
  });
});

describe('a parser of the host’s on Fastify', () => {
  it.each<[string, (app: INestApplication) => unknown]>([
    [
      'that passes bytes on',
      (app) =>
        fastifyOf(app).addContentTypeParser(
          'application/json',
          { parseAs: 'buffer' },
          (_request, body, done) => done(null, body),
        ),
    ],
    [
      'that passes the bytes of every type on',
      (app) =>
        fastifyOf(app).addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
          done(null, body),
        ),
    ],
    [
      'that passes a copy of the bytes on',
      (app) =>
        fastifyOf(app).addContentTypeParser(
          'application/json',
          { parseAs: 'buffer' },
          (_request, body, done) => done(null, Uint8Array.from(Buffer.from(body))),
        ),
    ],
    [
      'that fails',
      (app) =>
        fastifyOf(app).addContentTypeParser(
          'application/json',
          { parseAs: 'buffer' },
          (_request, _body, done) => done(new Error('no')),
        ),
    ],
    [
      'that reads the stream',
      (app) =>
        fastifyOf(app).addContentTypeParser('*', (_request, payload, done) => {
          payload.on('data', () => undefined).on('end', () => done(null, 'read'));
        }),
    ],
    ['of which there is none', (app) => fastifyOf(app).removeAllContentTypeParsers()],
    [
      'that a hook of preParsing goes before',
      (app) =>
        fastifyOf(app).addHook('preParsing', (request, _reply, payload, done) => {
          request.headers = { ...request.headers, 'x-own': '1' };
          payload.on('data', () => undefined);
          done(null, payload);
        }),
    ],
  ])('does not see a callback: %s', async (_what, configure) => {
    await expectTaken(await create('fastify', { bodyParser: false, configure }));
  });
});

describe('who has read a body, on Express', () => {
  const other = express.json({ type: 'none' });
  /** Reads a body by hand, and keeps nothing of it. */
  const drain: ExpressHandler = (request, _response, next) => void request.on('end', next).resume();

  it.each<[string, string | undefined, string, unknown[]]>([
    [
      'the parser of texts',
      'text/plain',
      ', by the middleware "textParser"',
      [other, express.text()],
    ],
    [
      'the parser of forms',
      'application/x-www-form-urlencoded',
      ', by the middleware "urlencodedParser"',
      [other, express.urlencoded()],
    ],
    [
      'an upload',
      'Multipart/form-data; boundary=x',
      ', by the middleware "multerMiddleware"',
      [
        other,
        function multerMiddleware(...given: Parameters<ExpressHandler>) {
          drain(...given);
        },
      ],
    ],
    [
      'a reader by hand',
      undefined,
      ', by the middleware "keepBody"',
      [
        function keepBody(...given: Parameters<ExpressHandler>) {
          drain(...given);
        },
      ],
    ],
    ['a reader with another name', 'application/json', '', [drain]],
  ])('is named when it is %s', async (_who, type, reader, handlers) => {
    const app = await create('express', {
      bodyParser: false,
      configure: (made) => handlers.forEach((handler) => made.use(handler)),
    });
    const headers = type === undefined ? {} : { 'content-type': type };
    const body = signedBody(paymentFields());
    const answer = await postRaw(`${addressOf(app)}/guarded`, headers, body);
    expect([answer.status, answer.text]).toEqual([500, FAIL]);
    expect(errors().join()).toContain(
      `Callback rejected (500): the body was read before the guard ran${reader}: keep its bytes`,
    );
  });
});

describe.each(PLATFORMS)('the guard on a route of the host’s own on %s', (platform) => {
  const guarded = async (settings: Settings, headers: Record<string, string> = JSON_TYPE) => {
    const app = await create(platform, settings);
    return postRaw(`${addressOf(app)}/guarded`, headers, signedBody(paymentFields()));
  };
  const passesBytes = (app: INestApplication) =>
    platform === 'fastify'
      ? fastifyOf(app).addContentTypeParser(
          'application/json',
          { parseAs: 'buffer' },
          (_request, body, done) => done(null, body),
        )
      : app.use(express.raw({ type: '*/*' }));

  it.each<[string, Settings]>([
    ['in rawBody', { rawBody: true }],
    ['in body as a Buffer', { bodyParser: false, configure: passesBytes }],
    ...(platform === 'express'
      ? ([
          ['unread', { bodyParser: false }],
          [
            'kept by the parser’s verify',
            {
              bodyParser: false,
              configure: (app) =>
                app.use(
                  express.json({
                    verify: (request, _response, bytes) =>
                      void Object.assign(request, { rawBody: bytes }),
                  }),
                ),
            },
          ],
        ] satisfies [string, Settings][])
      : []),
  ])('finds the bytes %s', async (_what, settings) => {
    const answer = await guarded(settings);
    expect([answer.status, answer.text]).toEqual([201, '{"orderNo":"A1001"}']);
  });

  it('names who read them when they are gone', async () => {
    const answer = await guarded({});
    expect([answer.status, answer.text]).toEqual([500, FAIL]);
    const reader = platform === 'express' ? ', by the middleware "jsonParser"' : '';
    expect(errors()).toEqual([
      `error: Callback rejected (500): the body was read before the guard ran${reader}: keep its bytes in request.rawBody ` +
        '(NestFactory.create(AppModule, { rawBody: true }), or the option "verify" of the parser), or leave them in request.body as a Buffer',
    ]);
  });

  it('takes a larger body than the callback’s route, where the host does', async () => {
    const app = await create(platform, {
      rawBody: true,
      extras: { callback: { maxBytes: 5000 } },
    });
    const body = signedBody(paymentFields()).padEnd(5001);
    const answer = await postRaw(`${addressOf(app)}/guarded`, JSON_TYPE, body);
    expect([answer.status, answer.text]).toEqual([201, '{"orderNo":"A1001"}']);
  });

  it('gives a filter of the host’s the reason of a rejection as its cause', async () => {
    const causes: unknown[] = [];
    await guarded({
      configure: (app) =>
        app.useGlobalFilters({
          catch(error: Error, context: ArgumentsHost): void {
            causes.push(error.cause);
            const { httpAdapter } = app.get(HttpAdapterHost);
            httpAdapter.reply(context.switchToHttp().getResponse(), 'no', 500);
          },
        }),
    });
    expect(causes).toEqual([expect.objectContaining({ name: 'LostBodyError' })]);
  });

  it.each<[string, (value: unknown) => unknown]>([
    ['a copy', (value) => (typeof value === 'object' ? { ...value } : value)],
    ['what JSON makes of it', (value) => JSON.parse(JSON.stringify(value)) as unknown],
    ['nothing', () => undefined],
    ['another order', () => ({ orderNo: 'other', raw: {} })],
  ])('finds what was verified although a global pipe returns %s', async (_what, transform) => {
    const configure = (app: INestApplication) => app.useGlobalPipes({ transform });
    const answer = await guarded({ rawBody: true, configure });
    expect([answer.status, answer.text]).toEqual([201, '{"orderNo":"A1001"}']);
  });

  it('undoes the encoding of bytes that no parser has read', async () => {
    const configure = (app: INestApplication) =>
      platform === 'fastify' &&
      fastifyOf(app).addContentTypeParser('application/json', (_request, _payload, done) =>
        done(null),
      );
    const app = await create(platform, { bodyParser: false, configure });
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
    const body = gzipSync(signedBody(paymentFields()));
    const answer = await postRaw(`${addressOf(app)}/guarded`, headers, body);
    expect([answer.status, answer.text]).toEqual([201, '{"orderNo":"A1001"}']);
  });

  it('reads, on Express, what no parser takes', async () => {
    const answer = await guarded({}, { 'content-type': 'application/vnd.newpay' });
    expect(answer.status).toBe(platform === 'express' ? 201 : 415);
  });
});
