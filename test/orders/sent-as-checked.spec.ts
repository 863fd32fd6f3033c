import { verify } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CreateOrderDto, NewPayValidationError } from '../../lib/index.js';
import { orderAnswer, refundData, sendJson, signedAnswer } from '../support/fake-gateway.js';
import { merchantKeys } from '../support/keys.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { ORDER, REFUND } from '../support/requests.js';
import { plainStringToSign } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';

const CUT = 'is not well-formed Unicode: it was truncated in the middle of a character';
const HALF_EMOJI = 'Coffee ' + '☕🍰'.slice(1, 2);

const { gateway, newPay } = usePaymentApp();

beforeEach(() => {
  gateway.reply = (request, response) =>
    sendJson(
      response,
      request.path.endsWith('refund')
        ? signedAnswer(refundData(request.fields))
        : orderAnswer(request.fields),
    );
});

/** Inputs of any make: what a host without a compiler may give. */
const create = (input: unknown) => newPay().createOrder(untyped(input));
const refund = (input: unknown) => newPay().refund(untyped(input));
const sent = () => gateway.requests[0]?.fields;

/** Gives another value at each look. */
function changing(field: string, values: readonly unknown[], base: object = ORDER): object {
  let look = 0;
  return Object.defineProperty({ ...base }, field, {
    enumerable: true,
    get: () => values[Math.min(look++, values.length - 1)],
  });
}

async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await rejection(call, NewPayValidationError);
  expect(gateway.requests).toHaveLength(0);
  return error.message;
}

describe('The values that are sent', () => {
  it.each<[string, string, unknown[]]>([
    ['amount', 'orderAmt', ['50000', '1']],
    ['extra', 'extra', ['x', 'x&orderNo=VICTIM']],
    ['page URL', 'successPageUrl', ['https://shop.example/a', 'javascript:alert(1)']],
    ['number', 'orderNo', ['A1001', 'VICTIM']],
    ['terminal', 'terminal', ['website', 'mobile']],
  ])(
    'The %s of an order is read once, and sent as it was validated.',
    async (_what, field, values) => {
      await create(changing(field, values));
      expect(gateway.requests[0]?.path).toMatch(/v1\/createOrder$/);
      expect({ terminal: 'website', ...sent() }).toMatchObject({ [field]: values[0] });
    },
  );

  it.each<[string, unknown[]]>([
    ['refundOrderAmt', ['20000', '999999']],
    ['refundDesc', ['cold', 'x&orderNo=VICTIM']],
    ['refundOrderNo', ['R1', 'R2']],
    ['callBackUrl', ['https://shop.example/cb', 'gopher://x']],
  ])(
    'The field %s of a refund is read once, and sent as it was validated.',
    async (field, values) => {
      await refund(changing(field, values, REFUND));
      expect(sent()).toMatchObject({ [field]: values[0] });
    },
  );

  it('The accessors of an entity are read, and their values validated.', async () => {
    class Entity {
      constructor(private readonly text: string) {}
      get extra() {
        return this.text;
      }
      get callBackUrl() {
        return 'https://shop.example/own';
      }
    }
    const entity = (text: string) =>
      Object.defineProperty(Object.assign(new Entity(text), ORDER), 'text', { enumerable: false });

    expect(await refusal(create(entity('x&orderNo=VICTIM')))).toBe(
      'The order is not valid: extra must not contain "&orderNo=": encode it',
    );
    await create(entity('x'));
    expect(sent()).toMatchObject({ extra: 'x', callBackUrl: 'https://shop.example/own' });
  });

  it('Inherited fields of an order are validated: by Object.create, a subclass and __proto__ in a body.', async () => {
    const inherited: unknown = Object.assign(Object.create({ extra: 'x&orderNo=V' }), ORDER);
    const assigned = Object.assign(
      { ...ORDER },
      JSON.parse('{"__proto__":{"extra":"x&orderNo=V"}}'),
    );
    class Own extends CreateOrderDto {}
    Object.assign(Own.prototype, { extra: 'x&orderNo=V' });
    // A field of the class itself hides what its prototype has.
    const subclass = Object.assign(new Own(), ORDER);

    const message = 'The order is not valid: extra must not contain "&orderNo=": encode it';
    expect(await refusal(create(inherited))).toBe(message);
    expect(await refusal(create(assigned))).toBe(message);
    await create(subclass);
    expect(sent()).not.toHaveProperty('extra');
  });

  it('An order with its own field __proto__ is rejected.', async () => {
    const input: unknown = JSON.parse(`${JSON.stringify(ORDER).slice(0, -1)},"__proto__":{"a":1}}`);
    expect(await refusal(create(input))).toBe(
      'The order is not valid: __proto__ is not a known field of the order',
    );
  });

  it('An order may have no prototype, or be a Proxy whose values change.', async () => {
    await create(Object.assign(Object.create(null) as object, ORDER));
    expect(sent()).toMatchObject(ORDER);

    const looks: PropertyKey[] = [];
    const proxy = new Proxy(
      { ...ORDER },
      {
        get(target, name) {
          looks.push(name);
          const first = looks.filter((one) => one === name).length === 1;
          return first ? Reflect.get(target, name) : 'other';
        },
      },
    );
    gateway.requests.length = 0;
    await create(proxy);
    expect(sent()).toMatchObject(ORDER);
    expect(looks.filter((name) => name === 'orderAmt')).toHaveLength(1);
  });

  it('A field that throws when it is read is named in the error.', async () => {
    const input = Object.defineProperty({ ...ORDER }, 'extra', {
      enumerable: true,
      get: () => {
        throw null;
      },
    });
    expect(await refusal(create(input))).toBe('The order is not valid: extra cannot be read: null');
  });

  it.each<[object, string]>([
    [{ orderNo: new String('A1') }, 'orderNo must be 1 to 64 letters, digits, "_" or "-"'],
    [{ orderAmt: new String('5') }, 'orderAmt must be decimal text, such as "50000" or "12.50"'],
    [{ subject: new Date(0) }, 'subject must be text'],
    [{ currency: new String('LAK') }, 'currency must be one of LAK, USD'],
    [{ orderNo: { toString: () => 'A1' } }, 'orderNo must be 1 to 64 letters, digits, "_" or "-"'],
    [
      { successPageUrl: new URL('https://shop.example/') },
      'successPageUrl must be an absolute http(s) address, such as "https://shop.example/path"',
    ],
  ])('A field that is no primitive value is rejected: %j.', async (changes, message) => {
    expect(await refusal(create({ ...ORDER, ...changes }))).toBe(
      `The order is not valid: ${message}`,
    );
  });

  it('The fields of a raw call are read once, and __proto__ is rejected.', async () => {
    gateway.reply = (_request, response) => sendJson(response, signedAnswer({ a: 'b' }));
    const fields = changing('id', ['1', '2'], { kind: 2 }) as Record<string, string>;
    await newPay().call('/x', fields);
    expect(sent()).toMatchObject({ id: '1', kind: 2 });

    gateway.requests.length = 0;
    const own = JSON.parse('{"__proto__":"x"}') as Record<string, string>;
    expect(await refusal(newPay().call('/x', own))).toBe(
      'The call is not valid: __proto__ is not a valid field name: it must not be empty, "__proto__", or contain "&" or "="',
    );
  });

  it('The fields of a mini program order are read once, and sent as they were validated.', async () => {
    gateway.reply = (_request, response) => sendJson(response, signedAnswer({ scheme: 'x' }));
    const order = changing('orderAmt', ['5000.00', '1'], { currency: 'LAK' });
    await newPay().createMiniProgramOrder(order as { currency: 'LAK'; orderAmt: string });
    expect(sent()).toMatchObject({ orderAmt: '5000', currency: 'LAK' });
  });
});

describe('Text that is not well-formed Unicode', () => {
  it.each([
    ['subject', HALF_EMOJI],
    ['extra', '\udc00x'],
    ['extra', 'x\ud800'],
    ['successPageUrl', 'https://shop.example/\ud83c'],
    ['orderNo', 'A\ud83c'],
  ])('An order whose %s was truncated within a character is rejected.', async (field, text) => {
    expect(await refusal(create({ ...ORDER, [field]: text }))).toBe(
      `The order is not valid: ${field} ${CUT}`,
    );
  });

  it.each([
    ['refundDesc', HALF_EMOJI],
    ['callBackUrl', 'https://shop.example/\udfff'],
  ])('A refund whose %s was truncated within a character is rejected.', async (field, text) => {
    expect(await refusal(refund({ ...REFUND, [field]: text }))).toBe(
      `The refund is not valid: ${field} ${CUT}`,
    );
  });

  it('A raw call with a truncated value or field name is rejected.', async () => {
    expect(await refusal(newPay().call('/x', { nickName: HALF_EMOJI }))).toBe(
      `The call is not valid: nickName ${CUT}`,
    );
    expect(await refusal(newPay().call('/x', { 'a\ud83c': 'x' }))).toBe(
      `The call is not valid: a\\u{d83c} ${CUT}`,
    );
    expect(await refusal(newPay().call('/x', { 'b\udc00': 1 }))).toContain(CUT);
    expect(await refusal(newPay().call('/x\ud83c', {}))).toBe(
      'The call is not valid: path must start with "/", or be a full https address',
    );
  });

  it('Any other text is signed and sent byte for byte.', async () => {
    const texts = ['☕🍰', 'ກາເຟ', 'e\u0301', '\u0000\u0007', '\u2028\ufeff', '"\\/'];
    for (const extra of texts) {
      gateway.requests.length = 0;
      await create({ ...ORDER, extra, subject: `${extra}x` });
      const { body, fields } = gateway.requests[0]!;
      const { sign, ...signed } = JSON.parse(body) as Record<string, unknown>;
      expect(fields['extra']).toBe(extra);
      expect(
        verify(
          'sha256',
          Buffer.from(plainStringToSign(signed)),
          merchantKeys.publicKey,
          Buffer.from(String(sign), 'base64'),
        ),
      ).toBe(true);
    }
  });
});

describe('Amounts with more decimals than needed', () => {
  it.each([
    ['LAK', '50000.00', '50000'],
    ['LAK', '50000.0', '50000'],
    ['LAK', '50000.000000', '50000'],
    ['LAK', '50000', '50000'],
    ['USD', '12.50', '12.50'],
    ['USD', '12.500', '12.50'],
    ['USD', '12.5', '12.5'],
    ['USD', '12.00', '12.00'],
  ])('The amount of an order in %s, %s, is sent as %s.', async (currency, orderAmt, expected) => {
    await create({ ...ORDER, currency, orderAmt });
    expect(sent()).toMatchObject({ orderAmt: expected });
  });

  it.each([
    ['50000.00', '50000'],
    ['50000.000', '50000'],
    ['12.50', '12.50'],
    ['12.500', '12.50'],
  ])('The amount of a refund, %s, is sent as %s.', async (refundOrderAmt, expected) => {
    await refund({ ...REFUND, refundOrderAmt });
    expect(sent()).toMatchObject({ refundOrderAmt: expected });
  });

  it.each(['0.001', '12.505'])(
    'The amount of a refund, %s, is rejected: it has too many decimals.',
    async (refundOrderAmt) => {
      expect(await refusal(refund({ ...REFUND, refundOrderAmt }))).toContain(
        'refundOrderAmt must have at most two decimals',
      );
    },
  );
});

describe('Invalid values of a refund or query', () => {
  it.each<[object, string]>([
    [{ refundOrderNo: 1 }, 'refundOrderNo must be text, not a number: write it in quotes'],
    [{ orderNo: 5n }, 'orderNo must be text, not a bigint: write it in quotes'],
    [{ refundDesc: 5 }, 'refundDesc must be text, not a number: write it in quotes'],
    [{ refundDesc: 'x&orderNo=V' }, 'refundDesc must not contain "&orderNo=": encode it'],
  ])(
    'A refund with an invalid value is rejected by the name of the field: %p.',
    async (changes, message) => {
      expect(await refusal(refund({ ...REFUND, ...changes }))).toBe(
        `The refund is not valid: ${message}`,
      );
    },
  );

  it('A query rejects an orderNo that is a number, and says so.', async () => {
    const query = Reflect.get(newPay(), 'queryOrder') as (number: unknown) => Promise<unknown>;
    expect(await refusal(Reflect.apply(query, newPay(), [1001]))).toBe(
      'The query is not valid: orderNo must be text, not a number: write it in quotes',
    );
  });
});
