import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import {
  CreateOrderDto,
  CreateRefundDto,
  CreateTransferDto,
  CreateV2OrderDto,
  CreateV2RefundDto,
  PayMethod,
  ScanPayDto,
} from '../../lib/index.js';
import { amountToSend } from '../../lib/dto/rules/amount.rule.js';
import { ORDER, REFUND } from '../support/requests.js';

const V2_ORDER = {
  channel: 'NEWPAY_ONLINE',
  currency: 'LAK',
  orderAmt: '50000',
  orderNo: 'A1001',
};
const V2_REFUND = {
  newpayOrderNo: '2022092100000069501',
  refundOrderNo: 'R1',
  refundOrderAmt: '20000',
  currency: 'LAK',
};
const SCAN = { authCode: '134567', currency: 'LAK', orderAmt: '50000', orderNo: 'A1001' };
const TRANSFER = {
  revFundAccountId: '1001211005000526',
  orderAmt: '50000',
  currency: 'LAK',
  orderDesc: 'Prize',
};

const CORRECT = {
  order: () => Object.assign(new CreateOrderDto(), ORDER),
  'order with Alipay': () =>
    Object.assign(new CreateOrderDto(), ORDER, {
      payMethod: PayMethod.Alipay,
      subject: 'Coffee',
      extra: 'IOS',
    }),
  refund: () => Object.assign(new CreateRefundDto(), REFUND),
  transfer: () => Object.assign(new CreateTransferDto(), TRANSFER),
  'v2 order': () => Object.assign(new CreateV2OrderDto(), V2_ORDER),
  'v2 refund': () => Object.assign(new CreateV2RefundDto(), V2_REFUND),
  scan: () => Object.assign(new ScanPayDto(), SCAN),
} as const;

type Input = keyof typeof CORRECT;

/** What class-validator says to the host: by field, the message under the name of each rule. */
const brokenRulesOf = (input: Input, changes: object) =>
  Object.fromEntries(
    validateSync(Object.assign(CORRECT[input](), changes)).map(({ property, constraints }) => [
      property,
      constraints,
    ]),
  );

const ORDER_NUMBER = 'must be 1 to 64 letters, digits, "_" or "-"';
const NEWPAY_NUMBER = "must be NewPay's number as text, such as an event has it";
const ADDRESS = 'must be an absolute http(s) address, such as "https://shop.example/path"';
const AMOUNT = 'must be decimal text, such as "50000" or "12.50"';
const CHANNEL = 'must be a NewPayChannel, such as "NEWPAY_ONLINE"';
const CODE = 'must be the text of the scanned code, without white space and "&"';
const OBJECT = 'must be an object, such as { wxCode: "…" }';
const MISNAMED =
  'must have names of 1 to 64 letters, digits or "_", such as { wxCode: "…" }: look at';
const NO_TEXT = 'must have text under each name, such as { wxCode: "…" }: look at';
const TWO_CURRENCIES = 'must be one of LAK, USD';
const ALL_CURRENCIES = 'must be one of LAK, USD, CNY';

describe('A rule of a DTO', () => {
  it.each<[Input, string, unknown, string, string]>([
    ['order', 'payMethod', 2, 'isPayMethod', 'must be one of 1 (NewPay), 3 (Visa), 4'],
    ['order', 'orderAmt', '', 'isOrderAmount', AMOUNT],
    ['order', 'orderAmt', 'x1', 'isOrderAmount', AMOUNT],
    ['order', 'orderNo', 'a b', 'isOrderNumber', ORDER_NUMBER],
    ['order', 'callBackUrl', 5, 'isWebAddress', ADDRESS],
    ['order', 'subject', true, 'isOrderSubject', 'must be text'],
    ['order', 'extra', true, 'isOrderExtra', 'must be text'],
    ['order', 'currency', 'CNY', 'isIn', TWO_CURRENCIES],
    ['order', 'terminal', '', 'isIn', 'must be "website" or "mobile"'],
    ['order with Alipay', 'subject', null, 'isOrderSubject', 'is required for Alipay'],
    ['order with Alipay', 'subject', undefined, 'isOrderSubject', 'is required for Alipay'],
    ['order with Alipay', 'extra', null, 'isOrderExtra', 'must contain ANDROID or IOS for Alipay'],
    ['order with Alipay', 'extra', 5, 'isOrderExtra', 'must be text, not a number'],
    ['order with Alipay', 'subject', 'x&orderNo=1', 'isOrderSubject', 'must not contain'],
    ['order with Alipay', 'extra', 'IOS&orderNo=1', 'isOrderExtra', 'must not contain'],
    ['refund', 'refundOrderAmt', '5.005', 'isRefundAmount', 'must have at most two decimals for'],
    ['refund', 'refundOrderAmt', 5n, 'isRefundAmount', 'must be decimal text, not a bigint: write'],
    ['refund', 'refundDesc', true, 'isRefundReason', 'is required: give the reason of the refund'],
    ['refund', 'refundDesc', 5, 'isRefundReason', 'must be text, not a number: write it in quotes'],
    [
      'refund',
      'refundDesc',
      5n,
      'isRefundReason',
      'must be text, not a bigint: write it in quotes',
    ],
    ['transfer', 'revFundAccountId', '', 'isFundAccountId', ORDER_NUMBER],
    [
      'transfer',
      'orderDesc',
      '',
      'isTransferDescription',
      'is required: say what the transfer is for',
    ],
    ['transfer', 'currency', 'CNY', 'isIn', TWO_CURRENCIES],
    ['v2 order', 'currency', 'EUR', 'isIn', ALL_CURRENCIES],
    ['v2 order', 'channel', '', 'isChannel', CHANNEL],
    ['v2 order', 'channel', '1ABC', 'isChannel', CHANNEL],
    ['v2 order', 'channel', ' ABC', 'isChannel', CHANNEL],
    ['v2 order', 'channel', 'A B', 'isChannel', CHANNEL],
    ['v2 order', 'channel', 'A\n', 'isChannel', CHANNEL],
    ['v2 order', 'channel', 'Alipay', 'isChannel', CHANNEL],
    ['v2 order', 'channel', 'A'.repeat(65), 'isChannel', CHANNEL],
    ['v2 order', 'channel', { toString: () => 'ALIPAY' }, 'isChannel', CHANNEL],
    ['v2 order', 'subject', 5, 'isV2FreeText', 'must be text, not a number: write it in quotes'],
    ['v2 order', 'attach', {}, 'isV2FreeText', 'must be text'],
    ['v2 order', 'extraParam', 'x', 'isExtraParam', OBJECT],
    ['v2 order', 'extraParam', ['x'], 'isExtraParam', OBJECT],
    ['v2 order', 'extraParam', {}, 'isExtraParam', 'must not be an empty object: leave it out'],
    ['v2 order', 'extraParam', { a: '', '': '' }, 'isExtraParam', `${MISNAMED} ""`],
    ['v2 order', 'extraParam', { 'x-': '' }, 'isExtraParam', `${MISNAMED} "x-"`],
    ['v2 order', 'extraParam', { '-x': '' }, 'isExtraParam', `${MISNAMED} "-x"`],
    ['v2 order', 'extraParam', { ['x'.repeat(65)]: '' }, 'isExtraParam', `${MISNAMED} "xxx`],
    ['v2 order', 'extraParam', JSON.parse('{"__proto__":""}'), 'isExtraParam', `${MISNAMED} "__`],
    ['v2 order', 'extraParam', { a: '', b: 1 }, 'isExtraParam', `${NO_TEXT} "b"`],
    ['v2 order', 'extraParam', { a: '', c: '\ud800' }, 'isExtraParam', `${NO_TEXT} "c"`],
    ['v2 refund', 'newpayOrderNo', 5, 'isNewPayNumber', 'must be text, not a number: write it in'],
    ['v2 refund', 'newpayOrderNo', 5n, 'isNewPayNumber', 'must be text, not a bigint: write it in'],
    ['v2 refund', 'newpayOrderNo', null, 'isNewPayNumber', NEWPAY_NUMBER],
    ['v2 refund', 'newpayOrderNo', ['1'], 'isNewPayNumber', NEWPAY_NUMBER],
    ['v2 refund', 'newpayOrderNo', '', 'isNewPayNumber', NEWPAY_NUMBER],
    ['v2 refund', 'newpayOrderNo', ' 1', 'isNewPayNumber', NEWPAY_NUMBER],
    ['v2 refund', 'newpayOrderNo', '1\n', 'isNewPayNumber', NEWPAY_NUMBER],
    ['v2 refund', 'newpayOrderNo', '1&', 'isNewPayNumber', NEWPAY_NUMBER],
    ['v2 refund', 'newpayOrderNo', '1=', 'isNewPayNumber', NEWPAY_NUMBER],
    ['v2 refund', 'newpayOrderNo', '1'.repeat(129), 'isNewPayNumber', NEWPAY_NUMBER],
    ['v2 refund', 'refundOrderAmt', '1.5', 'isV2RefundAmount', 'must be whole for LAK'],
    ['v2 refund', 'currency', 'EUR', 'isIn', ALL_CURRENCIES],
    ['scan', 'currency', 'CNY', 'isIn', TWO_CURRENCIES],
    ['scan', 'authCode', 134567, 'isPayerCode', CODE],
    ['scan', 'authCode', '', 'isPayerCode', CODE],
    ['scan', 'authCode', ' 1', 'isPayerCode', CODE],
    ['scan', 'authCode', '1\n', 'isPayerCode', CODE],
    ['scan', 'authCode', '1&2', 'isPayerCode', CODE],
    ['scan', 'authCode', '1'.repeat(257), 'isPayerCode', CODE],
    ['scan', 'authCode', ['1'], 'isPayerCode', CODE],
  ])('of %s: %s as %j breaks %s.', (input, field, value, rule, problem) => {
    expect(brokenRulesOf(input, { [field]: value })).toEqual({
      [field]: { [rule]: expect.stringContaining(`${field} ${problem}`) },
    });
  });

  it.each<[Input, object]>([
    ['order', { extra: '', subject: '' }],
    ['order with Alipay', { extra: 'x ANDROID x' }],
    ['refund', { refundOrderAmt: '0.05' }],
    ['refund', { refundDesc: ' cold ' }],
    ['v2 order', { channel: 'X' }],
    ['v2 order', { channel: `Z_9${'A'.repeat(61)}` }],
    ['v2 order', { currency: 'CNY', orderAmt: '1.55' }],
    ['v2 order', { extraParam: { a: '', ['x'.repeat(64)]: 'ກ' } }],
    ['v2 refund', { newpayOrderNo: "!%'<>~" }],
    ['v2 refund', { newpayOrderNo: '1'.repeat(128) }],
    ['v2 refund', { currency: 'USD', refundOrderAmt: '1.55' }],
    ['scan', { authCode: "!%'=~" }],
    ['scan', { authCode: '1'.repeat(256) }],
  ])('of %s allows %j.', (input, changes) => {
    expect(brokenRulesOf(input, changes)).toEqual({});
  });
});

it.each([
  ['LAK', '50000.00', '50000'],
  ['USD', '12.00', '12.00'],
  ['USD', '12.500', '12.50'],
  ['CNY', '12.00', '12.00'],
  ['CNY', '12.5', '12.5'],
  [undefined, '12.00', '12'],
  [undefined, '12.500', '12.50'],
])('An amount in the currency %s, %s, is sent as %s.', (currency, amount, expected) => {
  expect(amountToSend(amount, currency)).toBe(expected);
});
