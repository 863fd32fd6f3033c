import { describe, expect, it } from '@jest/globals';
import {
  NewPayConfigurationError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
  NewPayValidationError,
  type CreateTransferDto,
} from '../../lib/index.js';
import { sendJson, signedAnswer, type ReceivedRequest } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { rejection } from '../support/rejection.js';
import { APP_ID, type JsonFields } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';

const { gateway, newPay, restart } = usePaymentApp({
  options: { endpoints: { transfer: '/pay/transfer', queryTransfer: '/pay/query' } },
});

const TRANSFER = {
  revFundAccountId: '1001211005000526',
  orderAmt: '55',
  currency: 'LAK',
  orderDesc: 'Prize',
} as const satisfies CreateTransferDto;

/** The data of NewPay's example, with its null. */
const transferData = ({ fields }: ReceivedRequest, changes: JsonFields = {}): JsonFields => ({
  appId: fields['appId'],
  tranAbbr: null,
  tranNo: '00012023062300000008',
  currency: fields['currency'] ?? 'LAK',
  orderAmt: fields['orderAmt'] ?? '1113.00',
  orderDesc: null,
  orderNo: fields['orderNo'] ?? '202306231000000282',
  ...changes,
});

const answer = (changes: JsonFields = {}) => {
  gateway.reply = (request, response) =>
    sendJson(response, signedAnswer(transferData(request, changes)));
};

const BOOKED = { accountTime: 1687494500726, phoneNo: '+8562099990001' };

describe('transfer', () => {
  it('A transfer sends the documented fields once, and returns NewPay’s number of it.', async () => {
    answer();
    expect(await newPay().transfer({ ...TRANSFER, orderAmt: '55.00' })).toEqual({
      orderNo: '202306231000000282',
      orderAmt: '55',
      currency: 'LAK',
      orderDesc: undefined,
      tranNo: '00012023062300000008',
      tranAbbr: undefined,
      appId: APP_ID,
      raw: expect.objectContaining({ orderNo: '202306231000000282' }),
    });
    expect(gateway.requests).toHaveLength(1);
    const { path, fields } = gateway.requests[0]!;
    expect(path).toBe('/pay/transfer');
    expect(fields).toEqual({
      appId: APP_ID,
      merchantId: expect.any(String),
      timestamp: expect.any(Number),
      ...TRANSFER,
      sign: expect.any(String),
    });
  });

  it.each<[JsonFields, string]>([
    [{ currency: 'USD' }, 'the answer is for another "currency"'],
    [{ orderAmt: '56' }, 'the answer is for another "orderAmt"'],
    [{ appId: 'another' }, 'the answer is for another "appId"'],
    [{ orderNo: null }, 'The message is not valid: "orderNo" is missing'],
    [{ orderNo: 'a b' }, 'The message is not valid: "orderNo" has an invalid value'],
    [
      { accountTime: 1687494500726 },
      'The message is not valid: "accountTime" is not a field of the answer to a transfer (see the option "ignoreFields.transfer")',
    ],
    [
      { newpayOrderNo: '2' },
      'The message is not valid: "newpayOrderNo" is not a field of the answer to a transfer (see the option "ignoreFields.transfer")',
    ],
    [
      { orderDesc: 'x&orderNo=7' },
      'The message is not valid: "orderDesc" contains "&orderNo=": the signed text is ambiguous',
    ],
  ])('An answer with %j leaves the outcome unknown.', async (changes, reason) => {
    answer(changes);
    const error = await rejection(newPay().transfer(TRANSFER), NewPayUnknownOutcomeError);
    expect(error).toMatchObject({
      code: 'ERR_NEWPAY_UNKNOWN_OUTCOME',
      revFundAccountId: TRANSFER.revFundAccountId,
      orderNo: undefined,
      message: `The outcome for the transfer to account 1001211005000526 is unknown: ${reason}. A transfer has no number of yours: only NewPay's staff can tell, or queryTransfer with NewPay's number of it. Do not send it again before that.`,
    });
  });

  it('A transfer whose connection is closed without an answer is not sent again.', async () => {
    gateway.reply = (_request, response) => void response.destroy();
    await rejection(newPay().transfer(TRANSFER), NewPayUnknownOutcomeError);
    expect(gateway.requests).toHaveLength(1);
  });

  it('A transfer that could not be sent is safe to try again.', async () => {
    await gateway.stop();
    const error = await rejection(newPay().transfer(TRANSFER), NewPayTransportError);
    expect(error.message).toContain('Nothing was sent, trying again is safe.');
  });

  it.each<[object, string]>([
    [
      { revFundAccountId: 1001211005000526 },
      'revFundAccountId must be text, not a number: write it in quotes',
    ],
    [{ revFundAccountId: '' }, 'revFundAccountId must be 1 to 64 letters, digits, "_" or "-"'],
    [{ orderAmt: '1.50' }, 'orderAmt must be whole for LAK, such as "50000"'],
    [{ orderAmt: '0' }, 'orderAmt must be above zero'],
    [{ currency: 'CNY' }, 'currency must be one of LAK, USD'],
    [{ orderDesc: ' ' }, 'orderDesc is required: say what the transfer is for'],
    [{ orderDesc: 'x&orderNo=1' }, 'orderDesc must not contain "&orderNo=": encode it'],
    [{ orderNo: 'T1' }, 'orderNo is not a known field of the transfer'],
  ])('A transfer with %j is refused before anything is sent.', async (changes, message) => {
    const error = await rejection(
      newPay().transfer(untyped({ ...TRANSFER, ...changes })),
      NewPayValidationError,
    );
    expect(error.fields.flatMap(({ messages }) => messages)).toEqual([message]);
    expect(gateway.requests).toEqual([]);
  });
});

describe('queryTransfer', () => {
  it('A query returns the transfer with its time and phone number.', async () => {
    answer(BOOKED);
    expect(await newPay().queryTransfer('202306231000000282')).toEqual({
      orderNo: '202306231000000282',
      orderAmt: '1113.00',
      currency: 'LAK',
      orderDesc: undefined,
      tranNo: '00012023062300000008',
      tranAbbr: undefined,
      accountTime: new Date('2023-06-23T04:28:20.726Z'),
      phoneNo: '+8562099990001',
      appId: APP_ID,
      raw: expect.objectContaining({ accountTime: '1687494500726' }),
    });
    expect(gateway.requests[0]).toMatchObject({
      path: '/pay/query',
      fields: { orderNo: '202306231000000282' },
    });
  });

  it.each<[JsonFields, string]>([
    [{ ...BOOKED, orderNo: '1' }, 'the answer is for another "orderNo"'],
    [{ ...BOOKED, appId: 'x' }, 'the answer is for another "appId"'],
    [{ ...BOOKED, accountTime: 'today' }, '"accountTime" has an invalid value'],
    [
      { ...BOOKED, accountTime: null },
      '"accountTime" is missing in the answer to a transfer query (see the option "ignoreFields.transferQuery")',
    ],
  ])('An answer with %j is no answer to this query.', async (changes, reason) => {
    answer(changes);
    const error = await rejection(newPay().queryTransfer('7'), NewPayTransportError);
    expect(error.message).toContain(reason);
  });

  it('An answer without a time is accepted where ignoreFields says so.', async () => {
    await restart({
      options: {
        endpoints: { queryTransfer: '/pay/query' },
        ignoreFields: { transferQuery: ['accountTime'] },
      },
    });
    answer({ accountTime: null });
    expect(await newPay().queryTransfer('7')).toMatchObject({
      orderNo: '7',
      accountTime: undefined,
      phoneNo: undefined,
    });
  });

  it('A number that is no number of a transfer is refused before anything is sent.', async () => {
    const error = await rejection(newPay().queryTransfer('a b'), NewPayValidationError);
    expect(error.message).toContain('orderNo must be 1 to 64 letters, digits, "_" or "-"');
    expect(gateway.requests).toEqual([]);
  });
});

describe('without endpoints', () => {
  it('A call whose path NewPay’s pages do not state names the option to set, and sends nothing.', async () => {
    await restart({ options: { endpoints: {} } });
    const calls = {
      queryUser: () => newPay().queryUser('+8562099990001'),
      transfer: () => newPay().transfer(TRANSFER),
      queryTransfer: () => newPay().queryTransfer('7'),
    };
    for (const [name, call] of Object.entries(calls)) {
      expect(await rejection(call(), NewPayConfigurationError)).toMatchObject({
        code: 'ERR_NEWPAY_CONFIGURATION',
        option: `endpoints.${name}`,
        message: `NewPay option "endpoints.${name}" must be set before this call: NewPay's pages do not state the path. Ask NewPay for it. Nothing was sent.`,
      });
    }
    expect(gateway.requests).toEqual([]);
  });
});
