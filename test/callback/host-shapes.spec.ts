import { Controller, HttpException, Post, type INestApplication } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterEach, describe, expect, it } from '@jest/globals';
import { throwError } from 'rxjs';
import { PLATFORMS, startHostApp, type HostApp, type HostAppOptions } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

const PATH = '/newpay/callback';
const FAIL = '{"transResult":"FAIL"}';

/** Routes of the host’s own, beside and below the callback's. */
@Controller()
class HostController {
  @Post(['own', 'newpay/callback/below'])
  receive(): string {
    return 'own';
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

/** The lines of the log that a fault would leave behind. */
const faults = () => [...host.logger.textsOf('error'), ...host.logger.textsOf('warn')];

describe.each(PLATFORMS)('what the parser refuses on %s', (platform) => {
  it('is answered in NewPay’s words on the callback route', async () => {
    await start({ platform });
    const answer = await fetch(host.url + PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a":',
    });
    expect([answer.status, await answer.text()]).toEqual([400, FAIL]);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('content-length')).toBe(String(FAIL.length));
  });

  it.each([
    ['POST', '/own'],
    ['POST', `${PATH}/below`],
    ['PUT', PATH],
  ])('is the host’s to answer for %s %s', async (method, path) => {
    await start({ platform });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(host.url + path, { method, headers, body: '{"a":' });
    expect(await answer.text()).not.toContain('transResult');
    expect(faults().join()).not.toContain('Callback refused');
  });

  it('leaves a good request after it as it is', async () => {
    const listener = await start({ platform });
    await host.post(PATH, '{"a":');
    expect(await host.post(PATH, signedBody(paymentFields()))).toMatchObject({ status: 200 });
    expect(await host.post('/own', '{}')).toEqual({ status: 201, text: 'own' });
    expect(listener.names).toEqual(['paid']);
  });
});

describe('an error of the host’s own middleware, on Express', () => {
  const failingWith = (error: object) => (app: INestApplication) => {
    (app as NestExpressApplication).use(
      (_request: unknown, _response: unknown, next: (error: unknown) => void) => {
        next(Object.assign(new Error('the host’s own'), error));
      },
    );
  };

  it.each([
    {},
    { type: 'entity.parse.failed' },
    { status: 400 },
    { type: 'entity.parse.failed', status: '400' },
    { type: 7, status: 400 },
    { type: 'entity.parse.failed', status: 418 },
  ])('is no refusal of the parser: %j', async (error) => {
    await start({ configure: failingWith(error) });
    expect((await host.post(PATH, '{}')).text).not.toContain('transResult');
    expect(faults().join()).not.toContain('Callback refused');
  });

  it('is one when it looks like one', async () => {
    await start({ configure: failingWith({ type: 'entity.too.large', status: 413 }) });
    expect(await host.post(PATH, '{}')).toEqual({ status: 400, text: FAIL });
  });
});

describe('an error that no filter of Nest’s has seen, on Fastify', () => {
  type HookName = 'onRequest' | 'preParsing' | 'preValidation' | 'onSend';

  /** A hook of the host's that fails. */
  const failingHook = (name: HookName, error: unknown) => (app: INestApplication) => {
    const fastify = (app as NestFastifyApplication).getHttpAdapter().getInstance();
    fastify.addHook(name as 'onRequest', async () => {
      throw error;
    });
  };
  /** A parser of the host's that fails. */
  const failingParser = (error: Error) => (app: INestApplication) => {
    (app as NestFastifyApplication).useBodyParser('application/json', {}, (_req, _body, done) => {
      done(error, undefined);
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
    const answer = await host.post(PATH, signedBody(paymentFields()));
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('transResult');
    expect(faults().join()).not.toContain('Callback refused');
    expect(listener.names).toEqual([]);
  });

  it('is no refusal of a callback that was handled', async () => {
    const error = new SyntaxError('x');
    const listener = await start({ platform: 'fastify', configure: failingHook('onSend', error) });
    expect((await host.post(PATH, signedBody(paymentFields()))).status).toBe(500);
    expect(faults().join()).not.toContain('Callback refused');
    expect(listener.names).toEqual(['paid']);
  });

  it.each([withStatus(413), withStatus(500), new SyntaxError('x')])(
    'is a refusal when it came from its parser: %p',
    async (error) => {
      await start({ platform: 'fastify', configure: failingParser(error) });
      expect(await host.post(PATH, '{}')).toEqual({ status: 400, text: FAIL });
    },
  );

  describe('beside what the host gave the route', () => {
    const given = (route: object) => (app: INestApplication) => {
      const fastify = (app as NestFastifyApplication).getHttpAdapter().getInstance();
      fastify.addHook('onRoute', (made) => void Object.assign(made, route));
    };
    const errorHandler = (
      _error: unknown,
      _request: unknown,
      reply: { code(of: number): unknown },
    ) => {
      reply.code(418);
      return 'mine';
    };
    type Done = (error?: unknown) => void;
    const hook =
      (error?: unknown) => (_request: unknown, _reply: unknown, _payload: unknown, done: Done) => {
        done(error);
      };

    it('leaves an error handler what is not the parser’s', async () => {
      const preParsing = [hook(), hook(withStatus(429))];
      const configure = given({ errorHandler, preParsing });
      await start({ platform: 'fastify', configure });
      expect(await host.post(PATH, '{"a":')).toEqual({ status: 418, text: 'mine' });
    });

    it('answers what is the parser’s', async () => {
      await start({ platform: 'fastify', configure: given({ errorHandler, preParsing: hook() }) });
      expect(await host.post(PATH, '{"a":')).toEqual({ status: 400, text: FAIL });
    });
  });
});

describe.each(PLATFORMS)('a host that has answered already on %s', (platform) => {
  /** An interceptor that answers by itself. */
  const answering = (then: () => void) => (app: INestApplication) => {
    app.useGlobalInterceptors({
      intercept: (context, next) => {
        const http = context.switchToHttp();
        http
          .getResponse<{ status(code: number): { send(text: string): void } }>()
          .status(202)
          .send('mine');
        then();
        return next.handle();
      },
    });
  };

  it('is not answered over', async () => {
    const listener = await start({ platform, configure: answering(() => undefined) });
    expect(await host.post(PATH, signedBody(paymentFields()))).toEqual({
      status: 202,
      text: 'mine',
    });
    // What is being handled is finished before the app is closed.
    await host.app.close();
    expect(listener.names).toEqual(['paid']);
    expect(host.logger.textsOf('error')).toEqual([]);
  });

  it('nor when it fails then', async () => {
    const failing = () => {
      throw new Error('after the answer');
    };
    const listener = await start({ platform, configure: answering(failing) });
    expect(await host.post(PATH, signedBody(paymentFields()))).toEqual({
      status: 202,
      text: 'mine',
    });
    await host.app.close();
    expect(listener.names).toEqual([]);
    expect(host.logger.textsOf('error')).toEqual([
      "Callback stopped by the host's own guard, pipe or interceptor (500): after the answer CallbackFilter",
    ]);
  });
});

it('a host’s interceptor that throws nothing at all stops a callback too', async () => {
  const configure = (app: INestApplication) =>
    app.useGlobalInterceptors({ intercept: () => throwError(() => undefined) });
  await start({ configure });
  expect(await host.post(PATH, signedBody(paymentFields()))).toEqual({ status: 500, text: FAIL });
  expect(host.logger.textsOf('error')).toEqual([
    "Callback stopped by the host's own guard, pipe or interceptor (500): undefined CallbackFilter",
  ]);
});
