import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CreateOrderDto, NewPayService, NewPayValidationError } from '../../lib/index.js';
import {
  orderAnswer,
  refundData,
  sendJson,
  signedAnswer,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { plainStringToSign } from '../support/signed-callback.js';
import { merchantKeys } from '../support/keys.js';
import { verify } from 'node:crypto';

const ORDER = { payMethod: 1, currency: 'LAK', orderAmt: '50000', orderNo: 'A1001' } as const;
const REFUND = {
  orderNo: 'A1001',
  refundOrderNo: 'R1',
  refundOrderAmt: '20000',
  refundDesc: 'cold coffee',
};
const CUT = 'is not well-formed Unicode: it was truncated in the middle of a character';
const HALF_EMOJI = 'Coffee ' + '☕🍰'.slice(1, 2);

let gateway: FakeGateway;
let host: HostApp;

beforeAll(async () => {
  gateway = await startFakeGateway();
  host = await startHostApp({ options: { baseUrl: gateway.url } });
});

afterAll(async () => {
  await host.app.close();
  await gateway.stop();
});

beforeEach(() => {
  gateway.requests.length = 0;
  gateway.reply = (request, response) =>
    sendJson(
      response,
      request.path.endsWith('refund')
        ? signedAnswer(refundData(request.fields))
        : orderAnswer(request.fields),
    );
});

const newPay = () => host.app.get(NewPayService);
/** Inputs of any make: what a host without a compiler may give. */
const create = (input: unknown) => newPay().createOrder(input as CreateOrderDto);
const refund = (input: unknown) => newPay().refund(input as typeof REFUND);
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
  const error: unknown = await call.then(
    () => 'sent',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(NewPayValidationError);
  expect(gateway.requests).toHaveLength(0);
  return (error as Error).message;
}

describe('What is checked is what is sent', () => {
  it.each<[string, string, unknown[]]>([
    ['an amount', 'orderAmt', ['50000', '1']],
    ['an extra', 'extra', ['x', 'x&orderNo=VICTIM']],
    ['an address', 'successPageUrl', ['https://shop.example/a', 'javascript:alert(1)']],
    ['a number', 'orderNo', ['A1001', 'VICTIM']],
    ['a terminal', 'terminal', ['website', 'mobile']],
  ])('the first look at %s of an order is the only one', async (_what, field, values) => {
    await create(changing(field, values));
    expect(gateway.requests[0]?.path).toMatch(/v1\/createOrder$/);
    expect({ terminal: 'website', ...sent() }).toMatchObject({ [field]: values[0] });
  });

  it.each<[string, unknown[]]>([
    ['refundOrderAmt', ['20000', '999999']],
    ['refundDesc', ['cold', 'x&orderNo=VICTIM']],
    ['refundOrderNo', ['R1', 'R2']],
    ['callBackUrl', ['https://shop.example/cb', 'gopher://x']],
  ])('the first look at %s of a refund is the only one', async (field, values) => {
    await refund(changing(field, values, REFUND));
    expect(sent()).toMatchObject({ [field]: values[0] });
  });

  it('reads an entity whose fields are accessors of its class, and checks what they give', async () => {
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

  it('checks what is inherited: by Object.create, by a subclass, by __proto__ in a request body', async () => {
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

  it('refuses __proto__ as a field of its own', async () => {
    const input: unknown = JSON.parse(`${JSON.stringify(ORDER).slice(0, -1)},"__proto__":{"a":1}}`);
    expect(await refusal(create(input))).toBe(
      'The order is not valid: __proto__ is not a known field of the order',
    );
  });

  it('takes a null-prototype object, and a proxy that says something else at every look', async () => {
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

  it('tells of a field that cannot be read', async () => {
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
  ])('refuses %j, which is no plain value', async (changes, message) => {
    expect(await refusal(create({ ...ORDER, ...changes }))).toBe(
      `The order is not valid: ${message}`,
    );
  });

  it('sends one copy of a raw call, and no name that hides in a prototype', async () => {
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

  it('sends the copy of a mini program order that was checked', async () => {
    gateway.reply = (_request, response) => sendJson(response, signedAnswer({ scheme: 'x' }));
    const order = changing('orderAmt', ['5000.00', '1'], { currency: 'LAK' });
    await newPay().createMiniProgramOrder(order as { currency: 'LAK'; orderAmt: string });
    expect(sent()).toMatchObject({ orderAmt: '5000', currency: 'LAK' });
  });
});

describe('Text that was cut in the middle of a character', () => {
  it.each([
    ['subject', HALF_EMOJI],
    ['extra', '\udc00x'],
    ['extra', 'x\ud800'],
    ['successPageUrl', 'https://shop.example/\ud83c'],
    ['orderNo', 'A\ud83c'],
  ])('is refused in %s of an order by name', async (field, text) => {
    expect(await refusal(create({ ...ORDER, [field]: text }))).toBe(
      `The order is not valid: ${field} ${CUT}`,
    );
  });

  it.each([
    ['refundDesc', HALF_EMOJI],
    ['callBackUrl', 'https://shop.example/\udfff'],
  ])('is refused in %s of a refund by name', async (field, text) => {
    expect(await refusal(refund({ ...REFUND, [field]: text }))).toBe(
      `The refund is not valid: ${field} ${CUT}`,
    );
  });

  it('is refused in the values and the names of a raw call', async () => {
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

  it('is what any other text is not: what is signed is byte for byte what is sent', async () => {
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

describe('The amount that an event has can be given back', () => {
  it.each([
    ['LAK', '50000.00', '50000'],
    ['LAK', '50000.0', '50000'],
    ['LAK', '50000.000000', '50000'],
    ['LAK', '50000', '50000'],
    ['USD', '12.50', '12.50'],
    ['USD', '12.500', '12.50'],
    ['USD', '12.5', '12.5'],
    ['USD', '12.00', '12.00'],
  ])('as an order of %s %s, sent as %s', async (currency, orderAmt, expected) => {
    await create({ ...ORDER, currency, orderAmt });
    expect(sent()).toMatchObject({ orderAmt: expected });
  });

  it.each([
    ['50000.00', '50000'],
    ['50000.000', '50000'],
    ['12.50', '12.50'],
    ['12.500', '12.50'],
  ])('as a refund of %s, sent as %s', async (refundOrderAmt, expected) => {
    await refund({ ...REFUND, refundOrderAmt });
    expect(sent()).toMatchObject({ refundOrderAmt: expected });
  });

  it.each(['0.001', '12.505'])('but not %s, whose decimals count', async (refundOrderAmt) => {
    expect(await refusal(refund({ ...REFUND, refundOrderAmt }))).toContain(
      'refundOrderAmt must have at most two decimals',
    );
  });
});

describe('A number given for text', () => {
  it.each<[object, string]>([
    [{ refundOrderNo: 1 }, 'refundOrderNo must be text, not a number: write it in quotes'],
    [{ orderNo: 5n }, 'orderNo must be text, not a bigint: write it in quotes'],
    [{ refundDesc: 5 }, 'refundDesc must be text, not a number: write it in quotes'],
    [{ refundDesc: 'x&orderNo=V' }, 'refundDesc must not contain "&orderNo=": encode it'],
  ])('is told as one: %p', async (changes, message) => {
    expect(await refusal(refund({ ...REFUND, ...changes }))).toBe(
      `The refund is not valid: ${message}`,
    );
  });

  it('is told as one by the queries', async () => {
    const query = Reflect.get(newPay(), 'queryOrder') as (number: unknown) => Promise<unknown>;
    expect(await refusal(Reflect.apply(query, newPay(), [1001]))).toBe(
      'The query is not valid: orderNo must be text, not a number: write it in quotes',
    );
  });
});
