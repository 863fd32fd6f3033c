import { describe, expect, it } from '@jest/globals';
import { BullMqQueue } from '../../lib/bullmq/index.js';
import {
  engineIdOf,
  groupPrefixOf,
  mayBeOfScope,
  queueNameOf,
  suffixOf,
} from '../../lib/bullmq/job-names.js';
import { adviceOn } from '../../lib/bullmq/redis-advice.js';
import { untyped } from '../support/untyped.js';

const connection = { host: '127.0.0.1', port: 6379 };
const queue = {
  name: 'payments',
  addBulk: () => [],
  getJob: () => undefined,
  opts: { connection },
};
const cluster = { isCluster: true };

const KEY_PREFIX =
  'connection must not have a keyPrefix, which BullMQ does not support: set "prefix" for the jobs, and "prefix" of "store" for the states of orders';

describe('The options of BullMqQueue', () => {
  it.each<[unknown]>([
    [{ connection }],
    [{ connection: { url: 'redis://127.0.0.1' }, name: 'shop', prefix: '{shop}', concurrency: 1 }],
    [{ connection: cluster, prefix: '{shop}' }],
    [{ connection: { ...connection, keyPrefix: '' } }],
    [{ queue }],
    [queue],
  ])('%j is accepted.', (options) => {
    expect(new BullMqQueue(untyped(options)).store.retention).toBe(604_800_000);
  });

  const neither =
    'BullMqQueue needs connection, such as { host: "127.0.0.1", port: 6379 }, or the Queue of the app, and not both';
  it.each<[unknown, string]>([
    [undefined, neither],
    [{}, neither],
    [{ connection, queue }, neither],
    [
      { connection, names: 'x' },
      'BullMqQueue has no option "names": the known ones are connection, queue, name, prefix, concurrency, retention, lease, store',
    ],
    [
      { connection: 'redis://127.0.0.1' },
      'connection must be an object, such as { host: "127.0.0.1", port: 6379 } or { url: "redis://127.0.0.1:6379" }',
    ],
    [
      { connection: null },
      'connection must be an object, such as { host: "127.0.0.1", port: 6379 } or { url: "redis://127.0.0.1:6379" }',
    ],
    [{ connection: { ...connection, keyPrefix: 'shop:' } }, KEY_PREFIX],
    [{ connection: { options: { keyPrefix: 'shop:' } } }, KEY_PREFIX],
    [
      { connection: { isCluster: true, options: { redisOptions: { keyPrefix: 'shop:' } } } },
      KEY_PREFIX,
    ],
    [{ queue: {} }, 'queue must be a Queue of BullMQ'],
    [{ queue, name: 'x' }, 'name and prefix are those of the Queue: leave them out beside "queue"'],
    [
      { queue, prefix: 'x' },
      'name and prefix are those of the Queue: leave them out beside "queue"',
    ],
    [
      { connection, name: 'a:b' },
      'name must be 1 to 40 letters, digits, "_" or "-", such as "newpay"',
    ],
    [
      { connection, name: '' },
      'name must be 1 to 40 letters, digits, "_" or "-", such as "newpay"',
    ],
    [{ connection, prefix: '' }, 'prefix must be a text, such as "bull"'],
    [
      { connection: cluster, prefix: 'bull' },
      'prefix needs a hash tag with Redis Cluster, such as "{bull}"',
    ],
    [{ connection, concurrency: 0 }, 'concurrency must be a whole number above 0, such as 10'],
    [
      { connection, retention: '1h' },
      'retention must be a whole number of milliseconds above 0, such as 3600000',
    ],
    [
      { connection, lease: Number.NaN },
      'lease must be a whole number of milliseconds above 0, such as 30000',
    ],
    [{ connection, lease: 999 }, 'lease must be 1,000 milliseconds or more, such as 30000'],
    [
      { connection, store: { lease: 0 } },
      'lease must be a whole number of milliseconds above 0, such as 30000',
    ],
  ])('%j is refused.', (options, message) => {
    expect(() => new BullMqQueue(untyped(options))).toThrow(message);
  });
});

describe('The names in BullMQ', () => {
  it('A queue is named after its registration.', () => {
    expect(queueNameOf('newpay', ':6')).toMatch(/^newpay-default-6-[\w-]{8}$/);
    expect(queueNameOf('newpay', 'shop:a:b')).toMatch(/^newpay-shop-a_b-[\w-]{8}$/);
    expect(queueNameOf('newpay', 'a:b')).not.toBe(queueNameOf('newpay', 'a_b'));
  });

  it.each(['A1001', '', 'a.b', 'ເງິນ', 'k'.repeat(1_000), 'a:b'])(
    'The job of group %p is found.',
    (group) => {
      const id = engineIdOf({ scope: 'shop:6', group, id: 'event|1' });
      expect(id).toMatch(/^[\w.~-]+$/);
      expect(id.length).toBeLessThan(150);
      expect(id.startsWith(groupPrefixOf('shop:6', group))).toBe(true);
      expect(id.endsWith(suffixOf('shop:6', 'event|1'))).toBe(true);
      expect([mayBeOfScope(id, 'shop:6'), mayBeOfScope(id, 'shop:7')]).toEqual([true, false]);
    },
  );
});

describe('The advice on Redis', () => {
  it.each<[unknown, number]>([
    ['maxmemory_policy:noeviction\r\naof_enabled:1\r\n', 0],
    ['maxmemory_policy:allkeys-lru\r\naof_enabled:0\r\n', 2],
    ['maxmemory_policy:volatile-ttl\r\naof_enabled:1\r\n', 1],
    ['', 0],
    [undefined, 0],
    [{}, 0],
  ])('INFO %j gives %i sentences.', (info, count) => {
    expect(adviceOn(info)).toHaveLength(count);
  });
});
