import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { NewPaySandbox } from '../../lib/sandbox/index.js';
import { CREATE_MINI_PROGRAM_ORDER, RawMerchant, type Envelope } from './raw-merchant.js';

let sandbox: NewPaySandbox;
let merchant: RawMerchant;

beforeAll(async () => {
  sandbox = await NewPaySandbox.start();
  merchant = new RawMerchant(sandbox.credentials);
});

afterAll(() => sandbox.stop());

function send(parameters: Record<string, unknown>): Promise<Envelope> {
  return merchant.call(CREATE_MINI_PROGRAM_ORDER, parameters);
}

it.each([
  { currency: 'LAK', orderAmt: '50000' },
  { currency: 'USD', orderAmt: '12.50', undocumented: 'x' },
])('The order %j of a mini program is answered with its number and its scheme.', async (order) => {
  const { success, data } = await send(order);

  expect(success).toBe(true);
  expect(data).toEqual({
    appId: sandbox.credentials.appId,
    sign: expect.any(String),
    newpayOrderNo: expect.stringMatching(/^\d{18}$/),
    scheme: `weixin://sandbox/?newpayOrderNo=${data['newpayOrderNo']}`,
  });
  expect(merchant.accepts(data)).toBe(true);
});

it.each([
  [{ orderAmt: '1' }, 'MISSING_PARAMETER', 'currency is missing'],
  [{ currency: 'LAK' }, 'MISSING_PARAMETER', 'orderAmt is missing'],
  [
    { currency: 'LAK', orderAmt: '1', merchantId: undefined, timestamp: undefined },
    'MISSING_PARAMETER',
    'merchantId is missing; timestamp is missing',
  ],
  [{ currency: 'CNY', orderAmt: '1' }, 'INVALID_PARAMETER', 'currency must be one of LAK, USD'],
  [{ currency: 'LAK', orderAmt: '1.50' }, 'INVALID_PARAMETER', 'orderAmt must be whole for LAK'],
])('The order %j is rejected.', async (order, code, message) => {
  expect(await send(order)).toMatchObject({ success: false, code, message });
});
