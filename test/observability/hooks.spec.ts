import { createServer } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Post, UseGuards } from '@nestjs/common';
import {
  NewPayCallbackGuard,
  NewPayService,
  NewPaySignature,
  type NewPayHooks,
  type NewPayModuleOptions,
  type NewPayUnverifiedInfo,
} from '../../lib/index.js';
import {
  paymentData,
  replyByPath,
  sendJson,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { pemOf, platformKeys } from '../support/keys.js';
import { PaymentListener } from '../support/listeners.js';
import { ORDER } from '../support/requests.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

let gateway: FakeGateway;
let host: HostApp;
let hookCalls: [hook: string, info: object][];
let begin: number;

const recording: NewPayHooks = {
  request: (info) => hookCalls.push(['request', info]),
  response: (info) => hookCalls.push(['response', info]),
  callback: (info) => hookCalls.push(['callback', info]),
  published: (info) => hookCalls.push(['published', info]),
};
/** Anything that can have lasted since the test began. */
const durationMs = {
  asymmetricMatch: (value: unknown) =>
    typeof value === 'number' && value > 0 && value <= performance.now() - begin,
};
const merchant = undefined;

// The first call loads them within its time limit, which is short in a test here.
beforeAll(() => Promise.all([import('../../lib/gateway/axios-client.js'), import('undici')]));

beforeEach(async () => {
  hookCalls = [];
  begin = performance.now();
  gateway = await startFakeGateway();
});

afterEach(async () => {
  await host.app.close();
  await gateway.stop();
});

async function start(
  hooks: NewPayHooks = recording,
  changes: Partial<NewPayModuleOptions> = {},
): Promise<void> {
  const options = { baseUrl: gateway.url, timeout: 5_000, hooks, ...changes };
  host = await startHostApp({ options, providers: [PaymentListener] });
}

describe('The hooks request and response', () => {
  const query = () =>
    host.app
      .get(NewPayService)
      .queryOrder('A1')
      .catch(() => undefined);

  it.each<[string, FakeGateway['reply'], timeout?: number]>([
    ['ok', replyByPath({ queryOrder: (request) => paymentData(request) })],
    ['refused', (_request, response) => sendJson(response, { success: false })],
    ['untrusted', (_request, response) => sendJson(response, '<html>')],
    ['unanswered', () => undefined, 1_000],
  ])('report the outcome %s', async (outcome, reply, timeout = 5_000) => {
    await start(recording, { timeout });
    gateway.reply = reply;
    await query();
    expect(hookCalls).toEqual([
      ['request', { merchant, call: 'queryOrder' }],
      ['response', { merchant, call: 'queryOrder', outcome, durationMs }],
    ]);
  });

  it('report the outcome untrusted for an order that a fault of the gateway answers', async () => {
    await start();
    gateway.reply = (_request, response) => sendJson(response, {}, 502);
    await host.app
      .get(NewPayService)
      .createOrder(ORDER)
      .catch(() => undefined);
    expect(hookCalls.at(-1)).toEqual([
      'response',
      { merchant, call: 'createOrder', outcome: 'untrusted', durationMs },
    ]);
  });

  it('report the outcome unreached once for each attempt', async () => {
    let connections = 0;
    // Closes before TLS has begun: not a byte of a request can have been sent.
    const closing = createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined).destroy();
    });
    await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve));
    const { port } = closing.address() as { port: number };
    await start(recording, { baseUrl: `https://127.0.0.1:${port}`, timeout: 1_500 });
    await query();
    await new Promise((resolve) => closing.close(resolve));

    const attempts = hookCalls.filter(([hook]) => hook === 'request').length;
    expect(connections).toBeGreaterThan(1);
    // The last one may have been cut short on its way.
    expect([connections, connections + 1]).toContain(attempts);
    expect(hookCalls).toEqual(
      Array.from({ length: attempts }, () => [
        ['request', { merchant, call: 'queryOrder' }],
        ['response', { merchant, call: 'queryOrder', outcome: 'unreached', durationMs }],
      ]).flat(),
    );
  });

  it('name a raw call by its path', async () => {
    await start();
    await host.app
      .get(NewPayService)
      .call('/any', {})
      .catch(() => undefined);
    expect(hookCalls[0]).toEqual(['request', { merchant, call: '/any' }]);
  });
});

describe('The hooks callback and published', () => {
  it('report the published event and the acknowledgement', async () => {
    await start();
    await host.postCallback(signedBody(paymentFields()));
    expect(hookCalls).toEqual([
      [
        'published',
        { merchant, event: 'newpay.paid', orderNo: 'A1001', outcome: 'handled', durationMs },
      ],
      ['callback', { merchant, status: 200, orderNo: 'A1001', reason: undefined, durationMs }],
    ]);
  });

  it('report a duplicate callback without a published event', async () => {
    await start();
    const body = signedBody(paymentFields());
    await host.postCallback(body);
    hookCalls = [];
    await host.postCallback(body);
    expect(hookCalls.map(([hook]) => hook)).toEqual(['callback']);
  });

  it('report why a callback was not acknowledged', async () => {
    await start();
    host.app.get(PaymentListener).before = () => Promise.reject(new Error('no database'));
    await host.postCallback(signedBody(paymentFields()));
    expect(hookCalls).toEqual([
      ['published', expect.objectContaining({ outcome: 'failed' })],
      [
        'callback',
        {
          merchant,
          status: 500,
          orderNo: 'A1001',
          reason: expect.stringContaining('1 of 1 listeners of "newpay.paid" failed'),
          durationMs,
        },
      ],
    ]);
  });

  it('report a forged callback without quoting it', async () => {
    await start();
    await host.postCallback(signedBody(paymentFields()).replace('A1001', 'SECRET'));
    expect(hookCalls).toEqual([
      [
        'callback',
        {
          merchant,
          status: 401,
          orderNo: undefined,
          reason: expect.stringContaining('signature'),
          durationMs,
        },
      ],
    ]);
    expect(JSON.stringify(hookCalls)).not.toContain('SECRET');
  });
});

@Controller('own')
@UseGuards(NewPayCallbackGuard)
class OwnController {
  @Post()
  receive(): void {}
}

describe('The hook unverified', () => {
  const unverified: NewPayUnverifiedInfo[] = [];
  const asking: NewPayHooks = { ...recording, unverified: (info) => unverified.push(info) };

  beforeEach(() => {
    unverified.length = 0;
  });

  it('receives the exact bytes of a forged callback, which explain() can read, before the hook callback', async () => {
    await start({ ...asking, callback: () => hookCalls.push(['callback', { ...unverified }]) });
    const body = signedBody(paymentFields()).replace('A1001', 'A1002');
    expect((await host.postCallback(body)).status).toBe(401);

    expect(unverified).toEqual([
      {
        merchant,
        status: 401,
        reason: expect.stringContaining('signature'),
        unverifiedBody: Buffer.from(body),
      },
    ]);
    expect(hookCalls).toEqual([['callback', { 0: unverified[0] }]]);
    const { verified, problem } = NewPaySignature.explain(unverified[0]?.unverifiedBody ?? '', {
      platformPublicKey: pemOf(platformKeys.publicKey),
    });
    expect({ verified, problem }).toEqual({
      verified: false,
      problem: expect.stringContaining('covers another text'),
    });
  });

  it('receives the body that is no JSON, and one that is signed for another app', async () => {
    await start(asking);
    await host.postCallback('<html>');
    await host.postCallback(signedBody(paymentFields({ appId: 'another' })));
    expect(unverified.map(({ status }) => status)).toEqual([400, 403]);
    expect(Buffer.from(unverified[0]?.unverifiedBody ?? []).toString()).toBe('<html>');
  });

  it('receives no body when it was too large to be read', async () => {
    await start(asking);
    await host.postCallback(' '.repeat(70_000));
    expect(unverified).toEqual([
      expect.objectContaining({ status: 413, unverifiedBody: undefined }),
    ]);
  });

  it('is not called for a callback that is verified, whatever becomes of it', async () => {
    await start(asking);
    await host.postCallback(signedBody(paymentFields()));
    host.app.get(PaymentListener).before = () => Promise.reject(new Error('no database'));
    await host.postCallback(signedBody(paymentFields({ orderNo: 'A2' })));
    expect(unverified).toEqual([]);
  });

  it('receives the body that the guard reads on a route of the host', async () => {
    const options = { baseUrl: gateway.url, hooks: asking, callback: false } as const;
    host = await startHostApp({ options, controllers: [OwnController], rawBody: true });
    await host.post('/own', '{"forged": true}');
    expect(unverified).toEqual([
      expect.objectContaining({ status: 401, unverifiedBody: Buffer.from('{"forged": true}') }),
    ]);
  });

  it('is followed by the hook of the callback, which says why the guard has refused it', async () => {
    const options = { baseUrl: gateway.url, hooks: recording, callback: false } as const;
    host = await startHostApp({ options, controllers: [OwnController], rawBody: true });
    await host.post('/own', '{"forged": true}');
    const reason = expect.stringContaining('sign');
    expect(hookCalls).toContainEqual([
      'callback',
      { merchant, status: 401, orderNo: undefined, reason, durationMs },
    ]);
  });

  it('fails alone: the request is refused as without it', async () => {
    await start({
      unverified: () => {
        throw new Error('no disk');
      },
    });
    expect((await host.postCallback('{}')).status).toBe(401);
    expect(host.logger.textsOf('error')).toEqual([
      'The option "hooks.unverified" failed: no disk NewPayHooks',
    ]);
  });
});

it('A hook that throws is logged and changes nothing else.', async () => {
  await start({
    callback: () => {
      throw new Error('no metrics');
    },
  });
  expect((await host.postCallback(signedBody(paymentFields()))).status).toBe(200);
  expect(host.logger.textsOf('error')).toEqual([
    'The option "hooks.callback" failed: no metrics NewPayHooks',
  ]);
});

it('A hook that rejects is logged and does not end the process.', async () => {
  const rejecting: unknown = () => Promise.reject(new Error('no metrics'));
  await start({ callback: rejecting as NewPayHooks['callback'] });
  expect((await host.postCallback(signedBody(paymentFields()))).status).toBe(200);
  await new Promise((resolve) => setImmediate(resolve));
  expect(host.logger.textsOf('error')).toEqual([
    'The option "hooks.callback" failed: no metrics NewPayHooks',
  ]);
});

it('A long name of a field is truncated in the log and in hooks.', async () => {
  await start();
  await host.postCallback(JSON.stringify({ ['x'.repeat(5000)]: {} }));
  expect(JSON.stringify(hookCalls).length).toBeLessThan(300);
  expect(host.logger.textsOf('warn').at(-1)?.length).toBeLessThan(300);
});

it('A misspelt hook is rejected at startup.', async () => {
  await start();
  const misspelt: object = { calback: () => undefined };
  await expect(start(misspelt)).rejects.toThrow(
    'NewPay option "hooks.calback" is unknown: the known names are request, response, callback, published',
  );
});
