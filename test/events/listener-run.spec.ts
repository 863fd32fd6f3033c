import { setTimeout } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { EventListener } from '../../lib/events/host-emitter.js';
import { ListenerRun } from '../../lib/events/listener-run.js';

const PAID = { name: 'newpay.paid' };

function listener(name: string, call: () => unknown = () => undefined, id?: string): EventListener {
  return { id, call, describe: () => name };
}

const failing = (reason: string, ms: number) => async () => {
  await setTimeout(ms);
  throw new Error(reason);
};

it('A run names the listeners that are still running, in their order.', async () => {
  const ends: (() => void)[] = [];
  const waiting = () => new Promise<void>((resolve) => ends.push(resolve));
  const run = new ListenerRun(
    PAID,
    [
      listener('ship', waiting),
      listener('mail', failing('no mail', 0)),
      listener('note'),
      listener('count', waiting),
    ],
    [],
  );
  const ended = run.start().catch((error: Error) => error.message);
  expect(run.running).toBe('ship, mail, note, count');
  await setTimeout(20);
  expect(run.running).toBe('ship, count');
  ends[0]?.();
  await setTimeout(0);
  expect(run.running).toBe('count');
  ends[1]?.();
  expect(await ended).toBe('1 of 4 listeners of "newpay.paid" failed: mail');
  expect(run.running).toBe('');
});

it('A run waits for the last listener, and tells the failures in the order of the listeners.', async () => {
  const listeners = [
    listener('ship', failing('no stock', 30)),
    listener('mail', failing('no mail', 1)),
    listener('note', failing('no log', 15)),
  ];
  await expect(new ListenerRun(PAID, listeners, []).start()).rejects.toMatchObject({
    name: 'AggregateError',
    message: '3 of 3 listeners of "newpay.paid" failed: ship, mail, note',
    errors: [new Error('no stock'), new Error('no mail'), new Error('no log')],
  });
});

it('What had finished before does not run, and counts as finished; what has no id runs each time.', async () => {
  const ran: string[] = [];
  const noting = (name: string, id?: string) => listener(name, () => ran.push(name), id);
  const run = new ListenerRun(
    PAID,
    [noting('ship', 'Shop.ship'), noting('mail', 'Shop.mail'), noting('audit')],
    ['Shop.ship', 'Shop.gone'],
  );
  expect(run.finished).toEqual(['Shop.ship', 'Shop.gone']);
  await run.start();
  expect(ran).toEqual(['mail', 'audit']);
  expect(run.finished).toEqual(['Shop.ship', 'Shop.gone', 'Shop.mail']);
});

it('Two listeners of one id have finished when both have.', async () => {
  let end = (): void => undefined;
  const waiting = () => new Promise<void>((resolve) => (end = resolve));
  const shared = [listener('one', undefined, 'mail'), listener('other', waiting, 'mail')];
  const run = new ListenerRun(PAID, shared, []);
  const ended = run.start();
  await setTimeout(0);
  expect(run.finished).toEqual([]);
  end();
  await ended;
  expect(run.finished).toEqual(['mail']);
});
