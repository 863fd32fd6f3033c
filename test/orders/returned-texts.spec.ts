import { describe, expect, it } from '@jest/globals';
import {
  NewPayChannel,
  NewPayV2Service,
  NewPayValidationError,
  type CreateOrderDto,
} from '../../lib/index.js';
import { SUCCESS } from '../support/callback-answers.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { ORDER } from '../support/requests.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';

const { gateway, newPay, host, post, restart, listener } = usePaymentApp();

const tooLong = (field: string, maxBytes: number) => ({
  field,
  messages: [
    `${field} is too long: NewPay returns it in the callback, which may have ${maxBytes} bytes ("callback.maxBytes")`,
  ],
});

const refused = async (changes: Partial<CreateOrderDto>) =>
  (await rejection(newPay().createOrder({ ...ORDER, ...changes }), NewPayValidationError)).fields;

/** JSON may print an escape for each of these characters. */
const escaped = (text: string): string =>
  text.replaceAll(
    /[^\w]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

describe('Texts that NewPay returns in the callback', () => {
  it.each([
    ['letters', 'x'.repeat(65_000)],
    ['what JSON escapes', '"'.repeat(33_000)],
    ['Lao, which JSON may print as escapes', 'ກ'.repeat(11_000)],
  ])(
    'are not sent when the callback would be too large to be accepted: %s',
    async (_what, extra) => {
      expect(await refused({ extra })).toEqual([tooLong('extra', 65_536)]);
      expect(await refused({ subject: extra })).toEqual([tooLong('subject', 65_536)]);
      expect(gateway.requests).toEqual([]);
    },
  );

  it('count together', async () => {
    const texts = { subject: 'x'.repeat(31_000), extra: 'x'.repeat(32_000) };
    expect(await refused(texts)).toEqual([tooLong('extra', 65_536)]);
  });

  it.each([
    ['letters', 'x'.repeat(61_000)],
    ['Lao', 'ກ'.repeat(10_000)],
  ])(
    'are sent as long as their callback is accepted, however its JSON is printed: %s',
    async (_what, extra) => {
      await newPay().createOrder({ ...ORDER, extra });
      const body = signedBody(paymentFields({ extra }));
      const { text } = await post(body.replace(extra, escaped(extra)));
      expect(text).toBe(SUCCESS);
      expect(listener().receivedEvents[0]?.[1].extra).toBe(extra);
    },
  );

  it('are measured by the option "callback.maxBytes"', async () => {
    await restart({ options: { callback: { maxBytes: 1_000 } } });
    await newPay().createOrder({ ...ORDER, extra: 'x'.repeat(500) });
    expect(await refused({ extra: 'x'.repeat(501) })).toEqual([tooLong('extra', 1_000)]);
    await restart({ options: { callback: { maxBytes: 1_000_000 } } });
    await newPay().createOrder({ ...ORDER, extra: 'x'.repeat(900_000) });
    expect(gateway.requests).toHaveLength(2);
  });

  it('are measured for orders of API v2, too', async () => {
    const v2 = host().app.get(NewPayV2Service, { strict: false });
    const { currency, orderAmt, orderNo } = ORDER;
    const order = { currency, orderAmt, orderNo, callBackUrl: 'https://shop.example/callback' };
    const attach = 'x'.repeat(65_000);
    const orders = [
      v2.createOrder({ ...order, channel: NewPayChannel.NewPayOnline, attach }),
      v2.scanPay({ ...order, authCode: '134567890123456789', subject: attach }),
    ];
    const errors = await Promise.all(
      orders.map((pending) => rejection(pending, NewPayValidationError)),
    );
    expect(errors.map(({ fields }) => fields)).toEqual([
      [tooLong('attach', 65_536)],
      [tooLong('subject', 65_536)],
    ]);
  });
});
