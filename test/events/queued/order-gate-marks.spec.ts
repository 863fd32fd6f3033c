import { describe, expect, it } from '@jest/globals';
import { MemoryCallbackStore } from '../../../lib/index.js';
import { ClaimRenewals } from '../../../lib/events/event-claim.js';
import { eventKeyOf } from '../../../lib/events/event-key.js';
import { OrderGate } from '../../../lib/events/queued/order-gate.js';
import { SET_MARK, type Mark } from '../../../lib/store/marking-store.interface.js';
import {
  StoreUnavailableError,
  StrictCallbackStore,
} from '../../../lib/store/strict-callback-store.js';
import { failedEvent, paidEvent } from '../../../lib/testing/index.js';

const paid = paidEvent({ orderNo: 'A1', newpayOrderNo: 'N1', orderAmt: '50000' });
const paidAgain = paidEvent({ orderNo: 'A1', newpayOrderNo: 'N2' });
const key = eventKeyOf(paid);

/** A gate over a store that sets a mark in one step, and answers what it is told, in this order. */
function gateOver(...answers: unknown[]): { gate: OrderGate; marks: Mark[]; calls: string[] } {
  const marks: Mark[] = [];
  const calls: string[] = [];
  const memory = new MemoryCallbackStore();
  const store = Object.assign(memory, {
    claim: (...given: Parameters<MemoryCallbackStore['claim']>) => {
      calls.push('claim');
      return MemoryCallbackStore.prototype.claim.apply(memory, given);
    },
    [SET_MARK]: async (mark: Mark) => {
      marks.push(mark);
      return answers.shift();
    },
  });
  return { gate: new OrderGate(new StrictCallbackStore(store), new ClaimRenewals()), marks, calls };
}

describe('The gate over a store that sets a mark in one step', () => {
  it('asks it once for all listeners of the last state.', async () => {
    const { gate, marks, calls } = gateOver({ outcome: 'marked' });

    const answers = await Promise.all([gate.enter(paid), gate.enter(paid)]);
    answers.push(await gate.enter(paid));

    expect(answers.map(({ outcome }) => outcome)).toEqual(['open', 'open', 'open']);
    expect(await gate.enter(paidAgain)).toEqual({
      outcome: 'closed',
      handled: { rank: 3, reference: 'N1', orderAmt: '50000' },
    });
    expect(marks).toEqual([
      {
        key: `reached|${key}`,
        rank: 6,
        reference: 'N1',
        orderAmt: '50000',
        before: { key, rank: 3 },
      },
    ]);
    expect(calls).toEqual([]);
  });

  it.each([
    ['of this payment', 'N1', 'open'],
    ['of another payment', 'N2', 'closed'],
  ])('finds a mark %s.', async (_what, reference, outcome) => {
    const { gate } = gateOver({ outcome: 'handled', rank: 6, reference, orderAmt: '7' });

    expect(await gate.enter(paid)).toMatchObject({ outcome });
  });

  it('is closed by a record without a queue.', async () => {
    const record = { rank: 3, reference: 'N1', orderAmt: '7' };
    const { gate } = gateOver({ outcome: 'before', ...record });

    expect(await gate.enter(paid)).toMatchObject({ outcome: 'closed', handled: record });
  });

  it('is busy while a listener of an earlier state runs, and asks again.', async () => {
    const { gate } = gateOver({ outcome: 'busy' }, { outcome: 'marked' });

    expect(await gate.enter(paid)).toEqual({ outcome: 'busy' });
    expect(await gate.enter(paid)).toMatchObject({ outcome: 'open' });
  });

  it.each([[undefined], [{ outcome: 'claimed' }], [{ outcome: 'handled', rank: 6 }]])(
    'is not open when the store answers %j.',
    async (answer) => {
      const { gate } = gateOver(answer);

      await expect(gate.enter(paid)).rejects.toThrow(StoreUnavailableError);
    },
  );

  it('claims the mark of an earlier state, which can be followed by another one.', async () => {
    const { gate, marks, calls } = gateOver();

    expect(await gate.enter(failedEvent({ orderNo: 'A1' }))).toMatchObject({ outcome: 'open' });
    expect(marks).toEqual([]);
    expect(calls).toEqual(['claim', 'claim']);
  });
});
