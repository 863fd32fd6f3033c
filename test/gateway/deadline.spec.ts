import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Deadline, type DeadlineListener } from '../../lib/gateway/call-options.js';

describe('Deadline', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('A deadline aborts its signal when the time is over, and no earlier.', async () => {
    const deadline = new Deadline(20);
    const signal = deadline.createSignal();
    await jest.advanceTimersByTimeAsync(19);
    expect([deadline.isOver, signal.aborted]).toEqual([false, false]);
    await jest.advanceTimersByTimeAsync(1);
    expect([deadline.isOver, signal.aborted]).toEqual([true, true]);
  });

  it('A signal that is made after the deadline is aborted at once.', async () => {
    const deadline = new Deadline(20);
    await jest.advanceTimersByTimeAsync(20);
    expect(deadline.createSignal().aborted).toBe(true);
  });

  it('A deadline that a signal ended is aborted, and one that was over before is not.', async () => {
    const controller = new AbortController();
    const [over, running] = [5, 20].map((ms) => new Deadline(ms, controller.signal));
    await jest.advanceTimersByTimeAsync(5);
    controller.abort();
    expect([over?.isOver, over?.isAborted]).toEqual([true, false]);
    expect([running?.isOver, running?.isAborted]).toEqual([true, true]);
  });

  it('A deadline that was cleared is not aborted by its signal.', () => {
    const controller = new AbortController();
    const deadline = new Deadline(20, controller.signal);
    deadline.clear();
    controller.abort();
    expect([deadline.isOver, deadline.isAborted]).toEqual([false, false]);
  });

  it('A listener that was taken back, also twice, hears nothing, and the others do.', async () => {
    const deadline = new Deadline(20);
    const told: string[] = [];
    const listenerOf = (name: string): DeadlineListener => ({
      onDeadline: () => void told.push(name),
    });
    const [first, second] = [listenerOf('first'), listenerOf('second')];
    [first, second, listenerOf('third')].forEach((listener) => deadline.onEnd(listener));
    deadline.offEnd(second);
    deadline.offEnd(first);
    deadline.offEnd(first);
    await jest.advanceTimersByTimeAsync(20);
    expect(told).toEqual(['third']);
  });

  it('A deadline that was cleared leaves no timer behind.', () => {
    const deadline = new Deadline(20);
    deadline.clear();
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([
    ['after its milliseconds', 5, 5],
    ['at the deadline, if that is earlier', 50, 20],
  ])('A pause ends %s, and leaves no timer behind.', async (_when, ms, end) => {
    const deadline = new Deadline(20);
    let isOver = false;
    void deadline.pause(ms).then(() => (isOver = true));
    await jest.advanceTimersByTimeAsync(end - 1);
    expect(isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(isOver).toBe(true);
    deadline.clear();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('A pause after the deadline ends at once.', async () => {
    const deadline = new Deadline(20);
    await jest.advanceTimersByTimeAsync(20);
    await deadline.pause(1_000);
    expect(jest.getTimerCount()).toBe(0);
  });
});
