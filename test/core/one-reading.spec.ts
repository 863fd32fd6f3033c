import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PlatformKeys } from '../../lib/core/signature/platform-keys.js';
import { imitatedField, requireOneReading } from '../../lib/core/signature/one-reading.js';
import { SignedMessage } from '../../lib/core/signature/signed-message.js';
import { NewPayValidationError } from '../../lib/index.js';
import {
  verifiedCallback,
  type NewPayVerifiedCallback,
} from '../../lib/messages/verified-callback.js';
import { platformKeys } from '../support/keys.js';
import { paymentFields, plainStringToSign, signText } from '../support/signed-callback.js';

const keys = new PlatformKeys([platformKeys.publicKey]);

describe('imitatedField', () => {
  it.each([
    'appId',
    'currency',
    'extra',
    'newpayOrderNo',
    'newpayRefundOrderNo',
    'orderAmt',
    'orderNo',
    'payMethod',
    'refundOrderAmt',
    'refundOrderNo',
    'settlementStatus',
    'subject',
    'timestamp',
    'transInfo',
    'transStatus',
  ])('finds %s', (name) => {
    expect(imitatedField(`x&y=1&${name}=`)).toBe(`&${name}=`);
  });

  it.each(['', 'orderNo=1', 'a&b=2', '&orderNo', '&xorderNo=1', '&orderNos=1', '{"a":"&","b":1}'])(
    'finds nothing in %j',
    (text) => {
      expect(imitatedField(text)).toBeUndefined();
    },
  );
});

describe('requireOneReading', () => {
  it('names the field and what it imitates', () => {
    expect(() => requireOneReading({ extra: 'a=1&b=2', p: '&orderAmt=1&orderNo=A' })).toThrow(
      new NewPayValidationError('message', [
        {
          field: 'p',
          messages: ['"p" contains "&orderAmt=": what was signed can be read in two ways'],
        },
      ]),
    );
  });

  it.each(['a&b', 'a=b', '&', '='])('refuses the name %s', (name) => {
    expect(() => requireOneReading({ [name]: '1' })).toThrow(`"${name}" is no name of a field`);
  });
});

/** A payer's text, made to be cut. */
const payersText = (...pieces: string[]) => fc.subarray(pieces).map((chosen) => chosen.join(''));

it('a signed text means one payment, wherever it is cut', () => {
  const texts = fc.record({
    extra: payersText('x', '&newpayOrderNo=F', '&orderAmt=9', '&orderNo=Z', '&p=', '&payMethod=3'),
    subject: payersText('x', '&timestamp=1663738614280', '&transStatus=1', '&z=', '=', '&'),
  });
  let refused = 0;
  fc.assert(
    fc.property(texts, fc.infiniteStream(fc.integer({ min: 0, max: 9 })), (given, dice) => {
      const roll = (): number => Number(dice.next().value);
      const text = plainStringToSign(paymentFields({ ...given, timestamp: 1663738614281 }));
      const sign = signText(text);

      // Cut at most of the signs where the names stay in order, else grown together.
      const cut: [name: string, value: string][] = [];
      for (const part of text.split('&')) {
        const at = part.indexOf('=');
        const [name, value] = [part.slice(0, at), part.slice(at + 1)];
        const last = cut.at(-1);
        if (!last || (at > 0 && name > last[0] && roll() > 0)) {
          cut.push([name, value]);
        } else {
          last[1] += `&${part}`;
        }
      }
      const fields = Object.fromEntries(cut);
      expect(plainStringToSign(fields)).toBe(text);

      const verified = new SignedMessage({ ...fields, sign }).verify(keys);
      let callback: NewPayVerifiedCallback;
      try {
        callback = verifiedCallback(verified);
      } catch (error) {
        expect(error).toBeInstanceOf(NewPayValidationError);
        refused += 1;
        return;
      }
      expect(callback).toMatchObject({
        orderNo: 'A1001',
        newpayOrderNo: '202209210000006950',
        orderAmt: '123.00',
        currency: 'LAK',
        payMethod: 1,
        status: 'paid',
        occurredAt: new Date(1663738614281),
      });
    }),
    { numRuns: 2_000 },
  );
  expect(refused).toBeGreaterThan(100);
});
