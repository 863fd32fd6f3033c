import type { IncomingHttpHeaders } from 'node:http';
import { Readable, type Writable } from 'node:stream';
import { Controller, Get, HttpException, Post, type INestApplication } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, describe, expect, it } from '@jest/globals';
import compression from 'compression';
import helmet from 'helmet';
import {
  catchError,
  concat,
  EMPTY,
  finalize,
  map,
  mergeMap,
  NEVER,
  of,
  tap,
  throwError,
  timeout,
  type Observable,
} from 'rxjs';
import type { NewPayModuleOptions } from '../../lib/index.js';
import { FAIL, SUCCESS } from '../support/callback-answers.js';
import {
  CALLBACK_PATH,
  PLATFORMS,
  startHostApp,
  type HostApp,
  type HostAppOptions,
} from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import {
  paymentFields,
  plainStringToSign,
  signedBody,
  signText,
} from '../support/signed-callback.js';
import { UNREADABLE, UNREADABLE_TEXT } from '../support/unreadable-values.js';
import { until } from '../support/until.js';
import { postRaw, type WireAnswer } from './wire.js';

/** Routes of the host’s own, beside and below the callback's. */
@Controller()
class HostController {
  @Post(['own', 'newpay/callback/below', 'newpay/callbacks'])
  receive(): string {
    return 'own';
  }

  @Get(['own', 'newpay/callback'])
  show(): object {
    return { own: true };
  }
}

let host: HostApp;

afterEach(() => host.app.close());

const start = async (more: HostAppOptions = {}): Promise<PaymentListener> => {
  host = await startHostApp({
    controllers: [HostController],
    providers: [PaymentListener],
    ...more,
  });
  return host.app.get(PaymentListener);
};

const deliver = (fields = {}, headers = {}): Promise<WireAnswer> =>
  postRaw(
    host.callbackUrl,
    { 'content-type': 'application/json', ...headers },
    signedBody(paymentFields(fields)),
  );

/** What was logged of callbacks, at a level. */
const logged = (level: 'warn' | 'error') =>
  host.logger.lines
    .filter((line) => line.level === level && line.context === 'NewPayCallback')
    .map(({ message }) => message);

const answeredByHost = (status: number) =>
  `not acknowledged (${status}): a middleware, hook or other code of the app answered before the callback was handled: exclude the callback's route from that code`;

/** What the hook `callback` is told. */
type Told = [status: number, orderNo: string | undefined, reason: string | undefined];

const toldTo = (told: Told[]): Partial<NewPayModuleOptions> => ({
  hooks: {
    callback: ({ status, orderNo, reason }) => void told.push([status, orderNo, reason]),
  },
});

const expectExactly = ({ status, headers, text }: WireAnswer, code: number, json: string) => {
  expect([status, text]).toEqual([code, json]);
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  expect(headers['content-length']).toBe(String(json.length));
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers['transfer-encoding']).toBeUndefined();
  expect(headers['trailer']).toBeUndefined();
};

type Middleware = (request: HostRequest, response: HostResponse, next: () => void) => void;
type HostRequest = { path?: string; body?: unknown; rawBody?: unknown };
interface HostResponse {
  statusCode: number;
  json(value: unknown): unknown;
  send(value: unknown): unknown;
  statusMessage: string;
  write(chunk: string, callback?: () => void): unknown;
  end(value?: unknown): unknown;
  on(event: 'finish', listener: () => void): unknown;
  writeHead(status: number, headers?: Readonly<Record<string, string>>): unknown;
  setHeader(name: string, value: string): unknown;
}

const express = (app: INestApplication) => app as NestExpressApplication;
const fastify = (app: INestApplication) =>
  (app as NestFastifyApplication).getHttpAdapter().getInstance();
const intercepting =
  (intercept: (context: ExecutionContext, next: CallHandler) => Observable<unknown>) =>
  (app: INestApplication) =>
    app.useGlobalInterceptors({ intercept } satisfies NestInterceptor);

describe.each(PLATFORMS)('the bytes of the answer on %s', (platform) => {
  const everywhere: [what: string, configure: (app: INestApplication) => void][] = [
    ['nothing', () => undefined],
    [
      'an interceptor with an envelope',
      intercepting((_, next) => next.handle().pipe(map((data) => ({ code: 0, data })))),
    ],
    ['helmet and compression', (app) => app.use(helmet()).use(compression({ threshold: 0 }))],
    [
      'a wrapper of Node’s end()',
      (app) =>
        app.use(((_request, response, next) => {
          const end = response.end.bind(response);
          response.end = () => end('{"code":0}');
          next();
        }) satisfies Middleware),
    ],
  ];
  const onExpress: typeof everywhere = [
    [
      'a wrapper of res.json',
      (app) =>
        app.use(((_request, response, next) => {
          const json = response.json.bind(response);
          response.json = (data) => json({ code: 0, data });
          next();
        }) satisfies Middleware),
    ],
    [
      'a wrapper of res.send',
      (app) =>
        app.use(((_request, response, next) => {
          const send = response.send.bind(response);
          response.send = (data) => send(`while(1);${String(data)}`);
          next();
        }) satisfies Middleware),
    ],
    [
      'json spaces, escape and replacer',
      (app) =>
        express(app)
          .set('json spaces', 2)
          .set('json escape', true)
          .set('json replacer', (key: string, value: unknown) => (key === '' ? value : 'x')),
    ],
  ];
  const onFastify: typeof everywhere = [
    [
      'an onSend hook with an envelope',
      (app) =>
        fastify(app).addHook(
          'onSend',
          async (_request, _reply, payload) => `{"code":0,"data":${String(payload)}}`,
        ),
    ],
    ['a serializer of replies', (app) => fastify(app).setReplySerializer(() => '{"code":0}')],
    [
      'a preSerialization hook',
      (app) =>
        fastify(app).addHook('preSerialization', async (_request, _reply, data) => ({
          code: 0,
          data,
        })),
    ],
  ];

  describe.each([...everywhere, ...(platform === 'express' ? onExpress : onFastify)])(
    'with %s',
    (_what, configure) => {
      it('are the acknowledgement to the letter', async () => {
        const listener = await start({ platform, configure });
        expectExactly(await deliver({}, { 'accept-encoding': 'gzip, br' }), 200, SUCCESS);
        expect(listener.names).toEqual(['paid']);
        expect([...logged('warn'), ...logged('error')]).toEqual([]);
      });

      it('are the refusal to the letter, by whoever refused', async () => {
        const listener = await start({ platform, configure });
        expectExactly(await deliver({ appId: 'other' }), 403, FAIL);
        expectExactly(await postRaw(host.callbackUrl, {}, 'x'.repeat(65_537)), 413, FAIL);
        expectExactly(await postRaw(host.callbackUrl, {}, '{"a":'), 400, FAIL);
        listener.before = () => {
          throw new Error('the database is down');
        };
        expectExactly(await deliver(), 500, FAIL);
      });
    },
  );

  it('come with the headers that the host has set before', async () => {
    await start({
      platform,
      configure: (app) => {
        app.enableCors({ origin: 'https://newpay.example', exposedHeaders: 'x-id' });
        app.use(helmet());
        app.use(((_request, response, next) => {
          response.setHeader('x-request-id', '7');
          response.setHeader('content-encoding', 'gzip');
          response.setHeader('transfer-encoding', 'chunked');
          response.setHeader('trailer', 'x-sum');
          next();
        }) satisfies Middleware);
        if (platform === 'fastify') {
          fastify(app).addHook(
            'onRequest',
            async (_request, reply) => void reply.header('x-own', ['a', 'b']),
          );
        }
      },
    });
    const answer = await deliver({}, { origin: 'https://newpay.example' });
    expectExactly(answer, 200, SUCCESS);
    expect(answer.headers).toMatchObject({
      'x-request-id': '7',
      'x-content-type-options': 'nosniff',
      'access-control-allow-origin': 'https://newpay.example',
      ...(platform === 'fastify' ? { 'x-own': 'a, b' } : {}),
    });
  });

  it('come without a header of the host’s that Node does not take', async () => {
    const listener = await start({
      platform,
      configure: intercepting((context, next) => {
        const response = context
          .switchToHttp()
          .getResponse<{ header(name: string, value: string): unknown }>();
        if (platform === 'fastify') {
          response.header('x-broken', 'line\nbreak');
        }
        response.header('x-own', '1');
        return next.handle();
      }),
    });
    const answer = await deliver();
    expectExactly(answer, 200, SUCCESS);
    expect([answer.headers['x-own'], answer.headers['x-broken']]).toEqual(['1', undefined]);
    expect(listener.names).toEqual(['paid']);
  });

  it.each([
    ['acknowledgement', {}, 200, SUCCESS],
    ['rejection', { appId: 'other' }, 403, FAIL],
  ])('stay the %s when the host writes after it', async (_what, fields, status, text) => {
    const outcomes: unknown[] = [];
    await start({
      platform,
      configure: (app) =>
        app.use(((_request, response, next) => {
          response.on('finish', () => {
            outcomes.push(response.writeHead(200) === response);
            outcomes.push(response.write('more', () => outcomes.push('written')));
            outcomes.push(response.end(() => outcomes.push('ended')) === response);
          });
          next();
        }) satisfies Middleware),
    });
    for (let count = 0; count < 2; count += 1) {
      expectExactly(await deliver(fields), status, text);
    }
    const each = [true, true, true, 'written', 'ended'];
    await until(() => outcomes.length === 2 * each.length);
    expect(outcomes).toEqual([...each, ...each]);
  });

  it('leave the connection good for the next request', async () => {
    const listener = await start({ platform });
    for (let count = 0; count < 3; count += 1) {
      const fields = { orderNo: `A${count}` };
      expect((await host.postCallback(signedBody(paymentFields(fields)))).status).toBe(200);
      expect((await host.postCallback('x'.repeat(100_000))).status).toBe(413);
      expect(await host.post('/own', '{}')).toEqual({ status: 201, text: 'own' });
    }
    expect(listener.names).toEqual(['paid', 'paid', 'paid']);
  });
});

describe.each(PLATFORMS)('the host’s other routes on %s', (platform) => {
  it.each([
    ['POST', '/own'],
    ['POST', `${CALLBACK_PATH}/below`],
    ['POST', '/newpay/callbacks'],
    ['PUT', CALLBACK_PATH],
  ])('are parsed and answered by it: %s %s', async (method, path) => {
    await start({ platform });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(host.url + path, { method, headers, body: '{"a":' });
    expect([400, 404]).toContain(answer.status);
    expect(await answer.text()).not.toContain('transResult');
    expect([...logged('warn'), ...logged('error')]).toEqual([]);
  });

  it.each([
    ['GET', 200],
    ['HEAD', 200],
    ['OPTIONS', 404],
    ['DELETE', 404],
  ])('include %s of the callback’s path', async (method, status) => {
    await start({ platform });
    expect((await fetch(host.callbackUrl, { method })).status).toBe(status);
    expect([...logged('warn'), ...logged('error')]).toEqual([]);
  });
});

describe.each(PLATFORMS)('pipes and interceptors of the host’s on %s', (platform) => {
  /** Trims every text that it finds, wherever. */
  const trim = (value: unknown, isCopied: boolean): unknown => {
    if (typeof value === 'string') {
      return value.trim();
    }
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    const target: Record<string, unknown> = isCopied ? {} : (value as Record<string, unknown>);
    for (const [key, item] of Object.entries(value)) {
      target[key] = trim(item, isCopied);
    }
    return target;
  };
  const pipes: [string, (value: unknown) => unknown][] = [
    ['in place', (value) => trim(value, false)],
    ['by copy', (value) => trim(value, true)],
    ['by JSON', (value) => JSON.parse(JSON.stringify(value)) as unknown],
    ['into nothing', () => undefined],
    [
      'with another number',
      (value) => ({ ...(value as object), callback: { orderNo: 'other' }, orderNo: 'other' }),
    ],
  ];

  it.each(pipes)(
    'that change what they get %s leave a callback as it was verified',
    async (_what, transform) => {
      const configure = (app: INestApplication) => app.useGlobalPipes({ transform });
      const listener = await start({ platform, configure });
      expectExactly(await deliver({ orderNo: '0012345', extra: ' two blanks ' }), 200, SUCCESS);
      expect(listener.receivedEvents).toHaveLength(1);
      const [, event] = listener.receivedEvents[0]!;
      expect([event.orderNo, event.extra]).toEqual(['0012345', ' two blanks ']);
      expect(event.occurredAt).toBeInstanceOf(Date);
    },
  );

  it('that give the handler another request leave it as it was verified', async () => {
    const configure = intercepting((context, next) => {
      const args = context.getArgs<unknown[]>();
      const request = context.switchToHttp().getRequest<Record<PropertyKey, unknown>>();
      args[0] = { ...request, body: { orderNo: 'other' } };
      for (const key of ['body', 'rawBody', 'query', 'params']) {
        Reflect.set(request, key, { orderNo: 'other' });
      }
      return next.handle();
    });
    const listener = await start({ platform, configure });
    expectExactly(await deliver({ orderNo: '0012345' }), 200, SUCCESS);
    expect(listener.receivedEvents[0]?.[1].orderNo).toBe('0012345');
  });

  it('find the headers of the body as they came', async () => {
    const seen: unknown[] = [];
    const configure = intercepting((context, next) => {
      const { headers } = context.switchToHttp().getRequest<{ headers: IncomingHttpHeaders }>();
      const { 'content-type': type, 'content-length': length } = headers;
      seen.push([type, length, headers['transfer-encoding']]);
      return next.handle();
    });
    await start({ platform, configure });
    const sent = signedBody(paymentFields());
    const type = 'application/json';
    await postRaw(host.callbackUrl, { 'content-type': type, 'content-length': sent.length }, sent);
    await postRaw(host.callbackUrl, { 'content-type': type, 'transfer-encoding': 'chunked' }, sent);
    expect(seen).toEqual([
      [type, String(sent.length), undefined],
      [type, undefined, 'chunked'],
    ]);
  });

  it('find the reason of a rejection as the cause of its exception', async () => {
    const causes: unknown[] = [];
    const configure = intercepting((_, next) =>
      next.handle().pipe(
        catchError((error: Error) => {
          causes.push(error.cause);
          throw error;
        }),
      ),
    );
    const listener = await start({ platform, configure });
    const fault = new Error('the database is down');
    listener.before = () => {
      throw fault;
    };
    expectExactly(await deliver(), 500, FAIL);
    expect(causes).toEqual([expect.objectContaining({ errors: [fault] })]);
  });

  it('find the body where Nest’s parser would have left it', async () => {
    const seen: HostRequest[] = [];
    const configure = intercepting((context, next) => {
      const { body, rawBody } = context.switchToHttp().getRequest<HostRequest>();
      seen.push({ body, rawBody });
      return next.handle();
    });
    await start({ platform, configure });
    // As JSON.parse reads it, and not as it is signed.
    const fields = paymentFields();
    const sign = signText(plainStringToSign({ ...fields, zzz: '1.0' }));
    const sent = JSON.stringify({ ...fields, sign, zzz: 1 }).replace(/1}$/, '1.0}');
    expectExactly(await postRaw(host.callbackUrl, {}, sent), 200, SUCCESS);
    expect(seen).toEqual([{ body: JSON.parse(sent), rawBody: Buffer.from(sent) }]);
  });
});

describe.each(PLATFORMS)('a host that answers in the handler’s place on %s', (platform) => {
  const own: [string, (context: ExecutionContext, next: CallHandler) => Observable<unknown>][] = [
    ['a cached answer', () => of({ transResult: 'SUCCESS' })],
    ['a text', () => of('ok')],
    ['nothing', () => of(undefined)],
    ['null', () => of(null)],
    [
      'its response itself',
      (context, next) => {
        context
          .switchToHttp()
          .getResponse<{ status(code: number): { send(text: string): void } }>()
          .status(202)
          .send(SUCCESS);
        return next.handle();
      },
    ],
    [
      'Node’s response itself',
      (context) => {
        const response = context
          .switchToHttp()
          .getResponse<{ raw?: HostResponse } & HostResponse>();
        (response.raw ?? response).writeHead(200);
        (response.raw ?? response).end(SUCCESS);
        return EMPTY;
      },
    ],
    [
      'a stream',
      (context) => {
        const response = context.switchToHttp().getResponse<{ raw?: Writable } & Writable>();
        Readable.from(['{"transResult":', '"SUCCESS"}']).pipe(response.raw ?? response);
        return NEVER;
      },
    ],
  ];

  it.each(own)('acknowledges nothing: %s', async (_what, intercept) => {
    await start({ platform, configure: intercepting(intercept) });
    expectExactly(await deliver(), 500, FAIL);
    expect(logged('error').join()).toMatch(
      /^Callback for order A1001 not acknowledged \(500\): an interceptor, cache or other code of the app answered 20[012] before the callback was handled; the answer was withheld: exclude the callback's route from that code/,
    );
  });

  it('acknowledges nothing for a request whose address a middleware has rewritten', async () => {
    await start({
      platform: 'express',
      rawBody: true,
      configure: (app) => {
        app.use((request: { url: string }, _response: unknown, next: () => void) => {
          request.url = CALLBACK_PATH;
          next();
        });
        intercepting(() => of({ transResult: 'SUCCESS' }))(app);
      },
    });
    const answer = await postRaw(
      `${host.url}/rewritten`,
      { 'content-type': 'application/json' },
      signedBody(paymentFields()),
    );
    expect([answer.status, answer.text]).toEqual([500, FAIL]);
  });

  it('is told to the hook as not acknowledged', async () => {
    const hookCalls: [number, string | undefined][] = [];
    const hooks = {
      callback: ({ status, orderNo }: { status: number; orderNo: string | undefined }) =>
        void hookCalls.push([status, orderNo]),
    };
    await start({ platform, options: { hooks }, configure: intercepting(() => of('ok')) });
    await deliver();
    expect(hookCalls).toEqual([[500, 'A1001']]);
  });

  it('acknowledges nothing when it completes without a value', async () => {
    await start({ platform, configure: intercepting(() => EMPTY) });
    expectExactly(await deliver(), 500, FAIL);
  });

  it('does not turn a refusal into a success', async () => {
    const configure = intercepting((_, next) =>
      next.handle().pipe(catchError(() => of({ transResult: 'SUCCESS' }))),
    );
    const listener = await start({ platform, configure });
    listener.before = () => {
      throw new Error('the database is down');
    };
    expectExactly(await deliver(), 500, FAIL);
    expect(logged('warn')).toEqual([
      'Callback for order A1001 not acknowledged (500): an interceptor or other code of the app answered 200 instead of the rejection; the answer was withheld',
    ]);
    listener.before = () => undefined;
    expectExactly(await deliver(), 200, SUCCESS);
    expect(listener.names).toEqual(['paid']);
  });

  it('does not wait longer than it wants, and hears of it once', async () => {
    const configure = intercepting((_, next) =>
      next.handle().pipe(timeout({ each: 30, with: () => of('late') })),
    );
    const listener = await start({ platform, configure });
    listener.before = () => new Promise((resolve) => setTimeout(resolve, 100));
    expectExactly(await deliver(), 500, FAIL);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(logged('warn')).toEqual([
      'Callback for order A1001 was handled, but the app had sent another answer before: NewPay retries it, and the duplicate is acknowledged',
    ]);
    listener.before = () => undefined;
    expectExactly(await deliver(), 200, SUCCESS);
    expect(listener.names).toEqual(['paid']);
  });

  it('answers as it likes when it refuses', async () => {
    const configure = (app: INestApplication) =>
      app.use((_request: unknown, response: HostResponse) => {
        response.writeHead(400);
        response.end('closed for today');
      });
    await start({ platform, configure });
    const { status, text } = await deliver();
    expect([status, text]).toEqual([400, 'closed for today']);
  });

  it('keeps the refusal that it has begun to send while the callback was handled', async () => {
    const rawOf = (response: { raw?: HostResponse } & HostResponse) => response.raw ?? response;
    const configure = intercepting((context, next) => {
      const response = rawOf(context.switchToHttp().getResponse());
      response.writeHead(400);
      response.write('closed for ');
      return next.handle().pipe(finalize(() => response.end('today')));
    });
    const listener = await start({ platform, configure });
    const { status, text } = await deliver();
    expect([status, text]).toEqual([400, 'closed for today']);
    expect(listener.names).toEqual(['paid']);
    expect(logged('error')).toEqual([`Callback for order A1001 ${answeredByHost(400)}`]);
    expect(logged('warn')).toEqual([
      'Callback for order A1001 was handled, but the app had sent another answer before: NewPay retries it, and the duplicate is acknowledged',
    ]);
  });

  it('does not dress as a success what stopped a callback before its route', async () => {
    const configure = (app: INestApplication) => {
      app.useGlobalFilters({
        catch: (_error, context) => {
          const response = context.switchToHttp().getResponse<{
            status(code: number): { send(value: object): void };
          }>();
          response.status(200).send({ transResult: 'SUCCESS' });
        },
      });
      if (platform === 'express') {
        app.use(() => {
          throw new HttpException('the host’s own', 403);
        });
      } else {
        fastify(app).addHook('preHandler', async () => {
          throw new HttpException('the host’s own', 403);
        });
      }
    };
    const listener = await start({ platform, configure });
    expectExactly(await deliver(), 500, FAIL);
    expect(listener.names).toEqual([]);
  });
});

describe.each(PLATFORMS)('a callback that the host refuses on %s', (platform) => {
  it('in a middleware is logged, and told to the hook', async () => {
    const told: Told[] = [];
    const configure = (app: INestApplication) =>
      app.use((_request: unknown, response: HostResponse) => {
        response.statusCode = 429;
        response.end('slow down');
      });
    await start({ platform, configure, options: toldTo(told) });
    const { status, text } = await deliver();
    expect([status, text]).toEqual([429, 'slow down']);
    expect(logged('error')).toEqual([`Callback ${answeredByHost(429)}`]);
    expect(told).toEqual([[429, undefined, expect.stringContaining('a middleware, hook')]]);
  });

  it('with an exception before its route is logged, and told to the hook', async () => {
    const told: Told[] = [];
    const configure = (app: INestApplication) =>
      app.use(() => {
        throw new HttpException('no CSRF token', 403);
      });
    await start({ platform, configure, options: toldTo(told) });
    expect((await deliver()).status).toBe(403);
    expect(logged('error')).toEqual([`Callback ${answeredByHost(403)}`]);
    expect(told).toEqual([[403, undefined, expect.stringContaining('a middleware, hook')]]);
  });

  it('in a guard is told to the hook', async () => {
    const told: Told[] = [];
    const configure = (app: INestApplication) =>
      app.useGlobalGuards({
        canActivate: () => {
          throw new HttpException('no token', 401);
        },
      });
    await start({ platform, configure, options: toldTo(told) });
    expectExactly(await deliver(), 401, FAIL);
    expect(told).toEqual([
      [401, undefined, 'stopped by a guard, pipe or interceptor of the app (401): no token'],
    ]);
  });

  it('while its listeners run is told to the hook once, as it was answered', async () => {
    const told: Told[] = [];
    const configure = intercepting((_, next) => next.handle().pipe(timeout(30)));
    const listener = await start({ platform, configure, options: toldTo(told) });
    listener.before = () => new Promise((resolve) => setTimeout(resolve, 100));
    expectExactly(await deliver(), 500, FAIL);
    await until(() => listener.names.length > 0);
    await until(() => logged('warn').length > 0);
    expect(told).toEqual([[500, 'A1001', expect.stringContaining('Timeout has occurred')]]);
  });

  it('by an answer of its own while its listeners run is told to the hook once', async () => {
    const told: Told[] = [];
    const configure = intercepting((_, next) =>
      next.handle().pipe(timeout({ each: 30, with: () => of('late') })),
    );
    const listener = await start({ platform, configure, options: toldTo(told) });
    listener.before = () => new Promise((resolve) => setTimeout(resolve, 100));
    expectExactly(await deliver(), 500, FAIL);
    await until(() => logged('warn').length > 0);
    expect(told).toEqual([[500, 'A1001', expect.stringContaining('answered 200 before')]]);
  });
});

it('acknowledges nothing that a middleware of Express answers after an error that it could not send', async () => {
  const configure = (app: INestApplication) =>
    app.use(((_request, response) => {
      try {
        response.writeHead(503, { 'x-invalid': 'line\nbreak' });
      } catch {
        response.statusCode = 200;
        response.end(SUCCESS);
      }
    }) satisfies Middleware);
  const listener = await start({ configure });
  expectExactly(await deliver(), 500, FAIL);
  expect(listener.names).toEqual([]);
});

it('acknowledges nothing that Express answers after the package’s own answer failed', async () => {
  const configure = (app: INestApplication) => {
    app.use(((_request, response, next) => {
      response.statusMessage = 'line\nbreak';
      next();
    }) satisfies Middleware);
    intercepting((context, next) =>
      next.handle().pipe(
        catchError(() => {
          const response = context.switchToHttp().getResponse<HostResponse>();
          response.statusMessage = 'OK';
          response.end(SUCCESS);
          return EMPTY;
        }),
      ),
    )(app);
  };
  const listener = await start({ configure });
  expectExactly(await deliver(), 500, FAIL);
  expect(listener.names).toEqual(['paid']);
});

it('withholds what is written by a method that was taken off its response', async () => {
  const configure = (app: INestApplication) =>
    app.use(((_request, response, next) => {
      Reflect.apply(response.end, {}, [SUCCESS]);
      next();
    }) satisfies Middleware);
  await start({ configure });
  expectExactly(await deliver(), 500, FAIL);
});

it('acknowledges nothing that a middleware of Express answers', async () => {
  const configure = (app: INestApplication) =>
    app.use(((_request, response) => response.end(SUCCESS)) satisfies Middleware);
  const listener = await start({ configure });
  expectExactly(await deliver(), 500, FAIL);
  expect(logged('error')).toEqual([
    "Callback not acknowledged (500): an interceptor, cache or other code of the app answered 200 before the callback was handled; the answer was withheld: exclude the callback's route from that code",
  ]);
  expect(listener.names).toEqual([]);
});

it('tells the hook how Express was answered before the address was the callback’s', async () => {
  const told: Told[] = [];
  const configure = (app: INestApplication) =>
    app.use((request: { url: string }, response: HostResponse, next: () => void) => {
      response.end('early');
      request.url = CALLBACK_PATH;
      next();
    });
  await start({ platform: 'express', configure, options: toldTo(told), rawBody: true });
  const answer = await postRaw(
    `${host.url}/rewritten`,
    { 'content-type': 'application/json' },
    signedBody(paymentFields()),
  );
  expect([answer.status, answer.text]).toEqual([200, 'early']);
  await until(() => told.length > 0);
  const reason = 'the callback was handled, but the app had sent another answer before';
  expect(told).toEqual([[200, 'A1001', reason]]);
});

describe.each(PLATFORMS)('a host that fails around the handler on %s', (platform) => {
  it.each<[string, (answer: Observable<unknown>) => Observable<unknown>, string]>([
    [
      'throws',
      tap(() => {
        throw new Error('no audit log');
      }),
      'no audit log',
    ],
    ['rejects', mergeMap(() => Promise.reject(new Error('no metrics'))), 'no metrics'],
    [
      'fails when all is done',
      (answer) =>
        concat(
          answer,
          throwError(() => 'late'),
        ),
      'late',
    ],
    [
      'throws an exception of HTTP',
      map(() => {
        throw new HttpException('no tenant', 422);
      }),
      'no tenant',
    ],
  ])(
    'has an acknowledged callback logged as acknowledged when an interceptor %s',
    async (_how, fail, reason) => {
      const configure = intercepting((_, next) => next.handle().pipe(fail));
      const listener = await start({ platform, configure });
      expectExactly(await deliver(), 200, SUCCESS);
      expect(listener.names).toEqual(['paid']);
      expect(logged('error')).toEqual([]);
      expect(logged('warn')).toEqual([
        `Callback for order A1001 was acknowledged (200); then an interceptor of the app failed: ${reason}`,
      ]);
    },
  );

  it('may set a header after the handler', async () => {
    const configure = intercepting((context, next) =>
      next.handle().pipe(
        tap(() => {
          const response = context
            .switchToHttp()
            .getResponse<{ header(name: string, value: string): unknown }>();
          response.header('x-took', '1');
        }),
      ),
    );
    const listener = await start({ platform, configure });
    expectExactly(await deliver(), 200, SUCCESS);
    expect(listener.names).toEqual(['paid']);
    expect(logged('error')).toEqual([]);
  });

  it.each<[string, unknown, number, string]>([
    ['a text', 'no', 500, 'no'],
    ['nothing', undefined, 500, 'undefined'],
    ['null', null, 500, 'null'],
    ['a success', new HttpException('fine', 200), 500, 'fine'],
    ['a status of another kind', { getStatus: () => 'x', message: 'odd' }, 500, 'odd'],
    [
      'an error of a second copy of Nest',
      Object.assign(new Error('closed'), { getStatus: () => 423 }),
      423,
      'closed',
    ],
    ...UNREADABLE.map(([what, value]): [string, unknown, number, string] => [
      what,
      value,
      500,
      UNREADABLE_TEXT,
    ]),
  ])('stops a callback with whatever it throws: %s', async (_what, error, status, reason) => {
    const listener = await start({
      platform,
      configure: intercepting(() => throwError(() => error)),
    });
    expectExactly(await deliver(), status, FAIL);
    expect(logged('error')).toEqual([
      `Callback stopped by a guard, pipe or interceptor of the app (${status}): ${reason}`,
    ]);
    expect(listener.names).toEqual([]);
  });
});

describe('an error that no filter of Nest’s has seen, on Fastify', () => {
  type HookName = 'onRequest' | 'preParsing' | 'preValidation';

  /** A hook of the host's that fails. */
  const failingHook = (name: HookName, error: unknown) => (app: INestApplication) => {
    fastify(app).addHook(name as 'onRequest', async () => {
      throw error;
    });
  };
  const withStatus = (status: number) => new HttpException('the host’s own', status);

  it.each<[HookName, unknown, number]>([
    ['onRequest', withStatus(429), 429],
    ['preParsing', withStatus(429), 429],
    ['preParsing', 'a text', 500],
    ['preParsing', { transResult: 'SUCCESS' }, 500],
    ['preValidation', withStatus(403), 403],
    ['preValidation', new SyntaxError('x'), 500],
  ])('is the host’s to answer when it came from its hook: %s, %p', async (name, error, status) => {
    const listener = await start({ platform: 'fastify', configure: failingHook(name, error) });
    const answer = await deliver();
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('SUCCESS');
    expect(listener.names).toEqual([]);
  });

  it('leaves the hooks that the host gave the route in place', async () => {
    const order: string[] = [];
    const configure = (app: INestApplication) => {
      fastify(app).addHook('onRoute', (route) => {
        route.onRequest = [(_request, _reply, done) => (order.push('onRequest'), done())];
        route.preParsing = (_request, _reply, _payload, done) => (order.push('preParsing'), done());
        route.preValidation = (request, _reply, done) => {
          order.push(`preValidation ${request.headers['content-type']}`);
          done();
        };
      });
    };
    const listener = await start({ platform: 'fastify', configure });
    expectExactly(await deliver(), 200, SUCCESS);
    expect(listener.names).toEqual(['paid']);
    expect(order).toEqual(['onRequest', 'preParsing', 'preValidation application/json']);
  });
});
