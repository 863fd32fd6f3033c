import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RsaVerifier } from '../../lib/protocol/signature/rsa-verifier.js';
import {
  assertUnambiguous,
  embeddedFields,
  findEmbeddedField,
} from '../../lib/protocol/signature/ambiguous-text.js';
import { SignedMessage } from '../../lib/protocol/signature/signed-message.js';
import { NewPayValidationError } from '../../lib/index.js';
import { EMBEDDED_IN_FREE_TEXT } from '../../lib/protocol/v1/message-kind.js';
import { verifiedCallback, type NewPayVerifiedCallback } from '../../lib/protocol/v1/callback.js';
import { platformKeys } from '../support/keys.js';
import { paymentFields, plainStringToSign, signText } from '../support/signed-callback.js';

const embedded = embeddedFields(['orderAmt', 'orderNo']);
const keys = new RsaVerifier([platformKeys.publicKey]);

describe('findEmbeddedField', () => {
  it.each([
    'appId',
    'merchantId',
    'payUrl',
    'tranAbbr',
    'tranInfo',
    'tranNo',
    'tranStatus',
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
    expect(findEmbeddedField(`x&y=1&${name}=`, EMBEDDED_IN_FREE_TEXT)).toBe(`&${name}=`);
  });

  it.each(['', 'orderNo=1', 'a&b=2', '&orderNo', '&xorderNo=1', '&orderNos=1', '{"a":"&","b":1}'])(
    'finds nothing in %j',
    (text) => {
      expect(findEmbeddedField(text, EMBEDDED_IN_FREE_TEXT)).toBeUndefined();
    },
  );
});

describe('assertUnambiguous', () => {
  it('names the field and the embedded name', () => {
    expect(() =>
      assertUnambiguous(Object.entries({ extra: 'a=1&b=2', p: '&orderAmt=1&orderNo=A' }), embedded),
    ).toThrow(
      new NewPayValidationError('message', [
        {
          field: 'p',
          messages: ['"p" contains "&orderAmt=": the signed text is ambiguous'],
        },
      ]),
    );
  });

  it('allows other names in fields with an exception', () => {
    const exceptions = new Map([['payUrl', embeddedFields(['transStatus'])]]);
    const payUrl = 'https://pay.example/?a=1&orderNo=A1';
    expect(() => assertUnambiguous(Object.entries({ payUrl }), embedded)).toThrow(
      '"payUrl" contains "&orderNo="',
    );
    expect(() => assertUnambiguous(Object.entries({ payUrl }), embedded, exceptions)).not.toThrow();
    expect(() =>
      assertUnambiguous(
        Object.entries({ payUrl: `${payUrl}&transStatus=1` }),
        embedded,
        exceptions,
      ),
    ).toThrow('"payUrl" contains "&transStatus="');
  });

  it.each(['a&b', 'a=b', '&', '='])('rejects the name %s', (name) => {
    expect(() => assertUnambiguous(Object.entries({ [name]: '1' }), embedded)).toThrow(
      `"${name}" is not a valid field name`,
    );
  });
});

/** A payer's text, made to be cut. */
const payersText = (...pieces: string[]) => fc.subarray(pieces).map((chosen) => chosen.join(''));

it('A signed text that passes cannot be read as another payment.', () => {
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
