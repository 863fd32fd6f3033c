import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { Currency, NewPayValidationError } from '../../lib/index.js';
import type { RefundReservation } from '../../lib/refunds/refund-calls.js';
import { RefundAllowance } from '../../lib/refunds/refund-allowance.js';

const known = { status: 'paid', orderNo: 'A1', currency: Currency.USD } as const;

afterEach(() => {
  jest.restoreAllMocks();
});

describe('RefundAllowance', () => {
  it('In every sequence of calls the refunds stay within the order, and each that may have had effect counts.', () => {
    const cents = fc.integer({ min: 1, max: 400 });
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('begin' as const),
        refund: fc.integer({ min: 1, max: 4 }),
        cents,
      }),
      fc.record({
        kind: fc.constantFrom('no effect' as const, 'effect' as const),
        which: fc.nat({ max: 20 }),
      }),
      fc.record({
        kind: fc.constant('failed' as const),
        refund: fc.integer({ min: 1, max: 4 }),
      }),
    );
    fc.assert(
      fc.property(cents, fc.array(step, { maxLength: 60 }), (order, steps) => {
        const allowance = new RefundAllowance();
        allowance.recordPayment({ ...known, orderAmt: textOf(order) });
        // The model: every call with its state, and the sum of what may have gone back.
        interface ModelCall {
          readonly refund: number;
          readonly cents: number;
          state: 'under way' | 'ended' | 'gone';
          readonly reservation: RefundReservation;
        }
        let calls: ModelCall[] = [];
        const of = (refund: number, state: ModelCall['state']) =>
          calls.filter((call) => call.refund === refund && call.state === state);
        const reserved = (refund: number) =>
          Math.max(
            0,
            ...calls
              .filter((call) => call.refund === refund && call.state !== 'gone')
              .map((call) => call.cents),
          );
        const total = () => [1, 2, 3, 4].reduce((sum, refund) => sum + reserved(refund), 0);

        for (const one of steps) {
          if (one.kind === 'begin') {
            const planned = {
              orderNo: 'A1',
              refundOrderNo: `R${one.refund}`,
              refundOrderAmt: textOf(one.cents),
            };
            const before = reserved(one.refund);
            if (total() - before + Math.max(before, one.cents) > order) {
              expect(() => allowance.reserve(planned)).toThrow(NewPayValidationError);
            } else {
              const reservation = allowance.reserve(planned);
              calls.push({ ...one, state: 'under way', reservation });
            }
          } else if (one.kind === 'failed') {
            allowance.release({ orderNo: 'A1', refundOrderNo: `R${one.refund}`, status: 'failed' });
            const ended = of(one.refund, 'ended');
            const underWay = of(one.refund, 'under way');
            const gone = ended.length === 0 && underWay.length === 1 ? underWay : ended;
            gone.forEach((call) => (call.state = 'gone'));
          } else {
            const open = calls.filter((call) => call.state === 'under way');
            const call = open[one.which % Math.max(1, open.length)];
            if (call && one.kind === 'effect') {
              call.reservation.keep();
              call.state = 'ended';
            } else if (call) {
              call.reservation.release();
              call.state = 'gone';
            }
          }
          expect(total()).toBeLessThanOrEqual(order);
        }
        // What is left is exactly what the model says: all of it may go, and not a cent more.
        const left = order - total();
        const rest = { orderNo: 'A1', refundOrderNo: 'REST' };
        expect(() => allowance.reserve({ ...rest, refundOrderAmt: textOf(left + 1) })).toThrow(
          NewPayValidationError,
        );
        if (left > 0) {
          allowance.reserve({ ...rest, refundOrderAmt: textOf(left) });
        }
        calls = [];
      }),
      { numRuns: 400 },
    );
  });

  it('Of two calls with one refund number, the release of one keeps the reservation of the other.', () => {
    const allowance = new RefundAllowance();
    allowance.recordPayment({ ...known, orderAmt: '10' });
    const planned = { orderNo: 'A1', refundOrderNo: 'R1', refundOrderAmt: '10' };
    const first = allowance.reserve(planned);
    const second = allowance.reserve(planned);
    first.release();
    second.keep();
    expect(() => allowance.reserve({ ...planned, refundOrderNo: 'R2' })).toThrow(
      'refundOrderAmt exceeds the refundable amount: order 10, already refunded or pending 10',
    );
  });

  it('A refund that fails before its answer came does not reduce what is left of the order.', () => {
    const allowance = new RefundAllowance();
    allowance.recordPayment({ ...known, orderAmt: '10' });
    const planned = { orderNo: 'A1', refundOrderNo: 'R1', refundOrderAmt: '10' };
    const reservation = allowance.reserve(planned);
    allowance.release({ ...planned, status: 'failed' });
    reservation.keep();
    expect(() => allowance.reserve({ ...planned, refundOrderNo: 'R2' })).not.toThrow();
  });

  it.each<[string, string[], string]>([
    ['one that has ended and one in progress', ['10', '20'], '20'],
    ['two in progress', ['30', '20'], '30'],
  ])('Of %s under one refund number, a failure frees no call in progress.', (_what, sent, left) => {
    const allowance = new RefundAllowance();
    allowance.recordPayment({ ...known, orderAmt: '100' });
    const planned = { orderNo: 'A1', refundOrderNo: 'R1' };
    const [first] = sent.map((refundOrderAmt) => allowance.reserve({ ...planned, refundOrderAmt }));
    if (left !== sent[0]) {
      first!.keep();
    }
    allowance.release({ ...planned, status: 'failed' });
    expect(() =>
      allowance.reserve({ orderNo: 'A1', refundOrderNo: 'R2', refundOrderAmt: '100' }),
    ).toThrow(`already refunded or pending ${left}`);
  });

  it('A refund that is too large, or meant in another currency, is refused by the name of its field.', () => {
    const allowance = new RefundAllowance();
    allowance.recordPayment({ ...known, orderAmt: '10' });
    const planned = { orderNo: 'A1', refundOrderNo: 'R1', refundOrderAmt: '10' };
    const refusalOf = (changes: object): unknown => {
      try {
        return allowance.reserve({ ...planned, ...changes });
      } catch (error) {
        return error;
      }
    };
    expect(refusalOf({ refundOrderAmt: '11' })).toMatchObject({
      fields: [{ field: 'refundOrderAmt' }],
    });
    expect(refusalOf({ currency: 'LAK' })).toMatchObject({
      message: 'The refund is not valid: currency must be USD, the currency of the order',
      fields: [
        { field: 'currency', messages: ['currency must be USD, the currency of the order'] },
      ],
    });
    expect(refusalOf({ currency: 'USD' })).not.toBeInstanceOf(Error);
  });

  it('Refund amounts with and without decimals are added exactly.', () => {
    const allowance = new RefundAllowance();
    allowance.recordPayment({ ...known, orderAmt: '0.30' });
    const refund = (refundOrderNo: string, refundOrderAmt: string) =>
      allowance.reserve({ orderNo: 'A1', refundOrderNo, refundOrderAmt }).keep();
    refund('R1', '0.1');
    refund('R2', '0.2');
    expect(() => refund('R3', '0.01')).toThrow(NewPayValidationError);
  });

  it('A refund in LAK may have zero decimals, and no others.', () => {
    const allowance = new RefundAllowance();
    allowance.recordPayment({ ...known, currency: Currency.LAK, orderAmt: '50000.00' });
    const planned = { orderNo: 'A1', refundOrderNo: 'R1' };
    expect(() => allowance.reserve({ ...planned, refundOrderAmt: '0.5' })).toThrow(
      'refundOrderAmt must be whole for LAK, the currency of the order',
    );
    expect(() => allowance.reserve({ ...planned, refundOrderAmt: '50000.00' })).not.toThrow();
  });

  it('A refund of an order that was not queried, or is not paid, is not limited.', () => {
    const allowance = new RefundAllowance();
    const planned = { orderNo: 'A1', refundOrderNo: 'R1', refundOrderAmt: '999' };
    allowance.reserve(planned).release();
    allowance.reserve(planned).keep();
    allowance.recordPayment({ ...known, status: 'processing', orderAmt: '1' });
    expect(() => allowance.reserve(planned)).not.toThrow();
  });

  it('The refunds of an order count after another query of the order.', () => {
    const allowance = new RefundAllowance();
    allowance.recordPayment({ ...known, orderAmt: '10' });
    allowance.reserve({ orderNo: 'A1', refundOrderNo: 'R1', refundOrderAmt: '10' });
    allowance.recordPayment({ ...known, orderAmt: '10' });
    expect(() =>
      allowance.reserve({ orderNo: 'A1', refundOrderNo: 'R2', refundOrderAmt: '0.01' }),
    ).toThrow(NewPayValidationError);
  });

  it('At most 10,000 orders are kept: the one that was queried longest ago is dropped.', () => {
    const allowance = new RefundAllowance();
    for (let i = 0; i <= 10_000; i++) {
      allowance.recordPayment({ ...known, orderNo: `A${i}`, orderAmt: '1' });
    }
    const planned = { refundOrderNo: 'R', refundOrderAmt: '2' };
    expect(() => allowance.reserve({ ...planned, orderNo: 'A0' })).not.toThrow();
    expect(() => allowance.reserve({ ...planned, orderNo: 'A1' })).toThrow(NewPayValidationError);
  });

  it('Refunds that had no effect are not kept, however many are tried for one order.', () => {
    const filled = new Set<Map<unknown, unknown>>();
    const { set } = Map.prototype;
    jest.spyOn(Map.prototype, 'set').mockImplementation(function (
      this: Map<unknown, unknown>,
      key,
      value,
    ) {
      filled.add(this);
      return Reflect.apply(set, this, [key, value]);
    });
    const allowance = new RefundAllowance();
    allowance.recordPayment({ ...known, orderAmt: '10' });
    for (let i = 0; i < 50; i++) {
      const refused = { orderNo: 'A1', refundOrderNo: `R${i}`, refundOrderAmt: '10' };
      allowance.reserve(refused).release();
      const failed = { orderNo: 'A1', refundOrderNo: `F${i}`, refundOrderAmt: '10' };
      allowance.reserve(failed).keep();
      allowance.release({ ...failed, status: 'failed' });
    }

    // One of orders, with the order, and one of its refunds.
    expect(Array.from(filled, ({ size }) => size).sort((a, b) => a - b)).toEqual([0, 1]);
    const refund = { orderNo: 'A1', refundOrderNo: 'R', refundOrderAmt: '10.01' };
    expect(() => allowance.reserve(refund)).toThrow(NewPayValidationError);
  });

  it('The late answer to a call of a refund that has failed takes nothing from its next call.', () => {
    const allowance = new RefundAllowance();
    allowance.recordPayment({ ...known, orderAmt: '10' });
    const refund = { orderNo: 'A1', refundOrderNo: 'R1', refundOrderAmt: '10' };
    const late = allowance.reserve(refund);
    allowance.release({ ...refund, status: 'failed' });
    allowance.reserve(refund);
    late.release();

    expect(() => allowance.reserve({ ...refund, refundOrderNo: 'R2' })).toThrow(
      NewPayValidationError,
    );
  });
});

const textOf = (cents: number) =>
  `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
