import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Currency, NewPayValidationError } from '../../lib/index.js';
import { RefundLedger } from '../../lib/refunds/refund-ledger.js';

const known = { status: 'paid', orderNo: 'A1', currency: Currency.USD } as const;

describe('RefundLedger', () => {
  it('lets no sequence of refunds exceed the order, whatever their order, repeats and outcomes', () => {
    const cents = fc.integer({ min: 1, max: 400 });
    const step = fc.record({
      refund: fc.integer({ min: 1, max: 6 }),
      cents,
      outcome: fc.constantFrom('done', 'unknown', 'no effect', 'in flight', 'failed later'),
    });
    fc.assert(
      fc.property(cents, fc.array(step, { maxLength: 30 }), (order, steps) => {
        const ledger = new RefundLedger();
        ledger.learn({ ...known, orderAmt: textOf(order) });
        // What NewPay may have paid out: per refund the largest amount that had or may have effect.
        const sent = new Map<number, number>();
        for (const { refund, cents: amount, outcome } of steps) {
          const planned = {
            orderNo: 'A1',
            refundOrderNo: `R${refund}`,
            refundOrderAmt: textOf(amount),
          };
          const before = sent.get(refund) ?? 0;
          const wanted = total(sent) - before + Math.max(before, amount);
          if (wanted > order) {
            expect(() => ledger.reserve(planned)).toThrow(NewPayValidationError);
            continue;
          }
          const unreserve = ledger.reserve(planned);
          if (outcome === 'no effect') {
            unreserve();
          } else if (outcome === 'failed later') {
            ledger.settle({ ...planned, status: 'failed' });
            sent.delete(refund);
          } else {
            sent.set(refund, Math.max(before, amount));
          }
          expect(total(sent)).toBeLessThanOrEqual(order);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('knows nothing of an order that was not queried, or is not paid', () => {
    const ledger = new RefundLedger();
    const planned = { orderNo: 'A1', refundOrderNo: 'R1', refundOrderAmt: '999' };
    ledger.reserve(planned)();
    ledger.learn({ ...known, status: 'processing', orderAmt: '1' });
    expect(() => ledger.reserve(planned)).not.toThrow();
  });

  it('keeps the refunds when the order is queried again', () => {
    const ledger = new RefundLedger();
    ledger.learn({ ...known, orderAmt: '10' });
    ledger.reserve({ orderNo: 'A1', refundOrderNo: 'R1', refundOrderAmt: '10' });
    ledger.learn({ ...known, orderAmt: '10' });
    expect(() =>
      ledger.reserve({ orderNo: 'A1', refundOrderNo: 'R2', refundOrderAmt: '0.01' }),
    ).toThrow(NewPayValidationError);
  });

  it('is bounded: the order queried longest ago makes room', () => {
    const ledger = new RefundLedger();
    for (let i = 0; i <= 10_000; i++) {
      ledger.learn({ ...known, orderNo: `A${i}`, orderAmt: '1' });
    }
    const planned = { refundOrderNo: 'R', refundOrderAmt: '2' };
    expect(() => ledger.reserve({ ...planned, orderNo: 'A0' })).not.toThrow();
    expect(() => ledger.reserve({ ...planned, orderNo: 'A1' })).toThrow(NewPayValidationError);
  });
});

const textOf = (cents: number) =>
  `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
const total = (amounts: Map<number, number>) => [...amounts.values()].reduce((a, b) => a + b, 0);
