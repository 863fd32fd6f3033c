import { createSign } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { NewPayPaidEvent, PayMethod } from '../../lib/index.js';
import { ACKNOWLEDGED, rejected } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp, type HostAppOptions } from '../support/host-app.js';
import { platformKeys, rsaKeyPair } from '../support/keys.js';
import { PaymentListener } from '../support/listeners.js';
import {
  paymentFields,
  plainStringToSign,
  signedBody,
  signText,
  type JsonFields,
} from '../support/signed-callback.js';

describe.each(PLATFORMS)('the callback table on %s', (platform) => {
  let host: HostApp;

  afterEach(() => host.app.close());

  async function start(options: HostAppOptions = {}): Promise<PaymentListener> {
    host = await startHostApp({ platform, providers: [PaymentListener], ...options });
    return host.app.get(PaymentListener, { strict: false });
  }

  describe('verified, every listener finished', () => {
    it('answers 200 SUCCESS after publishing newpay.paid with every field', async () => {
      const listener = await start();
      const timestamp = Date.now();
      const fields = paymentFields({ timestamp, zzz: 'unknown' });
      expect(await host.postCallback(signedBody(fields))).toEqual(ACKNOWLEDGED);
      expect(listener.receivedEvents).toHaveLength(1);
      const [, event] = listener.receivedEvents[0]!;
      expect(event).toBeInstanceOf(NewPayPaidEvent);
      expect(event).toEqual({
        name: 'newpay.paid',
        api: 'v1',
        verified: true,
        orderNo: 'A1001',
        newpayOrderNo: '202209210000006950',
        orderAmt: '123.00',
        currency: 'LAK',
        payMethod: PayMethod.NewPay,
        subject: 'Coffee',
        extra: '',
        transInfo: 'Transaction Success',
        settlementStatus: 'not-settled',
        occurredAt: new Date(timestamp),
        source: 'callback',
        merchant: undefined,
        raw: Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [name, String(value)]),
        ),
      });
    });

    it('publishes newpay.failed for transStatus 1', async () => {
      const listener = await start();
      const body = signedBody(paymentFields({ transStatus: 1, transInfo: 'No balance' }));
      expect(await host.postCallback(body)).toEqual(ACKNOWLEDGED);
      expect(listener.names).toEqual(['failed']);
      expect(listener.receivedEvents[0]?.[1].transInfo).toBe('No balance');
    });

    it('reads the numbers as they are printed', async () => {
      const listener = await start();
      const fields = {
        newpayOrderNo: '9223372036854775807',
        orderNo: '1234567890123456789',
        orderAmt: '123.00',
      };
      const timestamp = Date.now();
      const text = plainStringToSign(paymentFields({ ...fields, timestamp }));
      const body = JSON.stringify({ ...paymentFields({ timestamp }), sign: signText(text) })
        .replace('"202209210000006950"', fields.newpayOrderNo)
        .replace('"A1001"', fields.orderNo)
        .replace('"123.00"', fields.orderAmt);
      expect(await host.postCallback(body)).toEqual(ACKNOWLEDGED);
      expect(listener.receivedEvents[0]?.[1]).toMatchObject(fields);
    });

    it('takes a pay method and a settlement code that no page lists', async () => {
      const listener = await start();
      const body = signedBody(paymentFields({ payMethod: 11, settlementStatus: 9 }));
      expect((await host.postCallback(body)).status).toBe(200);
      expect(listener.receivedEvents[0]?.[1]).toMatchObject({
        payMethod: 11,
        settlementStatus: 'unknown',
      });
    });

    it('accepts a name that stands twice with one value', async () => {
      const listener = await start();
      const body = signedBody(paymentFields()).replace('{', '{"transStatus":0,');
      expect(await host.postCallback(body)).toEqual(ACKNOWLEDGED);
      expect(listener.names).toEqual(['paid']);
    });

    it('leaves null and absent fields out, whatever is not needed', async () => {
      const listener = await start();
      const changes = { subject: null, extra: null, transInfo: null, settlementStatus: null };
      expect((await host.postCallback(signedBody(paymentFields(changes)))).status).toBe(200);
      expect(listener.receivedEvents[0]?.[1]).toMatchObject({
        subject: undefined,
        extra: undefined,
        settlementStatus: 'unknown',
      });
    });
  });

  it('answers a repeat of a handled callback 200 SUCCESS without a second event', async () => {
    const listener = await start();
    const body = signedBody(paymentFields());
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
    const body = signedBody(paymentFields());
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
      const body = signedBody(paymentFields());
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
        await host.postCallback(signedBody(paymentFields()));
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
      expect(await host.postCallback(signedBody(paymentFields()))).toEqual(rejected(500));
      expect(isDone).toBe(true);
    });
  });

  describe('nobody listens, or the store is out of reach', () => {
    it('answers 503 FAIL when nobody listens to the event', async () => {
      host = await startHostApp({ platform });
      expect(await host.postCallback(signedBody(paymentFields()))).toEqual(rejected(503));
      expect(host.logger.textsOf('error').join()).toMatch(
        /no listener is registered for "newpay.paid" NoListenerError: no listener is registered for "newpay.paid"\n +at /,
      );
    });

    it('answers 503 FAIL when the host has no EventEmitterModule', async () => {
      host = await startHostApp({ platform, withEvents: false });
      expect(await host.postCallback(signedBody(paymentFields()))).toEqual(rejected(503));
    });

    it('answers 503 FAIL when the store cannot be reached', async () => {
      const store = {
        retention: 10 * 24 * 60 * 60 * 1000,
        claim: () => Promise.reject(new Error('connection refused')),
        complete: () => Promise.resolve(true),
        release: () => Promise.resolve(),
      };
      const listener = await start({ options: { store } });
      expect(await host.postCallback(signedBody(paymentFields()))).toEqual(rejected(503));
      expect(listener.names).toEqual([]);
      expect(host.logger.textsOf('error').join()).toContain('connection refused');
    });
  });

  describe('malformed: 400 FAIL', () => {
    const without = (name: string): JsonFields => paymentFields({ [name]: null });
    const bodies: [what: string, body: string | Uint8Array][] = [
      ['not JSON', '{"appId":'],
      ['a bare word', 'hello'],
      ['empty', ''],
      ['an array', '[1,2]'],
      ['a number', '5'],
      ['null', 'null'],
      ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
      ['one name with two values', signedBody(paymentFields()).replace('{', '{"transStatus":1,')],
      ['one name as a text and as a number', '{"a":"1","a":1}'],
      ['__proto__', signedBody(paymentFields()).replace('{', '{"__proto__":{"admin":true},')],
      ['a signed __proto__', signedBody(paymentFields()).replace('{', '{"__proto__":"x",')],
      ['a nested field', signedBody(paymentFields()).replace('{', '{"more":{"a":1},')],
      ['a list in a field', signedBody(paymentFields()).replace('{', '{"more":[1],')],
      ['64 KiB of nesting', '['.repeat(32 * 1024) + ']'.repeat(32 * 1024)],
      ['60 KiB of nesting in a field', `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`],
      ['an unknown status', signedBody(paymentFields({ transStatus: 2 }))],
      ['a status in words', signedBody(paymentFields({ transStatus: 'SUCCESS' }))],
      ['an unknown currency', signedBody(paymentFields({ currency: 'THB' }))],
      ['an amount in words', signedBody(paymentFields({ orderAmt: '1e5' }))],
      ['a negative amount', signedBody(paymentFields({ orderAmt: '-1' }))],
      ['a timestamp in seconds', signedBody(paymentFields({ timestamp: 1663738614 }))],
      ['a timestamp of 14 digits', signedBody(paymentFields({ timestamp: 16637386142800 }))],
      ['an empty orderNo', signedBody(paymentFields({ orderNo: '' }))],
      ['an orderNo with a space', signedBody(paymentFields({ orderNo: 'A 1' }))],
      ['a payMethod that ends in a letter', signedBody(paymentFields({ payMethod: '1x' }))],
      ['a payMethod that begins with a letter', signedBody(paymentFields({ payMethod: 'x1' }))],
      ['a settlement in words', signedBody(paymentFields({ settlementStatus: 'yes' }))],
      ...[
        'payMethod',
        'orderAmt',
        'currency',
        'newpayOrderNo',
        'orderNo',
        'transStatus',
        'timestamp',
      ].map((name): [string, string] => [`no ${name}`, signedBody(without(name))]),
    ];

    it.each(bodies)('%s', async (_what, body) => {
      const listener = await start();
      expect(await host.postCallback(body)).toEqual(rejected(400));
      expect(listener.names).toEqual([]);
    });

    it('says in the log which field is wrong, and nothing of the body', async () => {
      await start();
      await host.postCallback(signedBody(paymentFields({ orderAmt: 'SECRET' })));
      await host.postCallback('{"SECRET":');
      const lines = host.logger.textsOf('warn').filter((line) => line.startsWith('Callback'));
      expect(lines).toEqual([
        'Callback rejected (400): The message is not valid: "orderAmt" has an invalid value NewPayCallback',
        'Callback rejected (400): it is not JSON NewPayCallback',
      ]);
    });
  });

  describe('fields folded into one another: 400 FAIL, or 403 where the app is one of them', () => {
    it.each<[string, string, string, number]>([
      ['extra', 'currency', 'LAK&extra=table 7', 400],
      ['currency', 'appId', '3514d69403bc4ce1a8fafb6415a31018&currency=LAK', 403],
      ['settlementStatus', 'payMethod', '1&settlementStatus=1', 400],
      ['transInfo', 'timestamp', '1663738614280&transInfo=Transaction Success', 400],
      ['transStatus', 'transInfo', 'Transaction Success&transStatus=0', 400],
    ])('%s in %s', async (folded, into, value, status) => {
      const listener = await start();
      const honest = paymentFields({ extra: 'table 7', timestamp: 1663738614280 });
      const { [folded]: _gone, ...rest } = { ...honest, [into]: value };
      const text = plainStringToSign(rest);
      expect(text).toBe(plainStringToSign(honest));
      const answer = await host.postCallback(JSON.stringify({ ...rest, sign: signText(text) }));
      expect(answer).toEqual(rejected(status));
      expect(listener.names).toEqual([]);
    });
  });

  describe('a signed text that is another payment’s when it is cut elsewhere: 400 FAIL', () => {
    const payer = { extra: 'x&newpayOrderNo=F&orderAmt=999&orderNo=Z&p=' };
    const own = { newpayOrderNo: '202209210000006950', orderAmt: '123.00', orderNo: 'A1001' };

    const forged = { extra: 'x', newpayOrderNo: 'F', orderAmt: '999', orderNo: 'Z' };
    const { newpayOrderNo, ...ownRest } = own;

    it.each<[string, JsonFields, string]>([
      ['as NewPay sent it', payer, '"extra" contains "&newpayOrderNo="'],
      [
        'as another order, the own one in a value',
        { ...forged, p: `&${plainStringToSign(own)}` },
        '"p" contains "&newpayOrderNo="',
      ],
      [
        'as another order, the own one in a name',
        { ...forged, 'p=&newpayOrderNo': `${newpayOrderNo}&${plainStringToSign(ownRest)}` },
        '"p=&newpayOrderNo" is not a valid field name',
      ],
    ])('%s', async (_, cut, message) => {
      const listener = await start();
      const timestamp = Date.now();
      const { newpayOrderNo: _1, orderAmt: _2, orderNo: _3, ...others } = paymentFields();
      const sign = signText(plainStringToSign({ ...others, ...own, ...payer, timestamp }));
      const fields = { ...others, ...('orderNo' in cut ? {} : own), ...cut, timestamp };
      const answer = await host.postCallback(JSON.stringify({ ...fields, sign }));

      expect(answer).toEqual(rejected(400));
      expect(listener.names).toEqual([]);
      expect(host.logger.textsOf('warn').join()).toContain(message);
    });
  });

  describe('not NewPay’s, or too old: 401 FAIL', () => {
    const sha1 = (fields: JsonFields): string =>
      JSON.stringify({ ...fields, sign: sha1Of(plainStringToSign(fields)) });
    const other = rsaKeyPair();
    const signed = (): JsonFields => JSON.parse(signedBody(paymentFields())) as JsonFields;
    const tampered: [what: string, make: () => string][] = [
      ...Object.keys(paymentFields()).map((name): [string, () => string] => [
        `${name} changed`,
        () => JSON.stringify({ ...signed(), [name]: '7' }),
      ]),
      ...Object.keys(paymentFields()).map((name): [string, () => string] => [
        `${name} removed`,
        () => JSON.stringify({ ...signed(), [name]: undefined }),
      ]),
      ['a field added', () => JSON.stringify({ ...signed(), more: 'x' })],
      ['an empty field added', () => JSON.stringify({ ...signed(), more: '' })],
      ['no sign', () => JSON.stringify(paymentFields())],
      ['an empty sign', () => JSON.stringify({ ...signed(), sign: '' })],
      ['sign null', () => JSON.stringify({ ...signed(), sign: null })],
      ['sign a number', () => JSON.stringify({ ...signed(), sign: 1 })],
      ['sign a list', () => JSON.stringify({ ...signed(), sign: [signed()['sign']] })],
      ['sign an object', () => JSON.stringify({ ...signed(), sign: {} })],
      ['sign of another text', () => JSON.stringify({ ...signed(), sign: signText('x') })],
      ['another key', () => signedBody(paymentFields(), other.privateKey)],
      ['SHA-1', () => sha1(paymentFields())],
      [
        'SHA-1 said by the message',
        () => sha1(paymentFields({ sign_type: 'RSA', signType: 'SHA1' })),
      ],
    ];

    it.each(tampered)('%s', async (_what, make) => {
      const listener = await start();
      expect(await host.postCallback(make())).toEqual(rejected(401));
      expect(listener.names).toEqual([]);
    });
  });

  it('answers 403 FAIL to a callback for another appId', async () => {
    const listener = await start();
    const body = signedBody(paymentFields({ appId: '6' }));
    expect(await host.postCallback(body)).toEqual(rejected(403));
    expect(listener.names).toEqual([]);
  });

  describe('the replay window', () => {
    const now = 1_700_000_000_000;
    const day = 24 * 60 * 60 * 1000;

    it.each([
      ['just inside', { timestamp: now - day }, 200],
      ['too old', { timestamp: now - day - 1 }, 401],
      ['five minutes ahead', { timestamp: now + 5 * 60_000 }, 200],
      ['further ahead', { timestamp: now + 5 * 60_000 + 1 }, 401],
    ])('%s', async (_what, changes, status) => {
      const listener = await start({ now: () => now });
      expect((await host.postCallback(signedBody(paymentFields(changes)))).status).toBe(status);
      expect(listener.names).toHaveLength(status === 200 ? 1 : 0);
    });

    it('is off with false', async () => {
      await start({ now: () => now, options: { replayWindow: false } });
      const body = signedBody(paymentFields({ timestamp: 1663738614280 }));
      expect((await host.postCallback(body)).status).toBe(200);
    });
  });
});

function sha1Of(text: string): string {
  return createSign('sha1').update(text).sign(platformKeys.privateKey, 'base64');
}
