import { describe, expect, it } from '@jest/globals';
import { Currency, NewPayValidationError, PayMethod } from '../../lib/index.js';
import { V1_CURRENCIES } from '../../lib/protocol/v1/currency.enum.js';
import { RsaVerifier } from '../../lib/protocol/signature/rsa-verifier.js';
import { SignedMessage, type VerifiedFields } from '../../lib/protocol/signature/signed-message.js';
import { ACKNOWLEDGEMENT, REJECTION } from '../../lib/protocol/acknowledgement.js';
import {
  DOCUMENTED_FIELDS,
  type NewPayMessageKind,
} from '../../lib/protocol/v1/documented-fields.js';
import { ADDRESS_FIELDS, embeddedFieldsOf } from '../../lib/protocol/v1/message-kind.js';
import {
  ANSWER_KINDS,
  DEFAULT_BASE_URL,
  DEFAULT_ENDPOINTS,
} from '../../lib/protocol/v1/endpoints.js';
import { IGNORABLE_FIELDS, requireKind } from '../../lib/protocol/v1/message-kind.js';
import { platformKeys } from '../support/keys.js';
import { plainStringToSign, signText } from '../support/signed-callback.js';

const keys = new RsaVerifier([platformKeys.publicKey]);

function verified(fields: Record<string, string>): VerifiedFields {
  const sign = signText(plainStringToSign(fields));
  return new SignedMessage({ ...fields, sign }).verify(keys);
}

function problemOf(fields: Record<string, string>, kind: NewPayMessageKind): string | undefined {
  try {
    requireKind(verified(fields), kind);
  } catch (error) {
    return (error as NewPayValidationError).fields[0]?.messages[0];
  }
  return undefined;
}

const valued = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1']));

describe('the tables of NewPay’s pages', () => {
  it('list the fields of each message', () => {
    expect(
      Object.entries(DOCUMENTED_FIELDS).map(([kind, names]) => `${kind}: ${names.join(' ')}`),
    ).toEqual([
      'paymentCallback: appId currency extra newpayOrderNo orderAmt orderNo payMethod settlementStatus subject timestamp transInfo transStatus',
      'refundCallback: appId currency newpayOrderNo newpayRefundOrderNo orderNo payMethod refundOrderAmt refundOrderNo timestamp transInfo transStatus',
      'order: appId newpayOrderNo orderAmt orderNo payUrl tranAbbr tranNo',
      'paymentQuery: appId currency extra newpayOrderNo orderAmt orderNo payMethod settlementStatus subject tranAbbr tranNo transInfo transStatus',
      'refund: appId currency newpayRefundOrderNo orderNo payMethod refundOrderAmt refundOrderNo tranInfo tranStatus',
      'refundQuery: appId currency newpayOrderNo newpayRefundOrderNo orderNo payMethod refundOrderAmt refundOrderNo tranAbbr tranInfo tranNo tranStatus',
      'user: appId area fundAccountId nickName tranAbbr tranNo userAvatar userMobile userName',
      'transfer: appId currency orderAmt orderDesc orderNo tranAbbr tranNo',
      'transferQuery: accountTime appId currency orderAmt orderDesc orderNo phoneNo tranAbbr tranNo',
    ]);
  });

  it('name the addresses of the endpoints and what answers them', () => {
    expect(DEFAULT_BASE_URL).toBe('https://prod-openapi.newpay.la');
    expect(DEFAULT_ENDPOINTS).toEqual({
      createOrder: '/api/open/converge/pay/v1/createOrder',
      createMobileOrder: '/api/open/converge/pay/v1/m/createOrder',
      createPrePayment: '/api/open/converge/pay/v1/createOrderPrePayment',
      createMobilePrePayment: '/api/open/converge/pay/v1/m/createOrderPrePayment',
      createMiniProgramOrder: '/api/open/converge/pay/v2/createOpenMini',
      queryOrder: '/api/open/converge/pay/v1/queryOrder',
      refund: '/api/open/converge/pay/v1/refund',
      queryRefund: '/api/open/converge/pay/v1/queryRefund',
    });
    expect(ANSWER_KINDS).toEqual({
      createOrder: 'order',
      createMobileOrder: 'order',
      createPrePayment: 'order',
      createMobilePrePayment: 'order',
      createMiniProgramOrder: 'call',
      queryOrder: 'paymentQuery',
      refund: 'refund',
      queryRefund: 'refundQuery',
      queryUser: 'user',
      transfer: 'transfer',
      queryTransfer: 'transferQuery',
    });
  });

  it('name the currencies, the ways to pay and the answers to a callback', () => {
    expect(Currency).toEqual({ LAK: 'LAK', USD: 'USD', CNY: 'CNY' });
    expect(V1_CURRENCIES).toEqual(['LAK', 'USD']);
    expect([1, 3, 4, 5, 6].map((code) => PayMethod[code])).toEqual([
      'NewPay',
      'Visa',
      'MasterCard',
      'WeChat',
      'Alipay',
    ]);
    expect([ACKNOWLEDGEMENT, REJECTION]).toEqual([
      { transResult: 'SUCCESS' },
      { transResult: 'FAIL' },
    ]);
  });
});

describe('a verified message of a kind', () => {
  it.each<[NewPayMessageKind, string, string[], string[], string[]]>([
    [
      'paymentCallback',
      'a payment callback',
      ['timestamp', 'transStatus'],
      [],
      ['tranNo', 'payUrl', 'tranStatus', 'refundOrderNo', 'newpayRefundOrderNo'],
    ],
    [
      'refundCallback',
      'a refund callback',
      ['timestamp', 'transStatus', 'refundOrderNo'],
      [],
      ['tranNo', 'payUrl', 'tranStatus'],
    ],
    ['order', 'the answer to an order', ['payUrl'], [], ['transStatus', 'tranStatus']],
    [
      'paymentQuery',
      'the answer to a payment query',
      ['transStatus'],
      [],
      ['timestamp', 'tranStatus', 'refundOrderNo'],
    ],
    [
      'refund',
      'the answer to a refund',
      ['tranStatus'],
      [],
      ['timestamp', 'transStatus', 'newpayOrderNo', 'tranNo'],
    ],
    [
      'refundQuery',
      'the answer to a refund query',
      ['tranStatus'],
      ['newpayOrderNo'],
      ['timestamp', 'transStatus'],
    ],
    [
      'user',
      'the answer to a user query',
      ['fundAccountId'],
      [],
      ['timestamp', 'transStatus', 'tranStatus', 'payUrl', 'orderNo'],
    ],
    [
      'transfer',
      'the answer to a transfer',
      ['orderNo'],
      [],
      [
        'timestamp',
        'transStatus',
        'tranStatus',
        'payUrl',
        'newpayOrderNo',
        'fundAccountId',
        'accountTime',
      ],
    ],
    [
      'transferQuery',
      'the answer to a transfer query',
      ['orderNo'],
      ['accountTime'],
      ['timestamp', 'transStatus', 'tranStatus', 'payUrl', 'newpayOrderNo', 'fundAccountId'],
    ],
    ['call', 'the answer to a call', [], [], []],
  ])('%s is told from the others by its fields', (kind, title, needs, has, lacks) => {
    const complete = valued([...needs, ...has]);
    expect(problemOf(complete, kind)).toBeUndefined();
    for (const name of needs) {
      expect(problemOf({ ...complete, [name]: '' }, kind)).toBe(`"${name}" is missing`);
    }
    for (const name of has) {
      expect(problemOf({ ...complete, [name]: '' }, kind)).toBe(
        `"${name}" is missing in ${title} (see the option "ignoreFields.${kind}")`,
      );
    }
    for (const name of lacks) {
      expect(problemOf({ ...complete, [name]: '' }, kind)).toBeUndefined();
      expect(problemOf({ ...complete, [name]: '1' }, kind)).toBe(
        `"${name}" is not a field of ${title} (see the option "ignoreFields.${kind}")`,
      );
      expect(() =>
        requireKind(verified({ ...complete, [name]: '1' }), kind, { [kind]: [name] }),
      ).not.toThrow();
    }
    if (kind !== 'call') {
      expect(IGNORABLE_FIELDS[kind]).toEqual([...has, ...lacks]);
    }
  });

  it('call is no callback', () => {
    const callback = valued(['timestamp', 'transStatus', 'newpayOrderNo']);
    expect(IGNORABLE_FIELDS.call).toEqual(Object.keys(callback));
    expect(problemOf(callback, 'call')).toBe(
      '"timestamp" is not a field of the answer to a call (see the option "ignoreFields.call")',
    );
    for (const name of IGNORABLE_FIELDS.call) {
      expect(problemOf({ ...callback, [name]: '' }, 'call')).toBeUndefined();
      expect(() => requireKind(verified(callback), 'call', { call: [name] })).not.toThrow();
    }
  });

  it('lists what it must not embed: a callback the fields of callbacks, an answer those of all', () => {
    const finds = (kind: NewPayMessageKind, name: string) =>
      embeddedFieldsOf(kind).test(`x&${name}=1`);
    const { paymentCallback, refundCallback, ...answers } = DOCUMENTED_FIELDS;
    const ofCallbacks = [...paymentCallback, ...refundCallback, 'merchantId'];
    for (const kind of ['paymentCallback', 'refundCallback'] as const) {
      expect(ofCallbacks.filter((name) => !finds(kind, name))).toEqual([]);
      expect(['payUrl', 'tranNo', 'tranStatus'].filter((name) => finds(kind, name))).toEqual([]);
    }
    const { order, paymentQuery, refund, refundQuery } = answers;
    const ofAll = [...ofCallbacks, ...order, ...paymentQuery, ...refund, ...refundQuery];
    const kinds = [...(Object.keys(answers) as (keyof typeof answers)[]), 'call'] as const;
    for (const kind of kinds) {
      expect(ofAll.filter((name) => !finds(kind, name))).toEqual([]);
    }
  });

  it('has addresses, which must not embed the result of a payment or refund', () => {
    const results = [
      'transStatus',
      'transInfo',
      'tranStatus',
      'tranInfo',
      'settlementStatus',
      'refundOrderAmt',
    ];
    expect([...ADDRESS_FIELDS.keys()]).toEqual(['payUrl', 'payReference']);
    for (const embedded of ADDRESS_FIELDS.values()) {
      expect(results.filter((name) => !embedded.test(`?a=1&${name}=1`))).toEqual([]);
      expect(embedded.test('?a=1&orderNo=1')).toBe(false);
    }
  });
});
