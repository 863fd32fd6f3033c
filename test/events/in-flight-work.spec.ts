import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { InFlightWork } from '../../lib/events/in-flight-work.js';
import { startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';

const LIMIT = 20_000;
const CLOSING_LIMIT = 10_000;

let host: HostApp;
let inFlight: InFlightWork;
/** Work that does not end before its test. */
let endless: Promise<void>;
let end: () => void;

beforeEach(async () => {
  host = await startHostApp({
    options: { listenerTimeout: LIMIT },
    providers: [PaymentListener],
  });
  endless = new Promise((resolve) => (end = resolve));
  inFlight = host.app.get(InFlightWork, { strict: false });
  jest.useFakeTimers();
});

afterEach(async () => {
  jest.useRealTimers();
  end();
  await host.app.close();
});

/** Begins work, and notes in `outcomes` what its caller is told. */
function begin(name: string, work: Promise<unknown>, outcomes: string[]): void {
  inFlight
    .limit(
      () => work,
      () => name,
    )
    .then(
      (value) => outcomes.push(`${name}: ${String(value)}`),
      (error: Error) => outcomes.push(`${name}: ${error.name}: ${error.message}`),
    );
}

const messagesOf = (level: string) =>
  host.logger.lines.filter((line) => line.level === level).map(({ message }) => message);

const logged = () =>
  host.logger.lines
    .filter(({ message }) => message.includes('time limit') || message.startsWith('Closing'))
    .map(({ level, message }) => `${level}: ${message}`);

describe('work in flight', () => {
  it('is given up when its own time is over, and no earlier', async () => {
    const outcomes: string[] = [];
    begin('A', endless, outcomes);
    await jest.advanceTimersByTimeAsync(8_000);
    begin('B', endless, outcomes);
    await jest.advanceTimersByTimeAsync(11_999);
    expect(outcomes).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(outcomes).toEqual(['A: UnavailableError: not finished after 20000 ms: A']);
    await jest.advanceTimersByTimeAsync(7_999);
    expect(outcomes).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(outcomes.slice(1)).toEqual(['B: UnavailableError: not finished after 20000 ms: B']);
  });

  it('is watched as well when it begins after all before it was given up', async () => {
    const outcomes: string[] = [];
    begin('A', endless, outcomes);
    await jest.advanceTimersByTimeAsync(5 * LIMIT);
    begin('B', endless, outcomes);
    await jest.advanceTimersByTimeAsync(LIMIT);
    expect(outcomes).toEqual([
      'A: UnavailableError: not finished after 20000 ms: A',
      'B: UnavailableError: not finished after 20000 ms: B',
    ]);
  });

  it('that never ends is told of, less and less often, as others wait for it', async () => {
    begin('A', endless, []);
    await jest.advanceTimersByTimeAsync(5_000);
    begin('B', endless, []);
    await jest.advanceTimersByTimeAsync(9 * LIMIT);
    const told = (name: string, limits: number) =>
      `Still running after ${limits * LIMIT} ms: ${name}. It is not run again, and later states of its order wait, ` +
      'until it ends or this process is restarted: give what it waits for a time limit.';
    expect(messagesOf('error')).toEqual([
      told('A', 2),
      told('B', 2),
      told('A', 4),
      told('B', 4),
      told('A', 8),
      told('B', 8),
    ]);
    end();
    await jest.advanceTimersByTimeAsync(LIMIT);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('leaves no timer behind when it has ended', async () => {
    const outcomes: string[] = [];
    begin('A', Promise.resolve(1), outcomes);
    await jest.advanceTimersByTimeAsync(LIMIT);
    expect(outcomes).toEqual(['A: 1']);
    expect(jest.getTimerCount()).toBe(0);
    expect(logged()).toEqual([]);
  });

  it('that ends after it was given up is logged with what came of it', async () => {
    const outcomes: string[] = [];
    const late = new Promise((resolve) => setTimeout(resolve, LIMIT + 1));
    begin('A', late, outcomes);
    begin(
      'B',
      late.then(() => Promise.reject(new Error('no stock'))),
      outcomes,
    );
    await jest.advanceTimersByTimeAsync(LIMIT + 2);
    expect(outcomes).toHaveLength(2);
    expect(logged()).toEqual([
      'log: Finished after its time limit: A',
      'error: Failed after its time limit: B: no stock',
    ]);
  });

  it('of several is waited for when the app closes, and given up together', async () => {
    const outcomes: string[] = [];
    let finish = (_value: string): void => undefined;
    begin('A', new Promise((resolve) => (finish = resolve)), outcomes);
    begin('B', Promise.resolve('b'), outcomes);
    begin('C', endless, outcomes);
    const closing = inFlight.onModuleDestroy();
    await jest.advanceTimersByTimeAsync(CLOSING_LIMIT - 1);
    finish('a');
    await jest.advanceTimersByTimeAsync(1);
    await closing;
    expect(outcomes).toEqual(['B: b', 'A: a', 'C: UnavailableError: the app is closing']);
    expect(logged()).toEqual(['log: Closing: waiting up to 10000 ms for A; B; C']);
    expect(host.logger.lines.at(-1)?.context).toBe('NewPayModule');
    expect(host.logger.lines.at(-1)?.message).toBe(
      'Not finished 10000 ms after the app began to close: C. It is not handled: the next delivery ' +
        'runs it again or, with a queue, another process.',
    );
    expect(jest.getTimerCount()).toBe(0);
  });

  it('that there is none of is not waited for when the app closes', async () => {
    await inFlight.onModuleDestroy();
    expect(logged()).toEqual([]);
  });
});
