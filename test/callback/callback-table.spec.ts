import { createSign } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { NewPayPaidEvent, PayMethod } from '../../lib/index.js';
import {
  CALLBACK_SHAPES,
  rawOf,
  signedCallback,
  signedFields,
  withMember,
  type ApiMessages,
} from '../support/api-messages.js';
import { ACKNOWLEDGED, rejected } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp, type HostAppOptions } from '../support/host-app.js';
import { platformKeys, rsaKeyPair } from '../support/keys.js';
import { PaymentListener } from '../support/listeners.js';
import { signText, type JsonFields } from '../support/signed-callback.js';

/** Where the versions differ, as their messages do. */
interface ApiCases {
  /** What an event has. */
  readonly event: object;
  /** A pay method that no page lists, and what an event has of it. */
  readonly unlisted: { readonly payMethod: number; readonly read: number };
  /** Fields that nothing depends on. */
  readonly optional: readonly string[];
  readonly required: readonly string[];
  readonly statuses: Readonly<Record<'unknown' | 'foreign' | 'otherThanPaid', unknown>>;
  readonly malformed: readonly [what: string, changes: JsonFields][];
  /** Fields that follow one another in the signed text, the later one first. */
  readonly folded: [folded: string, into: string][];
  /** Names that are sorted as they stand here, with `rest` after them. */
  readonly recut: {
    readonly names: readonly string[];
    readonly values: readonly string[];
    readonly rest: string;
  };
}

const OF_API: Readonly<Record<ApiMessages['api'], ApiCases>> = {
  v1: {
    event: { payMethod: PayMethod.NewPay, transInfo: 'Transaction Success' },
    unlisted: { payMethod: 11, read: 11 },
    optional: ['subject', 'extra', 'transInfo', 'settlementStatus'],
    required: ['payMethod', 'orderAmt', 'currency', 'newpayOrderNo', 'orderNo', 'status', 'at'],
    statuses: { unknown: 2, foreign: 'SUCCESS', otherThanPaid: 1 },
    malformed: [
      ['a payMethod that ends in a letter', { payMethod: '1x' }],
      ['a payMethod that begins with a letter', { payMethod: 'x1' }],
      ['a settlement in words', { settlementStatus: 'yes' }],
      ['a time in seconds', { at: 1663738614 }],
      ['an amount of v2', { orderAmt: { value: '123.00', currency: 'LAK' } }],
    ],
    folded: [
      ['extra', 'currency'],
      ['currency', 'appId'],
      ['settlementStatus', 'payMethod'],
      ['transInfo', 'timestamp'],
      ['transStatus', 'transInfo'],
    ],
    recut: {
      names: ['newpayOrderNo', 'orderAmt', 'orderNo'],
      values: ['F', '999', 'Z'],
      rest: 'p',
    },
  },
  v2: {
    event: { payMethod: PayMethod.WeChat, transInfo: undefined },
    unlisted: { payMethod: 77, read: 0 },
    optional: ['subject', 'extra', 'settlementStatus', 'orderType', 'payMethod'],
    required: ['orderAmt', 'currency', 'newpayOrderNo', 'orderNo', 'status'],
    statuses: { unknown: 'DONE', foreign: 0, otherThanPaid: 'FAIL' },
    malformed: [
      ['no result yet', { status: 'PROCESSING' }],
      ['a time in words', { at: '2026-11-28 13:00:00' }],
      ['fields of v1 beside its own', { transStatus: 0 }],
      ['the order number of v1 beside its own', { refundOrderNo: 'R1' }],
      ['the answer to an order', { payReference: 'https://pay.example' }],
    ],
    folded: [
      ['attach', 'appId'],
      ['payStatus', 'payMethod'],
      ['settlementStatus', 'paytime'],
      ['paytime', 'payStatus'],
      ['newpayOrderNo', 'mchOrderNo'],
    ],
    recut: { names: ['mchOrderNo', 'newpayOrderNo'], values: ['Z', 'F'], rest: 'nz' },
  },
};

const CASES = CALLBACK_SHAPES.flatMap((messages) =>
  PLATFORMS.map((platform) => ({ messages, platform, title: messages.title })),
);

describe.each(CASES)('the callback table of $title on $platform', ({ messages, platform }) => {
  const { api, statusField, extraField } = messages;
  const ofApi = OF_API[api];
  let host: HostApp;
  let running: HostApp | undefined;

  afterEach(async () => {
    await running?.app.close();
    running = undefined;
  });

  async function start(options: HostAppOptions = {}): Promise<PaymentListener> {
    host = running = await startHostApp({ platform, providers: [PaymentListener], ...options });
    return host.app.get(PaymentListener, { strict: false });
  }

  /** Posts to one app for all tests of a group: what is refused leaves nothing behind. */
  function refusing(): (body: string | Uint8Array, status: number) => Promise<void> {
    let app: HostApp;
    beforeAll(async () => {
      app = await startHostApp({ platform, providers: [PaymentListener] });
    });
    afterAll(() => app.app.close());
    return async (body, status) => {
      expect(await app.postCallback(body)).toEqual(rejected(status));
      expect(app.app.get(PaymentListener).names).toEqual([]);
    };
  }

  const bodyOf = (changes?: JsonFields): string =>
    signedCallback(messages, messages.payment(changes));

  describe('verified, every listener finished', () => {
    it('answers 200 SUCCESS after publishing newpay.paid with every field', async () => {
      const listener = await start();
      const timestamp = Date.now();
      const fields = messages.payment({ at: timestamp, zzz: 'unknown' });
      expect(await host.postCallback(signedCallback(messages, fields))).toEqual(ACKNOWLEDGED);
      expect(listener.receivedEvents).toHaveLength(1);
      const [, event] = listener.receivedEvents[0]!;
      expect(event).toBeInstanceOf(NewPayPaidEvent);
      expect(event).toEqual({
        name: 'newpay.paid',
        api,
        verified: true,
        orderNo: 'A1001',
        newpayOrderNo: '202209210000006950',
        orderAmt: '123.00',
        currency: 'LAK',
        ...ofApi.event,
        subject: 'Coffee',
        extra: '',
        settlementStatus: 'not-settled',
        occurredAt: new Date(timestamp),
        source: 'callback',
        merchant: undefined,
        raw: rawOf(fields),
      });
    });

    it('publishes newpay.failed for a payment that failed', async () => {
      const listener = await start();
      expect(await host.postCallback(bodyOf({ status: 'failed' }))).toEqual(ACKNOWLEDGED);
      expect(listener.receivedEvents).toMatchObject([['failed', { api, reason: 'failed' }]]);
    });

    it('reads the numbers as they are printed', async () => {
      const listener = await start();
      const fields = {
        newpayOrderNo: '9223372036854775807',
        orderNo: '1234567890123456789',
        orderAmt: '123.00',
      };
      const unquoted = (json: string): string =>
        Object.values(fields).reduce((text, value) => text.replace(`"${value}"`, value), json);
      const payment = messages.payment(fields);
      const sign = signText(unquoted(messages.textOf(payment)));
      const body = unquoted(messages.body({ ...payment, sign }));
      expect(await host.postCallback(body)).toEqual(ACKNOWLEDGED);
      expect(listener.receivedEvents[0]?.[1]).toMatchObject(fields);
    });

    it('takes a pay method and a settlement code that no page lists', async () => {
      const listener = await start();
      const { payMethod, read } = ofApi.unlisted;
      const body = bodyOf({ payMethod, settlementStatus: 9 });
      expect((await host.postCallback(body)).status).toBe(200);
      expect(listener.receivedEvents[0]?.[1]).toMatchObject({
        payMethod: read,
        settlementStatus: 'unknown',
      });
    });

    it('accepts a name that stands twice with one value', async () => {
      const listener = await start();
      const paid = JSON.stringify(messages.payment()[statusField]);
      const body = withMember(bodyOf(), `"${statusField}":${paid}`);
      expect(await host.postCallback(body)).toEqual(ACKNOWLEDGED);
      expect(listener.names).toEqual(['paid']);
    });

    it('leaves null and absent fields out, whatever is not needed', async () => {
      const listener = await start();
      const changes = Object.fromEntries(ofApi.optional.map((name) => [name, null]));
      expect((await host.postCallback(bodyOf(changes))).status).toBe(200);
      expect(listener.receivedEvents[0]?.[1]).toMatchObject({
        subject: undefined,
        extra: undefined,
        settlementStatus: 'unknown',
      });
    });
  });

  it('answers a repeat of a handled callback 200 SUCCESS without a second event', async () => {
    const listener = await start();
    const body = bodyOf();
    await host.postCallback(body);
    expect(await host.postCallback(body)).toEqual(ACKNOWLEDGED);
    expect(listener.names).toEqual(['paid']);
  });

  it('answers 409 FAIL while the same callback is being handled', async () => {
    const listener = await start();
    let finish = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      listener.before = () => {
        resolve();
        return new Promise<void>((done) => (finish = done));
      };
    });
    const body = bodyOf();
    const first = host.postCallback(body);
    await started;
    expect(await host.postCallback(body)).toEqual(rejected(409));
    // Nobody has to be woken for it.
    expect(host.logger.textsOf('error')).toEqual([]);
    expect(host.logger.textsOf('log')).toContain(
      'Callback for order A1001 not acknowledged (409): another delivery of this event is in progress NewPayCallback',
    );
    finish();
    expect(await first).toEqual(ACKNOWLEDGED);
    expect(listener.names).toEqual(['paid']);
  });

  describe('a listener threw', () => {
    it('answers 500 FAIL, and the next delivery runs again', async () => {
      const listener = await start();
      listener.before = () => {
        throw new Error('the database is down');
      };
      const body = bodyOf();
      expect(await host.postCallback(body)).toEqual(rejected(500));
      expect(host.logger.textsOf('error').join()).toContain('the database is down');
      listener.before = () => undefined;
      expect(await host.postCallback(body)).toEqual(ACKNOWLEDGED);
      expect(listener.names).toEqual(['paid']);
    });

    it('logs the stack of every fault', async () => {
      @Injectable()
      class SecondListener {
        @OnEvent('newpay.paid', { suppressErrors: false })
        onPaid(): never {
          throw new Error('no stock');
        }
      }
      const listener = await start({ providers: [PaymentListener, SecondListener] });
      const faults = [new Error('no database'), 'a text'];
      for (const fault of faults) {
        listener.before = () => Promise.reject(fault);
        await host.postCallback(bodyOf());
      }
      expect(host.logger.textsOf('error')).toEqual([
        expect.stringMatching(
          /^Callback for order A1001 not acknowledged \(500\): 2 of 2 listeners of "newpay.paid" failed: PaymentListener.onPaid, SecondListener.onPaid Error: no database\n +at [^]*\nError: no stock\n +at /,
        ),
        expect.stringMatching(
          / failed: PaymentListener.onPaid, SecondListener.onPaid a text\nError: no stock\n +at /,
        ),
      ]);
    });

    it('waits for the other listeners before it answers', async () => {
      let isDone = false;
      @Injectable()
      class SlowListener {
        @OnEvent('newpay.paid', { suppressErrors: false })
        async onPaid(): Promise<void> {
          await new Promise((resolve) => setTimeout(resolve, 50));
          isDone = true;
        }
      }
      const listener = await start({ providers: [PaymentListener, SlowListener] });
      listener.before = () => Promise.reject(new Error('at once'));
      expect(await host.postCallback(bodyOf())).toEqual(rejected(500));
      expect(isDone).toBe(true);
    });
  });

  describe('nobody listens, or the store is out of reach', () => {
    it('answers 503 FAIL when nobody listens to the event', async () => {
      host = running = await startHostApp({ platform });
      expect(await host.postCallback(bodyOf())).toEqual(rejected(503));
      expect(host.logger.textsOf('error').join()).toMatch(
        /no listener is registered for "newpay.paid" NoListenerError: no listener is registered for "newpay.paid"\n +at /,
      );
    });

    it('answers 503 FAIL when the host has no EventEmitterModule', async () => {
      host = running = await startHostApp({ platform, withEvents: false });
      expect(await host.postCallback(bodyOf())).toEqual(rejected(503));
    });

    it('answers 503 FAIL when the store cannot be reached', async () => {
      const store = {
        retention: 10 * 24 * 60 * 60 * 1000,
        claim: () => Promise.reject(new Error('connection refused')),
        complete: () => Promise.resolve(true),
        release: () => Promise.resolve(),
      };
      const listener = await start({ options: { store } });
      expect(await host.postCallback(bodyOf())).toEqual(rejected(503));
      expect(listener.names).toEqual([]);
      expect(host.logger.textsOf('error').join()).toContain('connection refused');
    });
  });

  describe('malformed: 400 FAIL', () => {
    const other = JSON.stringify(ofApi.statuses.otherThanPaid);
    const bodies: [what: string, body: string | Uint8Array][] = [
      ['not JSON', '{"appId":'],
      ['a bare word', 'hello'],
      ['empty', ''],
      ['an array', '[1,2]'],
      ['a number', '5'],
      ['null', 'null'],
      ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
      ['one name with two values', withMember(bodyOf(), `"${statusField}":${other}`)],
      ['one name as a text and as a number', '{"a":"1","a":1}'],
      ['__proto__', withMember(bodyOf(), '"__proto__":{"admin":true}')],
      ['a signed __proto__', withMember(bodyOf(), '"__proto__":"x"')],
      ['64 KiB of nesting', '['.repeat(32 * 1024) + ']'.repeat(32 * 1024)],
      ['60 KiB of nesting in a field', `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
      ['an unknown status', bodyOf({ status: ofApi.statuses.unknown })],
      ['a status of the other version', bodyOf({ status: ofApi.statuses.foreign })],
      ['an unknown currency', bodyOf({ currency: 'THB' })],
      ['an amount in words', bodyOf({ orderAmt: '1e5' })],
      ['a negative amount', bodyOf({ orderAmt: '-1' })],
      ['a payment of nothing', bodyOf({ orderAmt: '0' })],
      ['a payment of 0.00', bodyOf({ orderAmt: '0.00' })],
      ['a time of 14 digits', bodyOf({ at: 16637386142800 })],
      ['an empty orderNo', bodyOf({ orderNo: '' })],
      ['an orderNo with a space', bodyOf({ orderNo: 'A 1' })],
      ...ofApi.malformed.map(([what, changes]): [string, string] => [what, bodyOf(changes)]),
      ...ofApi.required.map((name): [string, string] => [`no ${name}`, bodyOf({ [name]: null })]),
    ];

    const expectRefusal = refusing();

    it.each(bodies)('%s', (_what, body) => expectRefusal(body, 400));

    // An object can be a part of what v2 signs, so it is the signature that does not fit.
    it.each(['"more":{"a":1}', '"more":[1]'])('or unsigned: %s added', (member) =>
      expectRefusal(withMember(bodyOf(), member), api === 'v1' ? 400 : 401),
    );

    it('says in the log which field is wrong, and nothing of the body', async () => {
      await start();
      await host.postCallback(bodyOf({ status: 'SECRET' }));
      await host.postCallback('{"SECRET":');
      const lines = host.logger.textsOf('warn').filter((line) => line.startsWith('Callback'));
      expect(lines).toEqual([
        `Callback rejected (400): The message is not valid: "${statusField}" has an invalid value NewPayCallback`,
        'Callback rejected (400): it is not JSON NewPayCallback',
      ]);
    });
  });

  describe('fields folded into one another: 400 FAIL, or 403 for another app of v1', () => {
    const expectRefusal = refusing();

    it.each(ofApi.folded)('%s in %s', async (folded, into) => {
      const honest = messages.payment({ extra: 'table 7' });
      const value = `${String(honest[into])}&${folded}=${String(honest[folded])}`;
      const { [folded]: _gone, ...rest } = { ...honest, [into]: value };
      expect(messages.textOf(rest)).toBe(messages.textOf(honest));
      const isOfAnotherApp = api === 'v1' && into === 'appId';
      await expectRefusal(signedCallback(messages, rest), isOfAnotherApp ? 403 : 400);
    });
  });

  describe('a signed text that is another payment’s when it is cut elsewhere: 400 FAIL', () => {
    const { names, values, rest } = ofApi.recut;
    const assigned = names.map((name, index) => `&${name}=${values[index]}`).join('');
    const payer = { [extraField]: `x${assigned}&${rest}=` };
    const honest = messages.payment(payer);
    const own = names.map((name) => `&${name}=${String(honest[name])}`).join('');
    const forged = {
      [extraField]: 'x',
      ...Object.fromEntries(names.map((name, index) => [name, values[index]])),
    };
    const inName = `${rest}=&${names[0]}`;

    it.each<[string, JsonFields, string]>([
      ['as NewPay sent it', payer, `"${extraField}" contains "&${names[0]}="`],
      [
        'as another order, the own one in a value',
        { ...forged, [rest]: own },
        `"${rest}" contains "&${names[0]}="`,
      ],
      [
        'as another order, the own one in a name',
        { ...forged, [inName]: own.slice(`&${names[0]}=`.length) },
        `"${inName}" is not a valid field name`,
      ],
    ])('%s', async (_, cut, message) => {
      const listener = await start();
      const fields = { ...honest, ...cut };
      expect(messages.textOf(fields)).toBe(messages.textOf(honest));
      const answer = await host.postCallback(signedCallback(messages, fields));

      expect(answer).toEqual(rejected(400));
      expect(listener.names).toEqual([]);
      expect(host.logger.textsOf('warn').join()).toContain(message);
    });
  });

  describe('not NewPay’s, or too old: 401 FAIL', () => {
    const sha1 = (fields: JsonFields): string =>
      messages.body({ ...fields, sign: sha1Of(messages.textOf(fields)) });
    const other = rsaKeyPair();
    const signed = (): JsonFields => signedFields(messages, messages.payment());
    const changed = (changes: JsonFields) => () => messages.body({ ...signed(), ...changes });
    const names = Object.keys(messages.payment());
    const tampered: [what: string, make: () => string][] = [
      ...names.map((name): [string, () => string] => [`${name} changed`, changed({ [name]: '7' })]),
      ...names.map((name): [string, () => string] => [
        `${name} removed`,
        changed({ [name]: undefined }),
      ]),
      ['a field added', changed({ more: 'x' })],
      ['an empty field added', changed({ more: '' })],
      ['no sign', changed({ sign: undefined })],
      ['an empty sign', changed({ sign: '' })],
      ['sign null', changed({ sign: null })],
      ['sign a number', changed({ sign: 1 })],
      ['sign a list', () => messages.body({ ...signed(), sign: [signed()['sign']] })],
      ['sign an object', changed({ sign: {} })],
      ['sign of another text', changed({ sign: signText('x') })],
      ['another key', () => signedCallback(messages, messages.payment(), other.privateKey)],
      ['SHA-1', () => sha1(messages.payment())],
      [
        'SHA-1 said by the message',
        () => sha1(messages.payment({ sign_type: 'RSA', signType: 'SHA1' })),
      ],
    ];

    const expectRefusal = refusing();

    it.each(tampered)('%s', (_what, make) => expectRefusal(make(), 401));
  });

  describe('for somebody else: 403 FAIL', () => {
    const expectRefusal = refusing();

    it.each(['appId', 'merchantId', 'mchId'])('another %s', (name) =>
      expectRefusal(bodyOf({ [name]: '6' }), 403),
    );
  });

  describe('the replay window', () => {
    const now = 1_700_000_000_000;
    const day = 24 * 60 * 60 * 1000;

    it.each([
      ['just inside', { at: now - day }, 200],
      ['too old', { at: now - day - 1 }, 401],
      ['five minutes ahead', { at: now + 5 * 60_000 }, 200],
      ['further ahead', { at: now + 5 * 60_000 + 1 }, 401],
    ])('%s', async (_what, changes, status) => {
      const listener = await start({ now: () => now });
      expect((await host.postCallback(bodyOf(changes))).status).toBe(status);
      expect(listener.names).toHaveLength(status === 200 ? 1 : 0);
    });

    it('is off with false', async () => {
      await start({ now: () => now, options: { replayWindow: false } });
      expect((await host.postCallback(bodyOf({ at: 1663738614280 }))).status).toBe(200);
    });
  });
});

function sha1Of(text: string): string {
  return createSign('sha1').update(text).sign(platformKeys.privateKey, 'base64');
}
