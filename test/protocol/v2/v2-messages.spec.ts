import { describe, expect, it } from '@jest/globals';
import { NewPaySignatureError, NewPayValidationError } from '../../../lib/errors/index.js';
import { requireOneReading } from '../../../lib/protocol/v2/ambiguous-v2-text.js';
import { isRefund, readV2Callback } from '../../../lib/protocol/v2/callback.js';
import {
  V2_PAYMENT_CALLBACK_SCHEMA,
  V2_REFUND_CALLBACK_SCHEMA,
} from '../../../lib/protocol/v2/callback-schemas.js';
import { NewPayChannel } from '../../../lib/protocol/v2/channel.enum.js';
import {
  DOCUMENTED_OBJECTS,
  DOCUMENTED_V2_FIELDS,
  type NewPayV2MessageKind,
} from '../../../lib/protocol/v2/documented-fields.js';
import {
  DEFAULT_V2_BASE_URL,
  DEFAULT_V2_ENDPOINTS,
  V2_ANSWER_KINDS,
} from '../../../lib/protocol/v2/endpoints.js';
import {
  findNumber,
  findPayTime,
  findWord,
  payMethodOf,
  readAmountObject,
  readV2Currency,
} from '../../../lib/protocol/v2/field-readers.js';
import { readV2Answer } from '../../../lib/protocol/v2/gateway-answer.js';
import { requireV2Kind, type MessageFields } from '../../../lib/protocol/v2/message-kind.js';
import { DEFAULT_SIGNING_FORM, NestedForms } from '../../../lib/protocol/v2/nested-form.js';
import { looksLikeV2, SignedV2Message } from '../../../lib/protocol/v2/signed-v2-message.js';
import {
  paymentStatusOfWord,
  refundStatusOfWord,
  settlementStatusOfV2,
} from '../../../lib/protocol/v2/status-words.js';
import { PayMethod } from '../../../lib/protocol/v1/pay-method.enum.js';
import { RsaVerifier } from '../../../lib/protocol/signature/rsa-verifier.js';
import { platformKeys } from '../../support/keys.js';
import { plainV2StringToSign } from '../../support/nested-forms.js';
import { received } from '../../support/received.js';
import { signText } from '../../support/signed-callback.js';

const fieldsOf = (fields: object): MessageFields =>
  new SignedV2Message(received(JSON.stringify(fields))).unverifiedFields;

/** What each field of a message is refused for. */
function problemsOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(NewPayValidationError);
    return (error as NewPayValidationError).fields;
  }
}

const valued = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1']));

describe('the tables of NewPay’s pages of API v2', () => {
  it('list the fields of each message, and of the objects in them', () => {
    expect(
      Object.entries(DOCUMENTED_V2_FIELDS).map(([kind, names]) => `${kind}: ${names.join(' ')}`),
    ).toEqual([
      'payment: appId attach mchOrderNo newpayOrderNo orderAmt orderType payMethod payStatus paytime settlementStatus subject',
      'order: appId payReference',
      'refund: mchRefundNo message newpayRefundNo orderAmt refundAmt status',
      'refundQuery: mchRefundNo newpayOrderNo newpayRefundNo orderAmt refundAmt refundStatus',
      'user: appId nickName userId userMobile',
      'scan: appId channel currency mchOrderNo newpayOrderNo orderAmt payUrl status',
    ]);
    const amount = { members: ['currency', 'value'], isComplete: true };
    const extraParam = {
      members: ['agentReference', 'envVersion', 'userId', 'wxCode'],
      isComplete: false,
    };
    expect(Object.fromEntries(DOCUMENTED_OBJECTS)).toEqual({
      orderAmt: amount,
      refundAmt: amount,
      extraParam,
    });
  });

  it('name the addresses of the endpoints and what answers them', () => {
    expect(DEFAULT_V2_BASE_URL).toBe('https://prod-openapi-v2.newpay.la');
    expect(DEFAULT_V2_ENDPOINTS).toEqual({
      createOrder: '/beta/pay/unifiedOrder',
      queryOrder: '/beta/pay/uniQueryPay',
      refund: '/beta/pay/uniRefund',
      queryRefund: '/beta/pay/uniQueryRefund',
      queryUser: '/beta/mch/queryUserInfoByToken',
      scanPay: 'https://prod-v2.newpay.la:18082/beta/codeScanner/createOrder',
    });
    expect(DEFAULT_SIGNING_FORM).toBe('wire');
    expect(new NestedForms('java').known).toBe('java');
    expect(V2_ANSWER_KINDS).toEqual({
      createOrder: 'order',
      queryOrder: 'payment',
      refund: 'refund',
      queryRefund: 'refundQuery',
      queryUser: 'user',
      scanPay: 'scan',
    });
  });

  it('name the ways to pay, the words of a status and the codes of a settlement', () => {
    expect(Object.values(NewPayChannel)).toEqual([
      'WECHAT_ONLINE',
      'WECHAT_APP',
      'WECHAT_MINI_APP',
      'ALIPAY_ONLINE',
      'LAP_NET_ONLINE',
      'WECHAT_DYNAMIC',
      'ALIPAY_DYNAMIC',
      'NEWPAY_ONLINE',
    ]);
    const words = ['SUCCESS', 'FAIL', 'EXPIRED', 'PROCESSING', '', '1'];
    expect(words.map(paymentStatusOfWord)).toEqual([
      'paid',
      'failed',
      'expired',
      'processing',
      undefined,
      undefined,
    ]);
    expect(words.map(refundStatusOfWord)).toEqual([
      'refunded',
      'failed',
      undefined,
      'processing',
      undefined,
      undefined,
    ]);
    expect(['0', '1', '2', '3', '', undefined].map(settlementStatusOfV2)).toEqual([
      'not-settled',
      'not-settled',
      'settled',
      'unknown',
      'unknown',
      'unknown',
    ]);
  });

  it('are in the document of an app’s API', () => {
    expect(linesOf(V2_PAYMENT_CALLBACK_SCHEMA)).toEqual([
      'object, NewPay payment callback of API v2, with data',
      'data: object, Payment, with appId payStatus orderAmt mchOrderNo newpayOrderNo sign',
      "data.appId: string/number, The merchant's `appId`.",
      'data.payStatus: string, The result of the payment., SUCCESS/FAIL/EXPIRED',
      'data.payMethod: string/number, The code of the payment method.',
      'data.orderType: string/null, The kind of order, such as ONLINE or APP.',
      'data.orderAmt: object, Amount, with value currency',
      'data.orderAmt.value: string/number, The amount, a decimal: `50000.00`.',
      'data.orderAmt.currency: string, The currency., LAK/USD/CNY',
      "data.mchOrderNo: string/number, The merchant's number of the order.",
      "data.newpayOrderNo: string/number, NewPay's number of the payment.",
      'data.subject: string/null, The subject of the order.',
      "data.attach: string/null, The merchant's data, as sent with the order.",
      'data.settlementStatus: string/number/null, 0 is not settled, 1 is being settled, 2 is settled.',
      'data.paytime: string/number/null, When it was paid, in milliseconds since the epoch.',
      'data.sign: string, SHA256withRSA over all other fields of `data`, in Base64.',
    ]);
    expect(linesOf(V2_REFUND_CALLBACK_SCHEMA)).toEqual([
      'object, NewPay refund callback of API v2, with data',
      'data: object, Refund, with mchRefundNo sign',
      "data.mchRefundNo: string/number, The merchant's number of the refund.",
      "data.newpayRefundNo: string/number/null, NewPay's number of the refund. Query the refund for its result.",
      'data.sign: string, SHA256withRSA over all other fields of `data`, in Base64.',
    ]);
  });
});

interface Schema {
  readonly type: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly (string | number)[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** A schema as text, a line for each field. */
function linesOf(schema: Schema, path = ''): string[] {
  const about = [
    [schema.type].flat().join('/'),
    schema.title,
    schema.description,
    schema.enum?.join('/'),
    schema.required && `with ${schema.required.join(' ')}`,
  ];
  const line = about.filter((part) => part !== undefined).join(', ');
  return [
    path === '' ? line : `${path}: ${line}`,
    ...Object.entries(schema.properties ?? {}).flatMap(([name, member]) =>
      linesOf(member, path === '' ? name : `${path}.${name}`),
    ),
  ];
}

const OF_V1 = ['transStatus', 'tranStatus', 'orderNo', 'refundOrderNo'];

describe('a message of a kind of API v2', () => {
  const problemOf = (fields: object, kind: NewPayV2MessageKind): unknown =>
    problemsOf(() => requireV2Kind(fieldsOf(fields), kind));

  it.each<[NewPayV2MessageKind, string, string[], string[]]>([
    [
      'payment',
      'a payment',
      ['payStatus', 'mchOrderNo', 'newpayOrderNo'],
      [...OF_V1, 'mchRefundNo', 'newpayRefundNo', 'refundStatus', 'payReference', 'payUrl'],
    ],
    [
      'order',
      'the answer to an order',
      ['payReference'],
      [...OF_V1, 'payStatus', 'mchRefundNo', 'newpayRefundNo', 'refundStatus'],
    ],
    [
      'refund',
      'the answer to a refund',
      ['status', 'mchRefundNo', 'newpayRefundNo'],
      [...OF_V1, 'payStatus', 'refundStatus', 'payReference', 'payUrl'],
    ],
    [
      'refundQuery',
      'the answer to a refund query',
      ['refundStatus', 'mchRefundNo', 'newpayRefundNo', 'newpayOrderNo'],
      [...OF_V1, 'payStatus', 'payReference', 'payUrl'],
    ],
    ['refundCallback', 'a refund callback', [], [...OF_V1, 'payStatus', 'payReference', 'payUrl']],
    [
      'user',
      'the answer to a user query',
      ['userId'],
      [...OF_V1, 'payStatus', 'mchOrderNo', 'mchRefundNo', 'refundStatus', 'payReference'],
    ],
    [
      'scan',
      'the answer to a scanned order',
      ['mchOrderNo', 'newpayOrderNo', 'status'],
      [...OF_V1, 'payStatus', 'mchRefundNo', 'newpayRefundNo', 'refundStatus'],
    ],
    ['call', 'the answer to a call', [], ['transStatus', 'tranStatus']],
  ])('%s is told from the others by its fields', (kind, title, needs, lacks) => {
    const complete = valued(needs);
    expect(problemOf(complete, kind)).toBeUndefined();
    for (const field of needs) {
      const messages = [`"${field}" is missing`];
      for (const value of ['', null]) {
        expect(problemOf({ ...complete, [field]: value }, kind)).toEqual([{ field, messages }]);
      }
    }
    for (const field of lacks) {
      expect(() => requireV2Kind(fieldsOf({ ...complete, [field]: '1' }), kind)).toThrow(
        `The message is not valid: "${field}" is not a field of ${title}`,
      );
      const messages = [`"${field}" is not a field of ${title}`];
      expect(problemOf({ ...complete, [field]: '' }, kind)).toBeUndefined();
      expect(problemOf({ ...complete, [field]: '1' }, kind)).toEqual([{ field, messages }]);
    }
  });

  it.each(['payStatus', 'mchOrderNo', 'mchRefundNo', 'newpayRefundNo', 'refundStatus', 'data'])(
    'is one of v2 by its %s alone',
    (name) => {
      expect(looksLikeV2({ [name]: {} })).toBe(true);
      expect(looksLikeV2({ [`${name}s`]: {}, orderNo: 'A1001' })).toBe(false);
    },
  );

  it('is about a refund where it has a number of one', () => {
    for (const name of ['mchRefundNo', 'newpayRefundNo']) {
      expect(isRefund(fieldsOf({ [name]: 'R1' }))).toBe(true);
      expect(isRefund(fieldsOf({ [name]: '' }))).toBe(false);
    }
    expect(isRefund(fieldsOf({ refundStatus: 'SUCCESS' }))).toBe(false);
  });
});

describe('a signed text of API v2', () => {
  /** Whether a value of this field may have the other field in it. */
  const canHave = (name: string, embedded: string): boolean => {
    try {
      requireOneReading(new Map([[name, `https://pay.example/?a=1&${embedded}=1`]]));
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(NewPayValidationError);
      return false;
    }
  };

  it('has no field of either version in a value', () => {
    const names = [
      ...Object.values(DOCUMENTED_V2_FIELDS).flat(),
      'extraParam',
      'merchantId',
      'mchId',
      'refundStatus',
      'transStatus',
      'tranStatus',
      'orderNo',
      'refundOrderNo',
      'refundOrderAmt',
      'timestamp',
      'transInfo',
      'tranInfo',
      'value',
      'currency',
      'orderAmt.value',
      'orderAmt.currency',
      'refundAmt.value',
      'refundAmt.currency',
      'agentReference',
      'envVersion',
      'wxCode',
      'extraParam.userId',
      'extraParam.agentReference',
      'extraParam.envVersion',
      'extraParam.wxCode',
    ];
    expect(names.filter((name) => canHave('attach', name))).toEqual([]);
    expect(canHave('attach', 'orderAmtXvalue')).toBe(true);
  });

  it.each(['payUrl', 'payReference'])('may have an order in the query of its %s', (name) => {
    const results = [
      'transStatus',
      'transInfo',
      'tranStatus',
      'tranInfo',
      'settlementStatus',
      'refundOrderAmt',
      'refundAmt',
      'payStatus',
      'mchRefundNo',
      'newpayRefundNo',
      'refundStatus',
    ];
    expect(results.filter((result) => canHave(name, result))).toEqual([]);
    expect(['orderNo', 'mchOrderNo', 'appId'].filter((field) => !canHave(name, field))).toEqual([]);
  });
});

/** When a callback came. */
const AT = new Date(1_700_000_000_000);

/** What a callback is read from: a paid order, with the changes. */
const paid = (changes: object = {}): MessageFields =>
  fieldsOf({
    appId: 'a1',
    payStatus: 'SUCCESS',
    orderAmt: { value: '5.00', currency: 'USD' },
    mchOrderNo: 'A1001',
    newpayOrderNo: '7',
    ...changes,
  });

describe('the fields of a message of API v2', () => {
  it.each([
    ['1663738614280', 1663738614280],
    ['1663738614', 1663738614000],
    ['16637386142801', undefined],
    ['166373861428', undefined],
    ['16637386142', undefined],
    ['166373861', undefined],
    ['x1663738614280', undefined],
    ['1663738614280x', undefined],
    ['x1663738614', undefined],
    ['1663738614x', undefined],
    ['00', undefined],
    ['x0', undefined],
    ['0x', undefined],
  ])(
    'have in the paytime %j the time %s, and without one are no callback of a payment',
    (paytime, time) => {
      expect(findPayTime(fieldsOf({ paytime }))?.getTime()).toBe(time);
      if (time === undefined) {
        expect(() => readV2Callback(paid({ paytime }), AT)).toThrow(
          'The message is not valid: "paytime" has an invalid value',
        );
      } else {
        const { callback, signedAt } = readV2Callback(paid({ paytime }), AT);
        expect([callback.occurredAt.getTime(), signedAt?.getTime()]).toEqual([time, time]);
      }
      const failed = readV2Callback(paid({ paytime, payStatus: 'FAIL' }), AT);
      expect(failed.signedAt?.getTime()).toBe(time);
    },
  );

  it.each(['0', '', null])('have in the paytime %j none', (paytime) => {
    expect(findPayTime(fieldsOf({ paytime }))).toBeUndefined();
    const { callback, signedAt } = readV2Callback(paid({ paytime }), AT);
    expect(callback.occurredAt).toBe(AT);
    expect(signedAt).toBeUndefined();
  });

  it('have a kind of order that is a word of 1 to 64 characters, or none', () => {
    const wordOf = (orderType: string) => findWord(fieldsOf({ orderType }), 'orderType');
    const words = ['A', 'ONLINE', 'A_1', 'A'.repeat(64)];
    expect(words.map(wordOf)).toEqual(words);
    const others = ['', 'a', '_A', '1A', 'AbC', ' A', 'A ', 'aA', 'Aa', 'A'.repeat(65)];
    expect(others.map(wordOf)).toEqual(others.map(() => undefined));
    expect(findWord(fieldsOf({}), 'orderType')).toBeUndefined();
  });

  it('have the payment method under its code of v1', () => {
    const methods = ['1', '11', '2', '5', '', null].map((payMethod) =>
      payMethodOf(fieldsOf({ payMethod })),
    );
    expect(methods).toEqual([PayMethod.WeChat, PayMethod.Alipay, 0, 0, 0, 0]);
  });

  it('have a currency, or are not valid', () => {
    const known = ['LAK', 'USD', 'CNY'];
    expect(known.map((currency) => readV2Currency(fieldsOf({ currency })))).toEqual(known);
    expect(() => readV2Currency(fieldsOf({ currency: 'EUR' }))).toThrow(
      '"currency" has an invalid value',
    );
    expect(() => readV2Currency(fieldsOf({}))).toThrow('"currency" is missing');
  });

  it.each([
    ['5.00', true, undefined],
    ['0.00', false, undefined],
    ['0.00', true, '"orderAmt" has an invalid value'],
    ['-5', false, '"orderAmt" must be an object with "value", a decimal, and "currency"'],
    ['5e4', true, '"orderAmt" must be an object with "value", a decimal, and "currency"'],
  ])('have the amount %s, where money has moved (%s): %s', (value, hasMoved, problem) => {
    const read = () =>
      readAmountObject(paid({ orderAmt: { value, currency: 'USD' } }), 'orderAmt', hasMoved);
    if (problem === undefined) {
      expect(read()).toEqual({ value, currency: 'USD' });
    } else {
      expect(read).toThrow(`The message is not valid: ${problem}`);
      expect(problemsOf(read)).toEqual([{ field: 'orderAmt', messages: [problem] }]);
    }
  });

  it.each([
    [undefined],
    ['5.00'],
    [{ value: '5.00' }],
    [{ currency: 'USD' }],
    [{ value: '5.00', currency: 'EUR' }],
    [{ value: '5.00', currency: 'USD', more: [] }],
  ])('have no amount in %j', (orderAmt) => {
    expect(() => readAmountObject(paid({ orderAmt }), 'orderAmt', false)).toThrow(
      '"orderAmt" must be an object with "value", a decimal, and "currency"',
    );
  });

  it('have a number or none, and none that is no number', () => {
    const numberOf = (mchOrderNo: unknown) => findNumber(fieldsOf({ mchOrderNo }), 'mchOrderNo');
    expect(['A1', '', null].map(numberOf)).toEqual(['A1', undefined, undefined]);
    expect(() => numberOf('A 1')).toThrow('"mchOrderNo" has an invalid value');
  });
});

describe('a callback of API v2', () => {
  it.each([
    ['SUCCESS', 'paid', undefined],
    ['FAIL', 'failed', 'failed'],
    ['EXPIRED', 'failed', 'expired'],
  ])('of a payment with %s is %s for the reason %s', (payStatus, status, reason) => {
    const texts = { attach: 'x', subject: 'Tea', orderType: 'ONLINE', settlementStatus: '2' };
    const { callback, signedAt } = readV2Callback(paid({ payStatus, ...texts }), AT);
    expect(callback).toEqual({
      kind: 'payment',
      api: 'v2',
      status,
      reason,
      orderNo: 'A1001',
      newpayOrderNo: '7',
      orderAmt: '5.00',
      currency: 'USD',
      payMethod: 0,
      orderType: 'ONLINE',
      subject: 'Tea',
      extra: 'x',
      transInfo: undefined,
      settlementStatus: 'settled',
      appId: 'a1',
      occurredAt: AT,
      raw: {
        appId: 'a1',
        payStatus,
        orderAmt: '{"value":"5.00","currency":"USD"}',
        mchOrderNo: 'A1001',
        newpayOrderNo: '7',
        ...texts,
      },
    });
    expect(signedAt).toBeUndefined();
    expect([callback, callback.raw].map((each) => Object.isFrozen(each))).toEqual([true, true]);
  });

  it.each([
    [{ payStatus: 'PROCESSING' }, 'payStatus', '"payStatus" is not final'],
    [{ payStatus: 'success' }, 'payStatus', '"payStatus" has an invalid value'],
    [{ mchOrderNo: '&' }, 'mchOrderNo', '"mchOrderNo" has an invalid value'],
    [{ newpayOrderNo: ' ' }, 'newpayOrderNo', '"newpayOrderNo" has an invalid value'],
    [{ appId: '' }, 'appId', '"appId" has an invalid value'],
    [{ appId: null }, 'appId', '"appId" is missing'],
    [
      { payStatus: 'SUCCESS', orderAmt: { value: '0', currency: 'USD' } },
      'orderAmt',
      '"orderAmt" has an invalid value',
    ],
    [{ refundStatus: 'SUCCESS' }, 'refundStatus', '"refundStatus" is not a field of a payment'],
  ])('of a payment is not read with %j', (changes, field, message) => {
    const read = () => readV2Callback(paid(changes), AT);
    expect(problemsOf(read)).toEqual([{ field, messages: [message] }]);
    expect(read).toThrow(`The message is not valid: ${message}`);
  });

  it('of a payment may be of nothing, if it has failed', () => {
    const orderAmt = { value: '0', currency: 'USD' };
    const { callback } = readV2Callback(paid({ payStatus: 'FAIL', orderAmt }), AT);
    expect(callback).toMatchObject({ status: 'failed', orderAmt: '0' });
  });

  it('of a refund has the numbers that it names, and no time', () => {
    const empty = { orderNo: '', newpayOrderNo: '', refundOrderNo: '', newpayRefundOrderNo: '' };
    const named = [
      [{ mchRefundNo: 'R1' }, { refundOrderNo: 'R1' }],
      [{ newpayRefundNo: '8' }, { newpayRefundOrderNo: '8' }],
      [
        { mchRefundNo: 'R1', newpayRefundNo: '8', mchOrderNo: 'A1', newpayOrderNo: '7' },
        { refundOrderNo: 'R1', newpayRefundOrderNo: '8', orderNo: 'A1', newpayOrderNo: '7' },
      ],
    ] as const;
    for (const [fields, numbers] of named) {
      const { callback, signedAt } = readV2Callback(fieldsOf(fields), AT);
      const about = { kind: 'v2-refund', api: 'v2', occurredAt: AT, raw: fields };
      expect(callback).toEqual({ ...about, ...empty, ...numbers });
      expect(Object.isFrozen(callback)).toBe(true);
      expect(signedAt).toBeUndefined();
    }
    expect(() => readV2Callback(fieldsOf({ mchRefundNo: 'R1', payStatus: 'SUCCESS' }), AT)).toThrow(
      '"payStatus" is not a field of a refund callback',
    );
  });
});

describe('an answer of API v2', () => {
  const NESTED = { appId: 'a1', orderAmt: { value: '5.00', currency: 'USD' } };
  const FLAT = { appId: 'a1', userId: '7' };

  /** @param text what is signed */
  const read = (
    fields: object,
    text: string,
    {
      isVouchedFor = false,
      isPrinted = true,
    }: { isVouchedFor?: boolean; isPrinted?: boolean } = {},
  ) => {
    const body = {
      success: true,
      sign: 'of no meaning',
      data: { ...fields, sign: signText(text) },
    };
    return readV2Answer(
      { status: 200, body: Buffer.from(JSON.stringify(body, undefined, isPrinted ? 0 : 2)) },
      {
        verifier: new RsaVerifier([platformKeys.publicKey]),
        forms: new NestedForms('auto'),
        isVouchedFor,
      },
    );
  };

  it('has the fields in its data alone, signed there, and no sign among them', () => {
    for (const isVouchedFor of [true, false]) {
      for (const isPrinted of [true, false]) {
        const text = plainV2StringToSign(NESTED, 'json');
        const { fields, isVerified } = read(NESTED, text, { isVouchedFor, isPrinted });
        expect(isVerified).toBe(true);
        expect(fields.toRecord()).toEqual({
          appId: 'a1',
          orderAmt: '{"value":"5.00","currency":"USD"}',
        });
        expect(Object.isFrozen(fields.toRecord())).toBe(true);
      }
    }
  });

  it('is believed without a verified signature only where the connection vouches for it and an object is inside', () => {
    const { fields, isVerified } = read(NESTED, 'another form', { isVouchedFor: true });
    expect(isVerified).toBe(false);
    expect(fields.get('appId')).toBe('a1');
    expect(fields.object('orderAmt')?.get('value')).toBe('5.00');
    expect(Object.isFrozen(fields.toRecord())).toBe(true);

    expect(() => read(NESTED, 'another form')).toThrow(NewPaySignatureError);
    expect(() => read(FLAT, 'another form', { isVouchedFor: true })).toThrow(NewPaySignatureError);
  });

  it('is not believed without a signature, or with a second reading, whatever vouches for it', () => {
    expect(() =>
      readV2Answer(
        { status: 200, body: Buffer.from(JSON.stringify({ success: true, data: NESTED })) },
        {
          verifier: new RsaVerifier([platformKeys.publicKey]),
          forms: new NestedForms('auto'),
          isVouchedFor: true,
        },
      ),
    ).toThrow('"sign" is missing');
    const ambiguous = { ...NESTED, attach: 'x&payStatus=SUCCESS' };
    expect(() =>
      read(ambiguous, plainV2StringToSign(ambiguous, 'json'), { isVouchedFor: true }),
    ).toThrow(NewPayValidationError);
  });

  it('says for a diagnosis what its signature is, and what is signed', () => {
    const message = new SignedV2Message(received('{"data":{"a":{"b":1},"sign":"c2ln"}}'));
    expect([message.sign, message.hasNested]).toEqual(['c2ln', true]);
    expect(message.signingForms(['fields', 'json'])).toEqual([
      {
        form: 'fields',
        params: undefined,
        problem: 'field "a" cannot be signed in the form "fields": the object is not documented',
      },
      { form: 'json', params: new Map([['a', '{"b":1}']]), problem: undefined },
    ]);
    const unsigned = new SignedV2Message(received('{"data":{"a":1,"sign":2}}'));
    expect([unsigned.sign, unsigned.hasNested]).toEqual([undefined, false]);
  });
});
