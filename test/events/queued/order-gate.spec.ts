import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  MemoryCallbackStore,
  type NewPayAnyEvent,
  type NewPayCallbackStore,
} from '../../../lib/index.js';
import { ClaimRenewals } from '../../../lib/events/event-claim.js';
import { eventKeyOf, rankOf } from '../../../lib/events/event-key.js';
import { OrderGate, type GateAnswer } from '../../../lib/events/queued/order-gate.js';
import {
  StoreUnavailableError,
  StrictCallbackStore,
} from '../../../lib/store/strict-callback-store.js';
import {
  failedEvent,
  mismatchedEvent,
  paidEvent,
  refundedEvent,
  refundFailedEvent,
} from '../../../lib/testing/index.js';

const LEASE = 30_000;
const paid = paidEvent({ orderNo: 'A1', newpayOrderNo: 'N1', orderAmt: '50000' });
const paidAgain = paidEvent({ orderNo: 'A1', newpayOrderNo: 'N2' });
const mismatched = mismatchedEvent({ orderNo: 'A1', newpayOrderNo: 'N1' });
const failed = failedEvent({ orderNo: 'A1', newpayOrderNo: 'N0' });

const OPEN = {
  outcome: 'open',
  confirmed: expect.any(Promise),
  leave: expect.any(Function),
};
const BUSY = { outcome: 'busy' };
/** The state that a later event finds: that of the payment N1. */
const PAID = { rank: 3, reference: 'N1', orderAmt: '50000' };

afterEach(() => {
  jest.useRealTimers();
});

function gateOver(store: NewPayCallbackStore): OrderGate {
  return new OrderGate(new StrictCallbackStore(store), new ClaimRenewals());
}

async function leave(answer: GateAnswer): Promise<void> {
  expect(answer).toEqual(OPEN);
  if (answer.outcome === 'open') {
    await answer.leave();
  }
}

/** As a listener enters, which waits until the store has recorded the state. */
async function enterConfirmed(gate: OrderGate, event: NewPayAnyEvent): Promise<GateAnswer> {
  const answer = await gate.enter(event);
  return answer.outcome !== 'open' || (await answer.confirmed) ? answer : { outcome: 'busy' };
}

/** As a delivery without a queue records what all listeners have finished. */
async function handleDirectly(store: NewPayCallbackStore, event: NewPayAnyEvent): Promise<void> {
  const [key, rank] = [eventKeyOf(event), rankOf(event)];
  const claim = await store.claim(key, rank);
  await store.complete(key, rank, claim.outcome === 'claimed' ? claim.token : '', 'N1', '50000');
}

describe('The gate of an order', () => {
  it.each([
    ['paid', paid],
    ['failed', failed],
    ['mismatched', mismatched],
    ['refunded', refundedEvent({ orderNo: 'A1' })],
    ['refund-failed', refundFailedEvent({ orderNo: 'A1' })],
  ])('is open for the first listener of "%s", and for the next one.', async (_name, event) => {
    const gate = gateOver(new MemoryCallbackStore());

    await leave(await gate.enter(event));
    expect(await gate.enter(event)).toEqual(OPEN);
  });

  it('lets the listeners of the last state run side by side.', async () => {
    const gate = gateOver(new MemoryCallbackStore());

    expect(await Promise.all([gate.enter(paid), gate.enter(paid)])).toEqual([OPEN, OPEN]);
    expect(await gate.enter(paid)).toEqual(OPEN);
    expect(await gate.enter(paid)).toEqual(OPEN);
  });

  it.each([
    ['of the same state', failed],
    ['of a later state that is not the last one', mismatched],
    ['of the last state', paid],
  ])(
    'is busy for a listener %s while one of "failed" runs, and open when it has ended.',
    async (_what, next) => {
      const gate = gateOver(new MemoryCallbackStore());
      const running = await gate.enter(failed);

      expect(await gate.enter(next)).toEqual(BUSY);
      expect(await gate.enter(next)).toEqual(BUSY);
      await leave(running);

      expect(await gate.enter(next)).toEqual(OPEN);
    },
  );

  it('is closed for an earlier state, and says which one was reached.', async () => {
    const gate = gateOver(new MemoryCallbackStore());
    await leave(await gate.enter(paid));

    expect(await gate.enter(failed)).toMatchObject({ outcome: 'closed', handled: PAID });
    // Nothing is left locked.
    expect(await gate.enter(mismatched)).toMatchObject({ outcome: 'closed', handled: PAID });
    expect(await gate.enter(paid)).toEqual(OPEN);
  });

  it('is closed for a second payment of the order, of each state.', async () => {
    const gate = gateOver(new MemoryCallbackStore());
    await leave(await gate.enter(mismatched));

    expect(await gate.enter(mismatchedEvent({ orderNo: 'A1', newpayOrderNo: 'N2' }))).toMatchObject(
      {
        outcome: 'closed',
        handled: { rank: 2, reference: 'N1', orderAmt: '50000' },
      },
    );
    await leave(await gate.enter(paid));
    expect(await gate.enter(paidAgain)).toMatchObject({ outcome: 'closed', handled: PAID });
  });

  it('keeps orders apart.', async () => {
    const gate = gateOver(new MemoryCallbackStore());
    await gate.enter(failed);

    expect(await gate.enter(failedEvent({ orderNo: 'A2' }))).toEqual(OPEN);
    expect(await gate.enter(paidEvent({ orderNo: 'A3' }))).toEqual(OPEN);
  });

  it('is open for the same state of a store that does not know the number of the payment.', async () => {
    const store = new MemoryCallbackStore();
    const mark = `reached|${eventKeyOf(paid)}`;
    const claim = await store.claim(mark, 6);
    await store.complete(mark, 6, claim.outcome === 'claimed' ? claim.token : '', '');

    expect(await gateOver(store).enter(paid)).toEqual(OPEN);
  });
});

describe('An order that was handled before the app had a queue', () => {
  it.each([
    ['the same state', paid],
    ['an earlier state', failed],
    ['another payment', paidAgain],
  ])('closes the gate for %s.', async (_what, event) => {
    const store = new MemoryCallbackStore();
    await handleDirectly(store, paid);
    const gate = gateOver(store);

    expect(await gate.enter(event)).toEqual({ outcome: 'closed', handled: PAID });
    expect(await gate.enter(event)).toEqual({ outcome: 'closed', handled: PAID });
  });

  it('lets a later state pass.', async () => {
    const store = new MemoryCallbackStore();
    await handleDirectly(store, failed);
    const gate = gateOver(store);

    await leave(await gate.enter(mismatched));
    expect(await gate.enter(paid)).toEqual(OPEN);
  });
});

describe('The key of a gate', () => {
  it.each([
    ['the last state', paid],
    ['an earlier state', failed],
  ])('is given back for %s as it was: it is no listener.', async (_what, event) => {
    const store = new MemoryCallbackStore();
    await handleDirectly(store, paid);
    await gateOver(store).enter(event);

    expect(await store.claim(`reached|${eventKeyOf(event)}`, 1)).toEqual({
      outcome: 'claimed',
      token: expect.any(String),
    });
  });

  it('holds nothing of a listener that has ended.', async () => {
    const store = new MemoryCallbackStore();
    await leave(await gateOver(store).enter(failed));

    expect(await store.claim(`reached|${eventKeyOf(failed)}`, 3)).toEqual({
      outcome: 'claimed',
      token: expect.any(String),
    });
  });
});

describe('The state that an order has reached', () => {
  it('is unknown before a listener has begun, and known as soon as one has.', async () => {
    const gate = gateOver(new MemoryCallbackStore());
    expect(await gate.reached(paid)).toBeUndefined();

    await gate.enter(failed);

    expect(await gate.reached(paid)).toMatchObject({ rank: 1, reference: 'N0' });
  });

  it('is known of an order that was handled before the app had a queue.', async () => {
    const store = new MemoryCallbackStore();
    await handleDirectly(store, paid);

    expect(await gateOver(store).reached(paid)).toEqual(PAID);
  });
});

describe('While another process sets the mark of an order', () => {
  it.each([
    ['the last state', paid],
    ['an earlier state', failed],
  ])('the gate is busy for %s, and nothing stays locked.', async (_what, event) => {
    const store = new MemoryCallbackStore();
    const mark = `reached|${eventKeyOf(paid)}`;
    const other = await store.claim(mark, 1);
    const gate = gateOver(store);

    expect(await gate.enter(event)).toEqual(BUSY);
    await store.release(mark, other.outcome === 'claimed' ? other.token : '');

    expect(await gate.enter(event)).toEqual(OPEN);
  });

  it.each([
    ['the last state', paid],
    ['an earlier state', failed],
  ])('and has taken it over, the gate is busy for %s, and then open.', async (_what, event) => {
    const store = new MemoryCallbackStore();
    const complete = store.complete.bind(store);
    store.complete = async () => false;
    const gate = gateOver(store);

    expect(await enterConfirmed(gate, event)).toEqual(BUSY);
    const mark = `reached|${eventKeyOf(event)}`;
    await store.release(mark, '1');
    await store.release(mark, '2');
    store.complete = complete;

    expect(await enterConfirmed(gate, event)).toEqual(OPEN);
  });
});

describe('While the store records the last state of an order', () => {
  let record: () => void;
  let gate: OrderGate;
  let calls: number;

  beforeEach(() => {
    const store = new MemoryCallbackStore();
    const complete = store.complete.bind(store);
    const recorded = new Promise<void>((resolve) => (record = resolve));
    calls = 0;
    store.complete = async (...given) => {
      calls += 1;
      await recorded;
      return complete(...given);
    };
    gate = gateOver(store);
  });

  it('the gate is open for all of its listeners, who wait for the store.', async () => {
    const answers = await Promise.all([gate.enter(paid), gate.enter(paid)]);
    answers.push(await gate.enter(paid));
    expect(answers).toEqual([OPEN, OPEN, OPEN]);
    const confirmed: boolean[] = [];
    const waiting = answers.map(async (answer) => {
      confirmed.push(answer.outcome === 'open' && (await answer.confirmed));
    });
    await setImmediate();
    expect(confirmed).toEqual([]);

    record();
    await Promise.all(waiting);

    expect(confirmed).toEqual([true, true, true]);
    expect(calls).toBe(1);
  });

  it('a second payment has no answer yet, and is then closed out.', async () => {
    await gate.enter(paid);
    let answer: GateAnswer | undefined;
    const entering = gate.enter(paidAgain).then((found) => (answer = found));
    await setImmediate();
    expect(answer).toBeUndefined();

    record();

    expect(await entering).toMatchObject({ outcome: 'closed', handled: PAID });
  });

  it('an earlier state is busy.', async () => {
    await gate.enter(paid);
    expect(await gate.enter(failed)).toEqual(BUSY);
    record();
  });
});

it('A second payment is busy when another process has taken over what it would be closed out by.', async () => {
  const store = new MemoryCallbackStore();
  store.complete = async () => false;
  const gate = gateOver(store);

  const [first, second] = await Promise.all([gate.enter(paid), gate.enter(paidAgain)]);

  expect(first.outcome === 'open' && (await first.confirmed)).toBe(false);
  expect(second).toEqual(BUSY);
});

describe('The lock of an order', () => {
  it('is renewed while its listener runs, and no longer.', async () => {
    jest.useFakeTimers();
    const store = new MemoryCallbackStore({ lease: LEASE });
    const gate = gateOver(store);
    const running = await gate.enter(failed);

    await jest.advanceTimersByTimeAsync(LEASE * 3);
    expect(await gate.enter(paid)).toEqual(BUSY);
    await leave(running);
    expect(await gate.enter(paid)).toEqual(OPEN);
    await jest.advanceTimersByTimeAsync(LEASE);

    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends with its lease where a store cannot renew it.', async () => {
    jest.useFakeTimers();
    const store = Object.assign(new MemoryCallbackStore({ lease: LEASE }), { renew: undefined });
    const gate = gateOver(store);
    await gate.enter(failed);

    expect(jest.getTimerCount()).toBe(0);
    await jest.advanceTimersByTimeAsync(LEASE);

    expect(await gate.enter(paid)).toEqual(OPEN);
  });

  it('survives a renewal that fails, as the next one may not.', async () => {
    jest.useFakeTimers();
    const store = new MemoryCallbackStore({ lease: LEASE });
    const renew = store.renew.bind(store);
    const finished: unknown[] = [];
    let failures = 2;
    store.renew = (...given) => {
      finished.push(given[2]);
      failures -= 1;
      return failures >= 0 ? Promise.reject(new Error('gone')) : renew(...given);
    };
    const gate = gateOver(store);
    await gate.enter(failed);

    await jest.advanceTimersByTimeAsync(LEASE * 1.5);

    expect(failures).toBeLessThan(0);
    // It is no listener.
    expect(finished.flat()).toEqual([]);
    expect(await gate.enter(paid)).toEqual(BUSY);
  });

  it('that cannot be released ends with its lease: leaving never rejects.', async () => {
    jest.useFakeTimers();
    const store = Object.assign(new MemoryCallbackStore({ lease: LEASE }), {
      release: () => Promise.reject(new Error('gone')),
    });
    const gate = gateOver(store);

    await leave(await gate.enter(failed));
    expect(await gate.enter(mismatched)).toEqual(BUSY);
    await jest.advanceTimersByTimeAsync(LEASE);

    expect(await gate.enter(mismatched)).toEqual(OPEN);
  });

  it.each([
    ['the last state', paid],
    ['an earlier state', failed],
  ])('is free when the store fails to mark %s.', async (_what, event) => {
    const store = new MemoryCallbackStore();
    const complete = store.complete.bind(store);
    store.complete = () => Promise.reject(new Error('gone'));
    const gate = gateOver(store);
    await expect(enterConfirmed(gate, event)).rejects.toThrow(StoreUnavailableError);
    store.complete = complete;

    expect(await enterConfirmed(gate, event)).toEqual(OPEN);
  });
});

describe('The calls of a store for an order', () => {
  /** The names of the methods that a gate calls, in their order. */
  function countedGate(): { gate: OrderGate; other: OrderGate; calls: string[] } {
    const store = new MemoryCallbackStore();
    const calls: string[] = [];
    const counting = new Proxy(store, {
      get: (target, name: keyof MemoryCallbackStore) => {
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function'
          ? (...given: unknown[]) => {
              calls.push(name);
              return Reflect.apply(member, target, given) as unknown;
            }
          : member;
      },
    });
    return { gate: gateOver(counting), other: gateOver(counting), calls };
  }

  it('are three for the last state, whose listeners begin together, and none for later ones.', async () => {
    const { gate, calls } = countedGate();

    const together = await Promise.all([gate.enter(paid), gate.enter(paid), gate.enter(paid)]);
    expect(together).toEqual([OPEN, OPEN, OPEN]);
    expect(await gate.enter(paid)).toEqual(OPEN);
    expect(await gate.enter(paidAgain)).toMatchObject({ outcome: 'closed', handled: PAID });

    expect(calls).toEqual(['claim', 'find', 'complete']);
  });

  it('are two in another process that runs a listener of the last state.', async () => {
    const { gate, other, calls } = countedGate();
    await gate.enter(paid);
    calls.length = 0;

    expect(await other.enter(paid)).toEqual(OPEN);
    expect(await other.enter(paid)).toEqual(OPEN);

    expect(calls).toEqual(['claim', 'find']);
  });

  it('are those of each listener for an earlier state, as another process may reach a later one.', async () => {
    const { gate, other, calls } = countedGate();
    await leave(await gate.enter(failed));
    expect(calls.splice(0)).toEqual(['claim', 'find', 'complete', 'claim', 'release']);
    await other.enter(paid);
    calls.length = 0;

    expect(await gate.enter(failed)).toMatchObject({ outcome: 'closed', handled: PAID });
    expect(calls).toEqual(['claim']);
  });

  it('are made again after a failure, by the next listener.', async () => {
    const store = new MemoryCallbackStore();
    const claim = store.claim.bind(store);
    let failures = 1;
    store.claim = (...given) =>
      failures-- > 0 ? Promise.reject(new Error('gone')) : claim(...given);
    const gate = gateOver(store);

    const [first, second] = await Promise.allSettled([gate.enter(paid), gate.enter(paid)]);

    expect(first).toMatchObject({ status: 'rejected' });
    expect(second).toEqual({ status: 'fulfilled', value: OPEN });
  });

  it('are made again for an order that a thousand others came after.', async () => {
    const { gate, calls } = countedGate();
    await gate.enter(paid);
    await gate.enter(paidEvent({ orderNo: 'A2' }));
    for (let index = 0; index < 999; index += 1) {
      await gate.enter(paidEvent({ orderNo: `B${index}` }));
    }
    calls.length = 0;

    await gate.enter(paidEvent({ orderNo: 'A2' }));
    expect(calls).toEqual([]);
    await gate.enter(paid);
    expect(calls).toEqual(['claim', 'find']);
  });
});
