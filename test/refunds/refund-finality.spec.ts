import { beforeEach, describe, expect, it } from '@jest/globals';
import { RefundFinality } from '../../lib/refunds/refund-finality.js';
import { paymentData, refundData, refundQueryData, replyByPath } from '../support/fake-gateway.js';
import { usePaymentApp } from '../support/payment-app.js';
import { REFUND } from '../support/requests.js';
import { refundFields, signedBody } from '../support/signed-callback.js';

const MINUTE = 60_000;

let now: number;
/** The codes of the next answers. */
let reply: number | 'none';
let query: number;

const { gateway, host, newPay, listener, post, restart } = usePaymentApp({
  options: { timeout: 5_000 },
  now: () => now,
});

beforeEach(() => {
  now = 1_700_000_000_000;
  reply = 0;
  query = 0;
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
});

const refund = (refundOrderNo = 'R1') =>
  newPay().refund({ ...REFUND, refundOrderAmt: '50000', refundOrderNo });
const statusAt = async (at: number) => {
  now = at;
  return (await newPay().queryRefund('R1')).status;
};
const callback = async (timestamp: number) => {
  const body = signedBody(refundFields({ refundOrderAmt: '50000.00', timestamp }));
  return (await post(body)).status;
};

describe('The refund status 0, which may be a refund in progress', () => {
  it('A refund with the status 0 is processing until refundSettleTime after it was sent, even without an answer.', async () => {
    reply = 'none';
    await expect(refund()).rejects.toMatchObject({ code: 'ERR_NEWPAY_UNKNOWN_OUTCOME' });
    const sent = now;
    expect(await statusAt(sent + 1)).toBe('processing');
    expect(await statusAt(sent + 15 * MINUTE - 1)).toBe('processing');
    expect(await statusAt(sent + 15 * MINUTE)).toBe('failed');
  });

  it('A refund of another process with the status 0 is processing until refundSettleTime after its first query.', async () => {
    const first = now;
    expect(await statusAt(first)).toBe('processing');
    expect(await statusAt(first + 15 * MINUTE - 1)).toBe('processing');
    expect(await statusAt(first + 15 * MINUTE)).toBe('failed');
  });

  it('A failed refund that is sent again with its number is processing again.', async () => {
    await refund();
    const first = now;
    expect(await statusAt(first + 15 * MINUTE)).toBe('failed');
    await refund();
    expect(await statusAt(now + 14 * MINUTE)).toBe('processing');
    expect(await statusAt(now + MINUTE)).toBe('failed');
  });

  it('A refund with the status 0 is failed once its callback is a minute old.', async () => {
    await refund();
    const at = now;
    expect(await callback(at + 1000)).toBe(503);
    expect(await statusAt(at + MINUTE - 1)).toBe('processing');
    now = at + MINUTE;
    expect(await callback(at + 1000)).toBe(200);
    expect(listener().names).toEqual(['refund-failed']);
    expect(await statusAt(now)).toBe('failed');
  });

  it('The age of a refund callback counts from its first delivery, although each delivery has a new timestamp.', async () => {
    await refund();
    expect(await callback(now)).toBe(503);
    now += 5 * MINUTE;
    expect(await callback(now)).toBe(200);
  });

  it('The callback of an earlier attempt does not settle a refund that was sent again.', async () => {
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
  ])(
    'A refund with the status 0 is failed at once when NewPay has used the status 2 %s.',
    async (_where, say) => {
      await say();
      reply = 0;
      query = 0;
      await refund();
      expect(await statusAt(now)).toBe('failed');
    },
  );

  it.each<[number | false, number, string]>([
    [false, 0, 'failed'],
    [1_000, 999, 'processing'],
    [1_000, 1_000, 'failed'],
  ])(
    'With the option refundSettleTime %p, a refund with the status 0 is after %i ms: %s.',
    async (option, age, status) => {
      await restart({ options: { refundSettleTime: option } });
      await refund();
      expect(await statusAt(now + age)).toBe(status);
    },
  );

  it('Of more than 10,000 refunds the oldest are forgotten, and processing again.', async () => {
    await restart({ options: { refundSettleTime: MINUTE } });
    const first = now;
    expect(await statusAt(first)).toBe('processing');
    now = first + MINUTE;
    const finality = host().app.get(RefundFinality, { strict: false });
    for (let i = 0; i < 10_000; i++) {
      finality.sent(`X${i}`);
    }
    expect(await statusAt(now)).toBe('processing');
  });
});

const OPTIONS = { appId: '6', timeout: 5_000, refundSettleTime: 15 * MINUTE };

describe('What another process has seen of a refund', () => {
  it.each([
    ['later', 0, MINUTE],
    ['earlier', MINUTE, 0],
  ])(
    'A failure that it has seen %s does not change when the first one was seen.',
    (_what, ...seen) => {
      const finality = new RefundFinality(OPTIONS, () => now);
      const first = now;
      seen.forEach((after) => finality.sawFailure('R1', first + after));
      now = first + 15 * MINUTE - 1;
      expect(finality.read('R1', 'failed')).toBe('processing');
      now = first + 15 * MINUTE;
      expect(finality.read('R1', 'failed')).toBe('failed');
    },
  );

  it.each([
    [60_000, 'failed'],
    [60_001, 'processing'],
  ])(
    'A callback whose time is %d ms before the refund was sent leaves it %s a minute later.',
    (before, status) => {
      const finality = new RefundFinality(OPTIONS, () => now);
      finality.sent('R1');
      finality.calledBack('R1', new Date(now - before));
      now += MINUTE;
      expect(finality.read('R1', 'failed')).toBe(status);
    },
  );
});

describe('A second refund of the whole order', () => {
  it('A second refund of the whole order is rejected until the first has failed.', async () => {
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
    ['twice, the first refused', ['refused later', 'given']],
    ['twice, the second refused', ['given', 'refused later']],
    ['twice, one refused and one without an answer', ['refused later', 'lost']],
    ['three times, two of them refused', ['refused later', 'given', 'refused later']],
    ['three times, the last accepted', ['refused later', 'refused later', 'given']],
  ])('A second refund is rejected after a first that was sent %s.', async (_how, outcomes) => {
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
