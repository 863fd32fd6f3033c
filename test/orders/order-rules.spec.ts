import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CreateOrderDto, Currency, NewPayValidationError, PayMethod } from '../../lib/index.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { ORDER } from '../support/requests.js';
import { untyped } from '../support/untyped.js';

const { gateway, newPay, restart } = usePaymentApp();

const create = (changes: object) => newPay().createOrder({ ...ORDER, ...changes });

async function violationsOf(input: unknown): Promise<Record<string, readonly string[]>> {
  const error = await rejection(newPay().createOrder(untyped(input)), NewPayValidationError);
  expect(gateway.requests).toHaveLength(0);
  const { fields, code } = error;
  expect(code).toBe('ERR_NEWPAY_VALIDATION');
  return Object.fromEntries(fields.map(({ field, messages }) => [field, messages]));
}

describe('An invalid order', () => {
  const amountText = 'orderAmt must be decimal text, such as "50000" or "12.50"';
  const address = (field: string) =>
    `${field} must be an absolute http(s) address, such as "https://shop.example/path"`;
  const usd = { currency: Currency.USD };
  const alipay = { payMethod: PayMethod.Alipay };

  it.each<[object, Record<string, string[]>]>([
    [
      { orderAmt: 50000 },
      {
        orderAmt: [
          'orderAmt must be decimal text, not a number: write it in quotes, such as "50000"',
        ],
      },
    ],
    [
      { orderAmt: 50000n },
      {
        orderAmt: [
          'orderAmt must be decimal text, not a bigint: write it in quotes, such as "50000"',
        ],
      },
    ],
    [{ orderAmt: undefined }, { orderAmt: [amountText] }],
    [{ orderAmt: '' }, { orderAmt: [amountText] }],
    [{ orderAmt: '1e5' }, { orderAmt: [amountText] }],
    [{ orderAmt: '-5' }, { orderAmt: [amountText] }],
    [{ orderAmt: '050' }, { orderAmt: [amountText] }],
    [{ orderAmt: '1,000' }, { orderAmt: [amountText] }],
    [{ orderAmt: '0' }, { orderAmt: ['orderAmt must be above zero'] }],
    [{ orderAmt: '0.00', ...usd }, { orderAmt: ['orderAmt must be above zero'] }],
    [{ orderAmt: '500.50' }, { orderAmt: ['orderAmt must be whole for LAK, such as "50000"'] }],
    [{ orderAmt: '500.001' }, { orderAmt: ['orderAmt must be whole for LAK, such as "50000"'] }],
    [
      { orderAmt: '5.005', ...usd },
      { orderAmt: ['orderAmt must have at most two decimals for USD, such as "12.50"'] },
    ],
    [{ currency: 'THB' }, { currency: ['currency must be one of LAK, USD'] }],
    [
      { payMethod: 2 },
      {
        payMethod: [
          'payMethod must be one of 1 (NewPay), 3 (Visa), 4 (MasterCard), 5 (WeChat), 6 (Alipay)',
        ],
      },
    ],
    ...[
      ['1', 1, 'NewPay'],
      ['NewPay', 1, 'NewPay'],
      ['6', 6, 'Alipay'],
      ['WeChat', 5, 'WeChat'],
    ].map(([payMethod, number, name]): [object, Record<string, string[]>] => [
      { payMethod },
      {
        payMethod: [
          `payMethod must be a number, not text: write ${number} without quotes, or PayMethod.${name}`,
        ],
      },
    ]),
    ...['2', ' 1', '', true, null].map((payMethod): [object, Record<string, string[]>] => [
      { payMethod },
      {
        payMethod: [
          'payMethod must be one of 1 (NewPay), 3 (Visa), 4 (MasterCard), 5 (WeChat), 6 (Alipay)',
        ],
      },
    ]),
    [{ orderNo: 1001 }, { orderNo: ['orderNo must be text, not a number: write it in quotes'] }],
    [{ orderNo: 1001n }, { orderNo: ['orderNo must be text, not a bigint: write it in quotes'] }],
    ...['', 'a b', 'ກ', 'a/b', 'a\n', 'x'.repeat(65), ['A1'], null].map(
      (orderNo): [object, Record<string, string[]>] => [
        { orderNo },
        { orderNo: ['orderNo must be 1 to 64 letters, digits, "_" or "-"'] },
      ],
    ),
    ...['callBackUrl', 'successPageUrl', 'failurePageUrl', 'cancelPageUrl'].map(
      (field): [object, Record<string, string[]>] => [
        { [field]: '/relative' },
        { [field]: [address(field)] },
      ],
    ),
    [{ callBackUrl: 'javascript:alert(1)' }, { callBackUrl: [address('callBackUrl')] }],
    [{ subject: 5 }, { subject: ['subject must be text, not a number: write it in quotes'] }],
    [{ extra: 7n }, { extra: ['extra must be text, not a bigint: write it in quotes'] }],
    [{ subject: true }, { subject: ['subject must be text'] }],
    [{ extra: {} }, { extra: ['extra must be text'] }],
    [
      { subject: 'a&transStatus=0&z=' },
      { subject: ['subject must not contain "&transStatus=": encode it'] },
    ],
    [{ extra: 'x&orderNo=Z&p=' }, { extra: ['extra must not contain "&orderNo=": encode it'] }],
    [{ terminal: 'phone' }, { terminal: ['terminal must be "website" or "mobile"'] }],
    [{ ...alipay, extra: 'IOS' }, { subject: ['subject is required for Alipay'] }],
    [{ ...alipay, extra: 'IOS', subject: '' }, { subject: ['subject is required for Alipay'] }],
    [{ ...alipay, subject: 'Coffee' }, { extra: ['extra must contain ANDROID or IOS for Alipay'] }],
    [
      { ...alipay, subject: 'Coffee', extra: 'ios' },
      { extra: ['extra must contain ANDROID or IOS for Alipay'] },
    ],
    [
      { sucessPageUrl: 'https://a.example' },
      { sucessPageUrl: ['sucessPageUrl is not a known field of the order'] },
    ],
  ])('An invalid order is rejected with the rule, and not sent: %j.', async (changes, expected) => {
    expect(await violationsOf({ ...ORDER, ...changes })).toEqual(expected);
  });

  it.each([undefined, null, 5, 'order', [ORDER]])(
    'An order that is no object of fields is rejected: %j.',
    async (input) => {
      expect(await violationsOf(input)).toEqual({
        order: ['order must be an object'],
      });
    },
  );

  it('A Promise of an order is named as what it is.', async () => {
    expect(await violationsOf(Promise.resolve(ORDER))).toEqual({
      order: ['order must be an object, not a Promise: await it first'],
    });
  });

  it('All invalid fields of an order are named in one error.', async () => {
    const faults = await violationsOf({ ...ORDER, orderAmt: 5, orderNo: '', currency: 'x' });
    expect(Object.keys(faults).sort()).toEqual(['currency', 'orderAmt', 'orderNo']);
  });

  it('The error about a missing URL names the option that provides it.', async () => {
    await restart({ options: { publicUrl: undefined, pages: undefined } });
    const error = await rejection(newPay().createOrder(ORDER), NewPayValidationError);
    expect(error.message).toBe(
      'The order is not valid: ' +
        'callBackUrl is missing: name it or set the option "publicUrl"; ' +
        'successPageUrl is missing: name it or set the option "pages.success"; ' +
        'failurePageUrl is missing: name it or set the option "pages.failure"; ' +
        'cancelPageUrl is missing: name it or set the option "pages.cancel"',
    );
  });
});

describe('A valid order', () => {
  it.each<object>([
    { orderAmt: '12.5', currency: Currency.USD },
    { orderAmt: '0.01', currency: Currency.USD },
    { orderAmt: '1' },
    { orderNo: 'a-_9'.repeat(16) },
    { payMethod: PayMethod.Alipay, subject: 'Coffee', extra: 'x ANDROID x' },
    { payMethod: PayMethod.Alipay, subject: 'Coffee', extra: 'IOS' },
    { payMethod: PayMethod.Visa },
    { payMethod: PayMethod.WeChat },
    { subject: null, extra: null, callBackUrl: null },
  ])('A valid order is sent: %j.', async (changes) => {
    await expect(create(changes)).resolves.toMatchObject({ payUrl: expect.any(String) });
  });

  it.each([
    ['LAK', '50000'],
    ['USD', '12.50'],
  ] as const)(
    'An order with the currency %s as plain text compiles, and is sent.',
    async (currency, orderAmt) => {
      // Compiled without a cast: a row has the text, not a member of the enum.
      const row = { orderNo: 'A1001', currency, orderAmt, payMethod: 1 } as const;
      await newPay().createOrder(row);
      expect(gateway.requests.at(-1)?.fields).toMatchObject({ currency, orderAmt });
      await newPay().createPrePayment(row);
      expect(gateway.requests.at(-1)?.fields).toMatchObject({ currency, orderAmt });
    },
  );

  it('An instance of CreateOrderDto is sent.', async () => {
    const dto = Object.assign(new CreateOrderDto(), ORDER);
    await expect(newPay().createOrder(dto)).resolves.toMatchObject({
      orderNo: ORDER.orderNo,
      payUrl: expect.any(String),
    });
  });

  it('An amount is sent as the text that was given, never as a float.', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt(1n, 10n ** 15n), async (amount) => {
        await create({ orderAmt: amount.toString() });
        expect(gateway.requests.at(-1)?.fields['orderAmt']).toBe(amount.toString());
      }),
      { numRuns: 25 },
    );
  });
});
