/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import {
  NewPayFailedEvent,
  NewPayRefundedEvent,
  NewPayRefundFailedEvent,
  type NewPayEventReference,
  type NewPayPaidEvent,
} from '../../lib/index.js';
import { PostgresCallbackStore } from '../../lib/postgres/index.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paidEvent } from '../../lib/testing/index.js';
import { postgresUrl } from '../support/services.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';

const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const pool = new Pool({ connectionString: postgresUrl });
const store = new PostgresCallbackStore(pool, { tablePrefix });

beforeAll(() => store.createTables());

afterAll(async () => {
  await pool.query(`DROP TABLE ${tablePrefix}callbacks, ${tablePrefix}effects`);
  await pool.end();
});

/** Runs `once` in a transaction of its own; whether it did the work. */
async function once(event: NewPayEventReference, effect = 'credit'): Promise<boolean> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const isDone = await store.once(client, event, effect, () => undefined);
    await client.query('COMMIT');
    return isDone;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

function refundFields(orderNo: string, suffix: string) {
  const refundOrderNo = `${orderNo}-${suffix}`;
  return {
    ...paidEvent({ orderNo }),
    refundOrderNo,
    newpayRefundOrderNo: `N${refundOrderNo}`,
    refundOrderAmt: '1000',
  };
}

const refundedEvent = (orderNo: string, suffix: string) =>
  new NewPayRefundedEvent(refundFields(orderNo, suffix));

const throughJson = (event: object): NewPayEventReference =>
  untyped(JSON.parse(JSON.stringify(event)));

/** What becomes of an event on its way to where it is handled. */
const COPIES: readonly [string, (event: NewPayEventReference) => NewPayEventReference][] = [
  ['JSON', throughJson],
  ['structuredClone', (event) => untyped(structuredClone({ ...event }))],
  ['a spread', (event) => ({ ...event })],
  ['Object.assign', (event) => Object.assign(Object.create(null), event)],
  ['a job of a queue', (event) => untyped(throughJson({ id: '1', data: event, opts: {} })).data],
  ['JSON, twice', (event) => throughJson(throughJson(event))],
  [
    'a record without a prototype, its fields in another order',
    (event) => untyped(Object.fromEntries(Object.entries(event).toReversed())),
  ],
];

describe.each(COPIES)('once() of an event that went through %s', (_what, copy) => {
  it('runs once for the copy and the original of a payment', async () => {
    const event = paidEvent({ orderNo: randomUUID() });
    expect(await once(copy(event))).toBe(true);
    expect(await once(event)).toBe(false);
    expect(await once(copy(event))).toBe(false);
  });

  it('distinguishes the refunds of one order and its payment', async () => {
    const orderNo = randomUUID();
    const [first, second] = [refundedEvent(orderNo, 'R1'), refundedEvent(orderNo, 'R2')];
    expect(await once(copy(first))).toBe(true);
    expect(await once(copy(second))).toBe(true);
    expect(await once(copy(paidEvent({ orderNo })))).toBe(true);
    expect(await once(first)).toBe(false);
    expect(await once(copy(second))).toBe(false);
  });

  it('knows the events of higher precedence', async () => {
    const orderNo = randomUUID();
    await once(copy(paidEvent({ orderNo })));
    expect(await once(copy(new NewPayFailedEvent(paidEvent({ orderNo }))))).toBe(false);
    await once(copy(refundedEvent(orderNo, 'R1')));
    const failed = (suffix: string) => new NewPayRefundFailedEvent(refundFields(orderNo, suffix));
    expect(await once(copy(failed('R1')))).toBe(false);
    expect(await once(copy(failed('R2')))).toBe(true);
  });

  it('distinguishes merchants with the same order number', async () => {
    const orderNo = randomUUID();
    const ofMerchant = (merchant: string | undefined) => ({ ...paidEvent({ orderNo }), merchant });
    expect(await once(copy(ofMerchant('books')))).toBe(true);
    expect(await once(copy(ofMerchant('coffee')))).toBe(true);
    expect(await once(copy(ofMerchant(undefined)))).toBe(true);
    expect(await once(copy(ofMerchant('books')))).toBe(false);
    expect(await once(paidEvent({ orderNo }))).toBe(false);
  });
});

describe('once() with an invalid event', () => {
  const event = throughJson(paidEvent({ orderNo: 'A1001' }));
  const refund = throughJson(refundedEvent('A1001', 'R1'));

  it.each<[string, unknown, string]>([
    ['nothing', undefined, '"name" is not the name of one'],
    ['null', null, '"name" is not the name of one'],
    ['text', JSON.stringify(event), '"name" is not the name of one'],
    ['another event', { ...event, name: 'order.paid' }, '"name" is not the name of one'],
    ['one without its fields', { name: 'newpay.paid', orderNo: 'A1' }, '"raw.appId" is missing'],
    ['one without its order', { ...event, orderNo: undefined }, '"orderNo" is missing'],
    ['a number for an order', { ...event, orderNo: 1001 }, '"orderNo" is missing'],
    ['a refund without its number', { ...refund, refundOrderNo: '' }, '"refundOrderNo" is missing'],
  ])('rejects %s', async (_what, value, problem) => {
    await expect(once(untyped(value))).rejects.toThrow(
      new TypeError(
        `This is not an event of nestjs-newpay: ${problem}. Pass the event as the listener received ` +
          'it, or a copy of it with all of its fields.',
      ),
    );
  });
});

describe.each(PLATFORMS)('An event of a listener on %s', (platform) => {
  let host: HostApp | undefined;

  afterEach(async () => {
    await host?.app.close();
    host = undefined;
  });

  it('is the same event after a queue', async () => {
    host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
    const orderNo = randomUUID();
    await host.postCallback(signedBody(paymentFields({ orderNo })));
    const [[, event] = []] = host.app.get(PaymentListener).receivedEvents as [
      string,
      NewPayPaidEvent,
    ][];
    expect(await once(throughJson(event!))).toBe(true);
    expect(await once(event!)).toBe(false);
  });
});
