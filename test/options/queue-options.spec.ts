import { describe, expect, it } from '@jest/globals';
import { MemoryCallbackStore, type NewPayQueue } from '../../lib/index.js';
import { resolveOptions } from '../../lib/options/resolve-options.js';
import { validOptions } from '../support/host-app.js';
import { untyped } from '../support/untyped.js';

const store = new MemoryCallbackStore();
const queue: NewPayQueue = {
  store,
  open: async () => undefined,
  add: async () => undefined,
  work: async () => ({ close: async () => undefined }),
  failed: async () => [],
  unfinished: async () => [],
  retry: async () => [],
  close: async () => undefined,
};

const resolve = (changes: object) => resolveOptions(untyped({ ...validOptions(), ...changes }));

describe('The options of a queue', () => {
  it('have defaults, and no queue.', () => {
    expect(resolve({})).toMatchObject({
      queue: undefined,
      retry: { attempts: 12, delay: 30_000 },
      worker: true,
    });
    expect(resolve({ retry: { attempts: 3 } }).retry).toEqual({ attempts: 3, delay: 30_000 });
    expect(resolve({ retry: { delay: 1 } }).retry).toEqual({ attempts: 12, delay: 1 });
  });

  it('make the store of the queue the default store, and no more than that.', () => {
    const mine = new MemoryCallbackStore();
    expect(resolve({ queue }).store).toBe(store);
    expect(resolve({ queue, store: mine }).store).toBe(mine);
    expect(resolve({ queue: { ...queue, store: undefined } }).store).not.toBe(store);
  });

  it.each([
    [
      { queue: {} },
      'NewPay option "queue" must be a NewPayQueue, such as BullMqQueue or PgBossQueue',
    ],
    [
      { queue: { ...queue, add: undefined, close: 7 } },
      'NewPay option "queue" must be a NewPayQueue, such as BullMqQueue or PgBossQueue: it does not have add(), close()',
    ],
    [
      { queue: 'redis://127.0.0.1' },
      'NewPay option "queue" must be a NewPayQueue, such as BullMqQueue or PgBossQueue, not a string',
    ],
    [
      { queue: null },
      'NewPay option "queue" must be a NewPayQueue, such as BullMqQueue or PgBossQueue, not null',
    ],
    [
      { queue: class {} },
      'NewPay option "queue" must be a NewPayQueue, such as BullMqQueue or PgBossQueue, not a class or a function: pass an instance',
    ],
    [{ queue: { ...queue, store: {} } }, 'NewPay option "store" must be a NewPayCallbackStore'],
    [
      { retry: { attempts: 0 } },
      'NewPay option "retry.attempts" must be a whole number from 1 to 100, such as 12',
    ],
    [
      { retry: { attempts: '12' } },
      'NewPay option "retry.attempts" must be a whole number from 1 to 100, such as 12',
    ],
    [
      { retry: { delay: 0.5 } },
      'NewPay option "retry.delay" must be a whole number of milliseconds from 1 to 57600000, such as 30000',
    ],
    [
      { retry: { delay: '30000' } },
      'NewPay option "retry.delay" must be a whole number of milliseconds from 1 to 57600000, such as 30000, not a string: write it without quotes, or convert it with Number()',
    ],
    [
      { retry: { backoff: 3 } },
      'NewPay option "retry.backoff" is unknown: the known names are attempts, delay',
    ],
    [{ retry: 3 }, 'NewPay option "retry" must be an object with attempts, delay'],
    [{ worker: 'false' }, 'NewPay option "worker" must be true or false, not a string'],
    [{ worker: null }, 'NewPay option "worker" must be true or false, not null'],
  ])('are refused by name when they are wrong: %j', (changes, message) => {
    expect(() => resolve(changes)).toThrow(expect.objectContaining({ message }));
  });
});
