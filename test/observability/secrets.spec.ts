import type { KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ModulesContainer } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { NewPayHealthIndicator } from '../../lib/health/index.js';
import {
  Currency,
  NewPayChannel,
  NewPayModule,
  NewPayService,
  NewPayV2Service,
  PayMethod,
  type NewPayHooks,
} from '../../lib/index.js';
import { Session } from '../cli/session.js';
import { CALLBACK_SHAPES, signedCallback, type ApiMessages } from '../support/api-messages.js';
import {
  envelope,
  sendJson,
  signedAnswer,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { startHostApp, validOptions, type HostApp } from '../support/host-app.js';
import { merchantKeys, pemOf, platformKeys, rsaKeyPair } from '../support/keys.js';
import { PaymentListener } from '../support/listeners.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

/** Stands in fields of bodies, and must stand nowhere else. */
const BODY_MARK = 'BODYMARK';

/** A payer's code for one payment, which must be digits. */
const AUTH_CODE = '134512345678901234';

const bodiesIn = (text: string): string[] =>
  [BODY_MARK, AUTH_CODE].filter((mark) => text.includes(mark));

/**
 * Lines of both keys: any of them would be a leak, and the whole is never repeated in one piece.
 */
const keyMarks = [merchantKeys.privateKey, platformKeys.publicKey].flatMap((key) =>
  pemOf(key)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('---')),
);
/**
 * Of the modulus, which both halves hold, and the private exponent, as `inspect` might show bytes.
 */
const rawMarks = [merchantKeys.privateKey, platformKeys.publicKey].flatMap((key) => {
  const { n = '', d = '' } = key.export({ format: 'jwk' });
  return [n, ...(d === '' ? [] : [d])].flatMap((text) => [
    text.slice(8, 40),
    Buffer.from(text, 'base64url').toString('hex').slice(0, 24),
    Buffer.from(text, 'base64url')
      .toString('hex', 0, 8)
      .replace(/(..)(?=.)/g, '$1 '),
  ]);
});

const marksIn = (text: string, marks: readonly string[]): string[] =>
  marks.filter((mark) => text.includes(mark));
const keysIn = (text: string): string[] => marksIn(text, [...keyMarks, ...rawMarks]);

/** Everything that a logger or an error tracker may make of a value. */
function shown(value: unknown): string {
  return [
    inspect(value, { depth: 12, showHidden: true, maxStringLength: null }),
    inAnyJson(value),
  ].join('\n');
}

/** As JSON, with what errors keep out of it, causes included. */
function inAnyJson(value: unknown): string {
  const seen = new WeakSet<object>();
  return (
    JSON.stringify(value, (_name, inner: unknown) => {
      if (typeof inner !== 'object' || inner === null) {
        return typeof inner === 'bigint' ? String(inner) : inner;
      }
      if (seen.has(inner)) {
        return '(seen)';
      }
      seen.add(inner);
      // Its `toJSON` comes first, and says numbers.
      if ('type' in inner && inner.type === 'Buffer' && 'data' in inner) {
        return Buffer.from(inner.data as number[]).toString();
      }
      return inner instanceof Error
        ? {
            ...inner,
            name: inner.name,
            message: inner.message,
            stack: inner.stack,
            cause: inner.cause,
          }
        : inner;
    }) ?? ''
  );
}

/** The options as the host wrote them are the host's; the others are Nest's, and lead to those. */
const NOT_OURS = new Set(['Symbol(NEWPAY_GIVEN_OPTIONS)', 'ModuleRef', 'ApplicationConfig']);

const nameOf = (token: unknown): string =>
  typeof token === 'function' ? token.name : String(token);

const exporter = new InMemorySpanExporter();
let gateway: FakeGateway;
let host: HostApp;
let hookCalls: object[];

const hooks: NewPayHooks = {
  request: (info) => hookCalls.push(info),
  response: (info) => hookCalls.push(info),
  callback: (info) => hookCalls.push(info),
  published: (info) => hookCalls.push(info),
  duplicate: (info) => hookCalls.push(info),
};

beforeAll(() => {
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
});

afterAll(() => trace.disable());

beforeEach(async () => {
  hookCalls = [];
  exporter.reset();
  gateway = await startFakeGateway();
  host = await startHostApp({
    options: {
      baseUrl: gateway.url,
      v2: { baseUrl: gateway.url, endpoints: { scanPay: `${gateway.url}/scanPay` } },
      timeout: 1_000,
      hooks,
    },
    imports: [TerminusModule],
    providers: [PaymentListener, NewPayHealthIndicator],
  });
});

afterEach(async () => {
  await host.app.close();
  await gateway.stop();
});

const spans = () =>
  exporter.getFinishedSpans().map(({ name, attributes, events, status, links }) => {
    return { name, attributes, events, status, links };
  });

/** Whatever the library shows of itself while it runs. */
function observed(): string {
  return [...host.logger.lines.map(({ text }) => text), shown(hookCalls), shown(spans())].join(
    '\n',
  );
}

const markedOrder = {
  payMethod: PayMethod.NewPay,
  currency: Currency.LAK,
  orderAmt: '50000',
  orderNo: 'A1001',
  subject: `${BODY_MARK} subject`,
  extra: `${BODY_MARK} extra`,
};
const marked = { subject: BODY_MARK, extra: BODY_MARK, transInfo: BODY_MARK, unknown: BODY_MARK };
const wrongKeys = rsaKeyPair();

type Callback = [name: string, body: (messages: ApiMessages) => string, status: number];

const CALLBACKS: Callback[] = [
  ['handled', (messages) => signed(messages), 200],
  ['wrongly signed', (messages) => signed(messages, {}, wrongKeys.privateKey), 401],
  ['unsigned', (messages) => messages.body(messages.payment(marked)), 401],
  ['too old', (messages) => signed(messages, { at: 1_663_738_614_280 }), 401],
  ['foreign', (messages) => signed(messages, { appId: BODY_MARK }), 403],
  ['impossible', (messages) => signed(messages, { orderAmt: BODY_MARK }), 400],
  ['cut', (messages) => signed(messages).slice(0, -9), 400],
  ['no JSON', () => BODY_MARK, 400],
  ['contradicting itself', () => `{"a":"${BODY_MARK}","a":"${BODY_MARK}2"}`, 400],
];

function signed(messages: ApiMessages, changes: object = {}, key?: KeyObject): string {
  return signedCallback(messages, messages.payment({ ...marked, ...changes }), key);
}

describe.each(CALLBACK_SHAPES)(
  'The body of a callback of $title appears in no log, hook or span',
  (messages) => {
    it.each(CALLBACKS)('%s', async (_name, bodyOf, status) => {
      expect((await host.postCallback(bodyOf(messages))).status).toBe(status);
      expect(bodiesIn(observed())).toEqual([]);
      expect(keysIn(observed())).toEqual([]);
    });

    it('nested', async () => {
      const body = messages.body(messages.payment({ ...marked, extra: { a: BODY_MARK } }));
      const { status } = await host.postCallback(body);
      expect(status).toBe(messages.api === 'v1' ? 400 : 401);
      expect(bodiesIn(observed())).toEqual([]);
    });

    it('when a listener fails', async () => {
      host.app.get(PaymentListener).before = () => Promise.reject(new Error('no database'));
      expect((await host.postCallback(signed(messages))).status).toBe(500);
      expect(observed()).toContain('no database');
      expect(bodiesIn(observed())).toEqual([]);
      expect(keysIn(observed())).toEqual([]);
    });
  },
);

/** How the gateway answers, and which calls believe it: a free call takes whatever is signed. */
const ANSWERS: [name: string, reply: FakeGateway['reply'], believedBy: string[]][] = [
  ['unsigned', (_request, response) => sendJson(response, envelope(marked)), []],
  [
    'of another order',
    (_request, response) => sendJson(response, signedAnswer(marked)),
    ['createMiniProgramOrder', 'call', 'call of v2'],
  ],
  ['no JSON', (_request, response) => sendJson(response, `<html>${BODY_MARK}`), []],
  ['neither yes nor no', (_request, response) => sendJson(response, { data: BODY_MARK }), []],
  ['a fault', (_request, response) => sendJson(response, BODY_MARK, 500), []],
  [
    'a redirect',
    (_request, response) => response.writeHead(302, { location: `/${BODY_MARK}` }).end(),
    [],
  ],
  ['none', (request) => void request, []],
];

const markedRefund = {
  orderNo: 'A1001',
  refundOrderNo: 'R1001',
  refundOrderAmt: '20000',
  refundDesc: `${BODY_MARK} cold`,
};

const markedV2Order = {
  channel: NewPayChannel.NewPayOnline,
  currency: 'LAK',
  orderAmt: '50000',
  orderNo: 'A1001',
  subject: `${BODY_MARK} subject`,
  attach: `${BODY_MARK} attach`,
  extraParam: { wxCode: BODY_MARK },
} as const;

const markedV2Refund = {
  newpayOrderNo: '2022092100000069501',
  refundOrderNo: 'R1001',
  refundOrderAmt: '20000',
  currency: 'LAK',
} as const;

const markedScan = {
  authCode: AUTH_CODE,
  currency: 'LAK',
  orderAmt: '50000',
  orderNo: 'A1001',
  subject: BODY_MARK,
} as const;

const v1 = () => host.app.get(NewPayService);
const v2 = () => host.app.get(NewPayV2Service);

/** Every call that the services have, with the path that it is sent to. */
const CALLS: Record<string, { path: string; make: () => Promise<unknown> }> = {
  createOrder: { path: '/createOrder', make: () => v1().createOrder(markedOrder) },
  createPrePayment: {
    path: '/createOrderPrePayment',
    make: () => v1().createPrePayment(markedOrder),
  },
  createMiniProgramOrder: {
    path: '/createOpenMini',
    make: () =>
      v1().createMiniProgramOrder({ currency: 'LAK', orderAmt: '5000', extra: BODY_MARK }),
  },
  queryOrder: { path: '/queryOrder', make: () => v1().queryOrder('A1001') },
  reconcile: { path: '/queryOrder', make: () => v1().reconcile('A1001') },
  refund: { path: '/refund', make: () => v1().refund(markedRefund) },
  queryRefund: { path: '/queryRefund', make: () => v1().queryRefund('R1001') },
  call: { path: '/any', make: () => v1().call('/any', { extra: BODY_MARK }) },
  'createOrder of v2': { path: '/unifiedOrder', make: () => v2().createOrder(markedV2Order) },
  'queryOrder of v2': { path: '/uniQueryPay', make: () => v2().queryOrder({ orderNo: 'A1001' }) },
  'reconcile of v2': { path: '/uniQueryPay', make: () => v2().reconcile({ orderNo: 'A1001' }) },
  'refund of v2': { path: '/uniRefund', make: () => v2().refund(markedV2Refund) },
  'queryRefund of v2': {
    path: '/uniQueryRefund',
    make: () => v2().queryRefund({ refundOrderNo: 'R1001' }),
  },
  'queryUser of v2': { path: '/queryUserInfoByToken', make: () => v2().queryUser(BODY_MARK) },
  'scanPay of v2': { path: '/scanPay', make: () => v2().scanPay(markedScan) },
  'call of v2': { path: '/any', make: () => v2().call('/any', { extra: BODY_MARK }) },
};

describe.each(Object.entries(CALLS))(
  'The bodies of %s appear in no log, hook, span or error',
  (name, call) => {
    it.each(ANSWERS)('when the answer is: %s', async (_, reply, believedBy) => {
      gateway.reply = reply;
      const [ended] = await Promise.allSettled([call.make()]);

      expect(ended.status).toBe(believedBy.includes(name) ? 'fulfilled' : 'rejected');
      expect(gateway.requests.map(({ path: sentTo }) => sentTo)).toContainEqual(
        expect.stringMatching(new RegExp(`${call.path}$`)),
      );
      const error: unknown = ended.status === 'rejected' ? ended.reason : undefined;
      const text = [shown(error), observed()].join('\n');
      expect(bodiesIn(text)).toEqual([]);
      expect(keysIn(text)).toEqual([]);
    });
  },
);

describe('A validation error quotes nothing of the input', () => {
  const wrong = `${BODY_MARK} &`;
  const REFUSED: Record<string, () => Promise<unknown>> = {
    'an order': () =>
      v1().createOrder({ ...markedOrder, orderAmt: `-${BODY_MARK}`, orderNo: wrong }),
    'a refund': () => v1().refund({ ...markedRefund, refundOrderAmt: BODY_MARK, orderNo: wrong }),
    'a query': () => v1().queryOrder(wrong),
    'a free call': () => v1().call('/any', { extra: `${BODY_MARK}&orderNo=1` }),
    'an order of v2': () =>
      v2().createOrder({ ...markedV2Order, orderAmt: `-${BODY_MARK}`, orderNo: wrong }),
    'a refund of v2': () =>
      v2().refund({ ...markedV2Refund, refundOrderAmt: BODY_MARK, refundOrderNo: wrong }),
    'a query of v2': () => v2().queryOrder({ orderNo: wrong }),
    'a scanned code': () => v2().scanPay({ ...markedScan, authCode: `${AUTH_CODE}&` }),
    'a free call of v2': () => v2().call('/any', { attach: `${BODY_MARK}&mchOrderNo=1` }),
  };

  it.each(Object.entries(REFUSED))('of %s', async (_what, send) => {
    const [ended] = await Promise.allSettled([send()]);
    expect(ended).toMatchObject({
      status: 'rejected',
      reason: { code: 'ERR_NEWPAY_VALIDATION' },
    });
    expect(gateway.requests).toEqual([]);
    expect(bodiesIn([shown(ended), observed()].join('\n'))).toEqual([]);
  });
});

describe('A key appears nowhere:', () => {
  it('the search finds a key that is printed', () => {
    const { privateKey, publicKey } = { ...merchantKeys, publicKey: platformKeys.publicKey };
    expect(keysIn(shown({ deep: { key: pemOf(privateKey) } })).length).toBeGreaterThan(20);
    expect(keysIn(shown(new Error('x', { cause: pemOf(publicKey) }))).length).toBeGreaterThan(5);
    const der = privateKey.export({ type: 'pkcs8', format: 'der' });
    expect(keysIn(inspect({ der }, { maxArrayLength: null })).length).toBeGreaterThan(0);
    const body = Buffer.from(`${' '.repeat(200)}${BODY_MARK}`);
    expect(shown(new Error('x', { cause: { body } }))).toContain(BODY_MARK);
  });

  it('not in anything that the module creates, however it is printed', () => {
    const modules = [...host.app.get(ModulesContainer).values()];
    const module = modules.find(({ name }) => name === NewPayModule.name);
    const made = [...module!.providers].filter(([token]) => !NOT_OURS.has(nameOf(token)));
    expect(made.length).toBeGreaterThan(20);
    const leaking = made.filter(
      ([, { instance }]) =>
        keysIn(inspect(instance, { depth: 4 }) + inAnyJson(instance)).length > 0,
    );
    expect(leaking.map(([token]) => nameOf(token))).toEqual([]);
  });

  it('not in the result of the health check', async () => {
    const health = await host.app.get(NewPayHealthIndicator).isHealthy('newpay');
    expect(health).toMatchObject({ newpay: { status: 'up' } });
    expect(keysIn(shown(health))).toEqual([]);
  });

  const pem = pemOf(merchantKeys.privateKey);
  it.each([
    ['a damaged key', { privateKey: pem.replace('MII', 'XXX') }],
    ['a key without its end', { privateKey: pem.slice(0, -30) }],
    ['a private key as the public one', { platformPublicKey: pem }],
    ['a public key as the private one', { privateKey: pemOf(platformKeys.publicKey) }],
    ['a key as an address', { baseUrl: pem }],
    ['a key as a path', { endpoints: { refund: pem } }],
    ['a key as an id', { appId: pem, merchantId: '' }],
  ])('not in the error about %s', async (_name, changes) => {
    const error: unknown = await startHostApp({ options: validOptions(changes) }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'ERR_NEWPAY_CONFIGURATION' });
    expect(keysIn(shown(error))).toEqual([]);
  });
});

describe('The command line:', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'newpay-secrets-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('keygen prints only the public key', async () => {
    const session = new Session(['keygen', '--out', folder]);
    expect(await session.exit).toBe(0);
    const secret = readFileSync(path.join(folder, 'newpay-private.pem'), 'utf8').split('\n');
    const output = session.stdout + session.stderr;
    expect(output).toContain('BEGIN PUBLIC KEY');
    expect(
      secret.filter((line) => /^[A-Za-z0-9+/]{40,}/.test(line) && output.includes(line)),
    ).toEqual([]);
    expect(output).not.toContain('BEGIN PRIVATE KEY');
  });

  it('explain prints no key, and with --mask no value', async () => {
    const [privateFile, publicFile] = [path.join(folder, 'a.pem'), path.join(folder, 'b.pem')];
    writeFileSync(privateFile, pemOf(merchantKeys.privateKey));
    writeFileSync(publicFile, pemOf(platformKeys.publicKey));
    const body = signedBody(paymentFields(marked), wrongKeys.privateKey);
    for (const file of [privateFile, publicFile]) {
      const stdin = Readable.from([Buffer.from(body)]);
      const session = new Session(['explain', '--key', file, '--mask'], stdin);
      expect(await session.exit).toBe(file === privateFile ? 2 : 1);
      expect(keysIn(session.stdout + session.stderr)).toEqual([]);
      expect(session.stdout + session.stderr).not.toContain(BODY_MARK);
    }
  });
});
