import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { RawMerchant } from './raw-merchant.js';

const QUERY_USER = '/api/open/converge/pay/v1/queryUser';
const TRANSFER = '/api/open/converge/pay/v1/transfer';
const QUERY_TRANSFER = '/api/open/converge/pay/v1/queryTransfer';

let sandbox: NewPaySandbox;
let merchant: RawMerchant;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start();
  merchant = new RawMerchant(sandbox.credentials);
});

afterAll(() => sandbox.stop());

it('A user is found by the phone number, and money can be transferred to the user’s account.', async () => {
  const phoneNo = '+8562099990001';
  const user = await merchant.call(QUERY_USER, { phoneNo });
  expect(user).toMatchObject({
    success: true,
    data: { userMobile: phoneNo, fundAccountId: '1008562099990001' },
  });
  expect(merchant.accepts(user.data)).toBe(true);

  const parameters = {
    revFundAccountId: user.data['fundAccountId'],
    orderAmt: '55',
    currency: 'LAK',
    orderDesc: 'Prize',
  };
  const first = await merchant.call(TRANSFER, parameters);
  const second = await merchant.call(TRANSFER, parameters);
  expect(first.data).toMatchObject({ orderAmt: '55.00', currency: 'LAK', orderDesc: 'Prize' });
  expect(merchant.accepts(first.data)).toBe(true);
  expect(second.data['orderNo']).not.toBe(first.data['orderNo']);

  const query = await merchant.call(QUERY_TRANSFER, { orderNo: first.data['orderNo'] });
  expect(query.data).toMatchObject({
    orderNo: first.data['orderNo'],
    orderAmt: '55.00',
    accountTime: expect.any(Number),
    phoneNo,
  });
  expect(merchant.accepts(query.data)).toBe(true);
});

it.each([
  [QUERY_USER, {}, 'MISSING_PARAMETER', 'phoneNo is missing'],
  [QUERY_USER, { phoneNo: '+8562099990000' }, 'USER_NOT_FOUND', 'No user has this phoneNo'],
  [QUERY_USER, { phoneNo: '2099990001' }, 'USER_NOT_FOUND', 'No user has this phoneNo'],
  [QUERY_TRANSFER, { orderNo: '1' }, 'TRANSFER_NOT_FOUND', 'No transfer has this orderNo'],
  [
    TRANSFER,
    { revFundAccountId: '1', orderAmt: '1', currency: 'LAK' },
    'MISSING_PARAMETER',
    'orderDesc is missing',
  ],
  [
    TRANSFER,
    { revFundAccountId: '1', orderAmt: '1', currency: 'LAK', orderDesc: 'x' },
    'ACCOUNT_NOT_FOUND',
    'No user has this revFundAccountId',
  ],
  [
    TRANSFER,
    { revFundAccountId: '1008562099990001', orderAmt: '1', currency: 'CNY', orderDesc: 'x' },
    'INVALID_PARAMETER',
    'currency must be one of LAK, USD',
  ],
  [
    TRANSFER,
    { revFundAccountId: '1008562099990001', orderAmt: '1.5', currency: 'LAK', orderDesc: 'x' },
    'INVALID_PARAMETER',
    'orderAmt must be whole for LAK',
  ],
])('The call %s with %j is rejected.', async (path, parameters, code, message) => {
  expect(await merchant.call(path, parameters)).toMatchObject({ success: false, code, message });
});
