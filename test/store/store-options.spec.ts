import { describe, expect, it } from '@jest/globals';
import { MemoryCallbackStore, type NewPayCallbackStore } from '../../lib/index.js';
import { MySqlCallbackStore } from '../../lib/mysql/index.js';
import { PostgresCallbackStore } from '../../lib/postgres/index.js';
import { RedisCallbackStore } from '../../lib/redis/index.js';
import { untyped } from '../support/untyped.js';

const redis = { eval: () => Promise.resolve(1), sendCommand: () => Promise.resolve(1) };
const database = { query: async () => [] };

const STORES: readonly [string, (options: object) => NewPayCallbackStore, known: string][] = [
  [
    'MemoryCallbackStore',
    (options) => new MemoryCallbackStore(options),
    'lease, retention, maxEntries, now',
  ],
  [
    'RedisCallbackStore',
    (options) => new RedisCallbackStore(redis, options),
    'prefix, lease, retention, wait',
  ],
  [
    'PostgresCallbackStore',
    (options) => new PostgresCallbackStore(database, options),
    'tablePrefix, lease, retention, transaction',
  ],
  [
    'MySqlCallbackStore',
    (options) => new MySqlCallbackStore(database, options),
    'tablePrefix, lease, retention, transaction',
  ],
];

const NO_WHOLE_NUMBERS = [
  Number(untyped(undefined)),
  Infinity,
  -Infinity,
  0,
  -0,
  -1,
  0.5,
  30_000.5,
  2 ** 53,
  30_000n,
  '30000',
  '4m',
  '',
  true,
  [30_000],
  {},
  new Date(),
];

describe.each(STORES)('The options of %s', (name, create, known) => {
  it.each([
    [{ ttl: 1 }, `${name} has no option "ttl": the known ones are ${known}`],
    [{ leese: undefined }, `${name} has no option "leese": the known ones are ${known}`],
    [null, `the options of ${name} must be an object with ${known}, or left out`],
    ['newpay_', `the options of ${name} must be an object with ${known}, or left out`],
    [['newpay_'], `the options of ${name} must be an object with ${known}, or left out`],
  ])('reject %j', (options, message) => {
    expect(() => create(untyped(options))).toThrow(new TypeError(message));
  });

  it.each(NO_WHOLE_NUMBERS)('reject %p as a number of milliseconds', (value) => {
    expect(() => create({ lease: value })).toThrow(
      new TypeError('lease must be a whole number of milliseconds above 0, such as 30000'),
    );
    expect(() => create({ retention: value })).toThrow(
      new TypeError('retention must be a whole number of milliseconds above 0, such as 604800000'),
    );
  });

  it.each([
    [60_000, 60_000],
    [60_001, 60_000],
  ])('reject a lease of %d ms with a retention of %d ms', (lease, retention) => {
    expect(() => create({ lease, retention })).toThrow(
      new RangeError(
        `lease (${lease} ms) must be below retention (${retention} ms): otherwise a claim expires while it is held`,
      ),
    );
  });

  it('have a lease of 30 seconds and a retention of 7 days by default', () => {
    for (const options of [{}, { lease: undefined, retention: undefined }]) {
      expect(create(options)).toMatchObject({ lease: 30_000, retention: 604_800_000 });
    }
    expect(create({ lease: 1, retention: 2 })).toMatchObject({ lease: 1, retention: 2 });
  });

  it('have a shorter default lease if the retention is short', () => {
    expect(create({ retention: 60_000 })).toMatchObject({ lease: 30_000 });
    expect(create({ retention: 59_999 })).toMatchObject({ lease: 30_000 });
    expect(create({ retention: 10_001 })).toMatchObject({ lease: 5_001 });
    expect(create({ retention: 2 })).toMatchObject({ lease: 1 });
  });
});

describe('The other options of stores', () => {
  it.each(NO_WHOLE_NUMBERS)('reject %p for maxEntries', (value) => {
    expect(() => new MemoryCallbackStore({ maxEntries: untyped(value) })).toThrow(
      new TypeError('maxEntries must be a whole number above 0, such as 100000'),
    );
  });

  it.each(NO_WHOLE_NUMBERS)('reject %p for a number of wait', (value) => {
    const waiting = (wait: object) => () =>
      new RedisCallbackStore(redis, { wait: untyped({ replicas: 1, timeout: 500, ...wait }) });
    expect(waiting({ replicas: value })).toThrow(
      new TypeError('wait.replicas must be a whole number above 0, such as 1'),
    );
    expect(waiting({ timeout: value })).toThrow(
      new TypeError('wait.timeout must be a whole number of milliseconds above 0, such as 1000'),
    );
  });

  it('reject a wait.timeout that is not below the time limit of a store call', () => {
    const waiting = (timeout: number) => () =>
      new RedisCallbackStore(redis, { wait: { replicas: 1, timeout } });
    expect(waiting(4_999)).not.toThrow();
    expect(waiting(5_000)).toThrow(
      new RangeError(
        'wait.timeout must be below 5000 ms, the time limit of a store call, such as 1000',
      ),
    );
  });

  it.each([undefined, null, 6, {}, { eval: 'text' }, Promise.resolve(redis)])(
    'reject %p, which is no client of Redis',
    (client) => {
      expect(() => new RedisCallbackStore(untyped(client))).toThrow(
        new TypeError(
          'RedisCallbackStore needs a client of ioredis, or of redis (4 or newer): what it was given has no method eval()',
        ),
      );
    },
  );

  it('reject wait with an unknown client', () => {
    const wait = { replicas: 1, timeout: 500 };
    expect(() => new RedisCallbackStore({ eval: redis.eval }, { wait })).toThrow(
      new TypeError('The option "wait" needs a client of ioredis, or of redis (4 or newer)'),
    );
  });

  it.each([6, true, ['newpay:'], {}])('refuse %p for prefix', (prefix) => {
    expect(() => new RedisCallbackStore(redis, { prefix: untyped(prefix) })).toThrow(
      new TypeError('prefix must be a string, such as "newpay:"'),
    );
  });

  it.each(['Newpay_', 'a; DROP TABLE x', 'a.b.c', '1a', '', 'a-', 'é', 'a\n', 6, ['newpay_']])(
    'refuse %j for tablePrefix',
    (prefix) => {
      expect(() => new PostgresCallbackStore(database, { tablePrefix: untyped(prefix) })).toThrow(
        new TypeError(
          'tablePrefix must be lower-case letters, digits and "_", such as "newpay_" or "shop.newpay_"',
        ),
      );
    },
  );

  it('reject a tablePrefix with which PostgreSQL would truncate the table names', () => {
    const create = (tablePrefix: string) => () =>
      new PostgresCallbackStore(database, { tablePrefix });
    expect(create('s'.repeat(54))).not.toThrow();
    expect(create(`${'s'.repeat(54)}.${'n'.repeat(54)}`)).not.toThrow();
    for (const prefix of ['n'.repeat(55), `shop.${'n'.repeat(55)}`]) {
      expect(create(prefix)).toThrow(
        new TypeError(
          'tablePrefix must have at most 54 characters, such as "newpay_": PostgreSQL truncates longer table names',
        ),
      );
    }
  });
});
