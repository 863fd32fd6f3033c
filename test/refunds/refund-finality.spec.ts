import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NewPayService, type NewPayModuleOptions } from '../../lib/index.js';
import {
  paymentData,
  refundData,
  refundQueryData,
  replyByPath,
  startFakeGateway,
  type FakeGateway,
} from '../support/fake-gateway.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { APP_ID, signedBody } from '../support/signed-callback.js';

const MINUTE = 60_000;
const REFUND = {
  orderNo: 'A1001',
  refundOrderNo: 'R1',
  refundOrderAmt: '50000',
  refundDesc: 'cold coffee',
};

let gateway: FakeGateway;
let host: HostApp;
let now: number;
/** The codes of the next answers. */
let reply: number | 'none';
let query: number;

const boot = async (options: Partial<NewPayModuleOptions> = {}) => {
  host = await startHostApp({
    options: { baseUrl: gateway.url, timeout: 500, ...options },
    providers: [PaymentListener],
    now: () => now,
  });
};

beforeEach(async () => {
  now = 1_700_000_000_000;
  reply = 0;
  query = 0;
  gateway = await startFakeGateway();
  gateway.reply = (request, response) => {
    if (reply === 'none' && request.path.endsWith('/refund')) {
      response.destroy();
      return;
    }
    replyByPath({
      refund: (fields) => refundData(fields, { tranStatus: reply }),
      queryRefund: (fields) =>
        refundQueryData(fields, { tranStatus: query, refundOrderAmt: '50000' }),
      queryOrder: (fields) => paymentData(fields),
    })(request, response);
  };
  await boot();
});

afterEach(async () => {
  await host.app.close();
  await gateway.stop();
});

const newPay = () => host.app.get(NewPayService);
const refund = (refundOrderNo = 'R1') => newPay().refund({ ...REFUND, refundOrderNo });
const statusAt = async (at: number) => {
  now = at;
  return (await newPay().queryRefund('R1')).status;
};
const callback = async (timestamp: number) => {
  const body = signedBody({
    appId: APP_ID,
    payMethod: 1,
    refundOrderAmt: '50000.00',
    currency: 'LAK',
    newpayOrderNo: '202209210000006950',
    newpayRefundOrderNo: '202209210000006951',
    orderNo: 'A1001',
    refundOrderNo: 'R1',
    transStatus: 0,
    transInfo: 'x',
    timestamp,
  });
  return (await host.post('/newpay/callback', body)).status;
};

describe("A query's 0, which may be a refund under way,", () => {
  it('is processing until refundSettleTime after this process sent it, also when no answer came', async () => {
    reply = 'none';
    await expect(refund()).rejects.toMatchObject({ code: 'ERR_NEWPAY_UNKNOWN_OUTCOME' });
    const sent = now;
    expect(await statusAt(sent + 1)).toBe('processing');
    expect(await statusAt(sent + 15 * MINUTE - 1)).toBe('processing');
    expect(await statusAt(sent + 15 * MINUTE)).toBe('failed');
  });

  it('of a refund that another process sent is processing until so long after it was first heard', async () => {
    const first = now;
    expect(await statusAt(first)).toBe('processing');
    expect(await statusAt(first + 15 * MINUTE - 1)).toBe('processing');
    expect(await statusAt(first + 15 * MINUTE)).toBe('failed');
  });

  it('is processing anew when the refund is sent again under its number', async () => {
    await refund();
    const first = now;
    expect(await statusAt(first + 15 * MINUTE)).toBe('failed');
    await refund();
    expect(await statusAt(now + 14 * MINUTE)).toBe('processing');
    expect(await statusAt(now + MINUTE)).toBe('failed');
  });

  it('is failed once its callback is a minute old', async () => {
    await refund();
    const at = now;
    expect(await callback(at + 1000)).toBe(503);
    expect(await statusAt(at + MINUTE - 1)).toBe('processing');
    now = at + MINUTE;
    expect(await callback(at + 1000)).toBe(200);
    expect(host.app.get(PaymentListener).names).toEqual(['refund-failed']);
    expect(await statusAt(now)).toBe('failed');
  });

  it('counts a callback from its first delivery when NewPay gives each a new time', async () => {
    await refund();
    expect(await callback(now)).toBe(503);
    now += 5 * MINUTE;
    expect(await callback(now)).toBe(200);
  });

  it('takes no callback of an earlier attempt for one of this', async () => {
    const earlier = now - 30 * MINUTE;
    await refund();
    expect(await callback(earlier)).toBe(503);
    expect(await statusAt(now + MINUTE)).toBe('processing');
  });

  it.each([
    ['in the answer to a refund', async () => ((reply = 2), void (await refund('R9')))],
    [
      'in the answer to a query',
      async () => ((query = 2), void (await newPay().queryRefund('R9'))),
    ],
  ])('is failed at once when NewPay has said 2 %s: it has a code for it', async (_where, say) => {
    await say();
    reply = 0;
    query = 0;
    await refund();
    expect(await statusAt(now)).toBe('failed');
  });

  it.each<[number | false, number, string]>([
    [false, 0, 'failed'],
    [1_000, 999, 'processing'],
    [1_000, 1_000, 'failed'],
  ])(
    'follows the option refundSettleTime %p: after %i ms it is %s',
    async (option, age, status) => {
      await host.app.close();
      await boot({ refundSettleTime: option });
      await refund();
      expect(await statusAt(now + age)).toBe(status);
    },
  );

  it('is forgotten with the oldest of 10,000 refunds, which are processing anew then', async () => {
    await host.app.close();
    await boot({ refundSettleTime: MINUTE });
    const first = now;
    expect(await statusAt(first)).toBe('processing');
    now = first + MINUTE;
    const { RefundFinality } = await import('../../lib/refunds/refund-finality.js');
    const finality = host.app.get(RefundFinality, { strict: false });
    for (let i = 0; i < 10_000; i++) {
      finality.sent(`X${i}`);
    }
    expect(await statusAt(now)).toBe('processing');
  });
});

describe('A second refund of all of the order', () => {
  it('is refused while the first may be under way, and sent when it has failed for good', async () => {
    await newPay().queryOrder('A1001');
    await refund('R1');
    const sent = now;
    expect(await statusAt(sent + MINUTE)).toBe('processing');
    await expect(refund('R2')).rejects.toMatchObject({ code: 'ERR_NEWPAY_VALIDATION' });
    expect(await statusAt(sent + 15 * MINUTE)).toBe('failed');
    await expect(refund('R2')).resolves.toMatchObject({ status: 'processing' });
  });

  /** What NewPay does with each of several calls that are sent at once under one number. */
  type Outcome = 'given' | 'refused later' | 'lost';

  it.each<[string, Outcome[]]>([
    ['two, the first of them refused', ['refused later', 'given']],
    ['two, the second of them refused', ['given', 'refused later']],
    ['two, one refused and one without an answer', ['refused later', 'lost']],
    ['three, two of them refused', ['refused later', 'given', 'refused later']],
    ['three, the last of them given', ['refused later', 'refused later', 'given']],
  ])('is refused after a click that sent the first several times: %s', async (_how, outcomes) => {
    await newPay().queryOrder('A1001');
    const answer = gateway.reply;
    const left = [...outcomes];
    gateway.reply = (request, response) => {
      const outcome = request.path.endsWith('/refund') ? left.shift() : 'given';
      if (outcome === 'refused later') {
        setTimeout(() => response.end('{"success":false,"code":"1","message":"busy"}'), 50);
      } else if (outcome === 'lost') {
        response.destroy();
      } else {
        answer(request, response);
      }
    };
    reply = 1;
    const calls = await Promise.allSettled(outcomes.map(() => refund('R1')));
    expect(calls.filter(({ status }) => status === 'fulfilled')).toHaveLength(
      outcomes.filter((outcome) => outcome === 'given').length,
    );
    await expect(refund('R2')).rejects.toMatchObject({
      code: 'ERR_NEWPAY_VALIDATION',
      message: expect.stringContaining('exceeds the refundable amount'),
    });
  });
});
