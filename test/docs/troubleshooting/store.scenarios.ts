import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { createPool } from 'mysql2';
import { Pool } from 'pg';
import { MemoryCallbackStore } from '../../../lib/index.js';
import { MySqlCallbackStore } from '../../../lib/mysql/index.js';
import { PostgresCallbackStore, type NewPayQueryable } from '../../../lib/postgres/index.js';
import { RedisCallbackStore } from '../../../lib/redis/index.js';
import { paidEvent } from '../../../lib/testing/index.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { postgresUrl } from '../../support/services.js';
import { until } from '../../support/until.js';
import { callUntyped, untyped } from '../../support/untyped.js';
import { tables010 } from '../../store/stores-0.1.0.js';
import { messagesOf, thrown, type Scenarios } from './scenario.js';

const NONE = Number(untyped(undefined));
const redis = { eval: async () => ['claimed', ''], sendCommand: async () => 0 };
const lost = {
  eval: async (script: string) => (script.includes('TIME') ? ['claimed', ''] : 0),
  sendCommand: async () => 1,
};
const wait = { replicas: 1, timeout: 100 };
const answering = (answer: unknown) => ({ eval: () => Promise.resolve(answer) });

const claiming = (client: unknown, options = {}) =>
  thrown(() => new RedisCallbackStore(untyped(client), options).claim('key', 3));

/** What a store of PostgreSQL throws, over a schema of its own. */
const withDatabase =
  (
    use: (store: PostgresCallbackStore, database: Pool) => unknown,
    change: (database: Pool) => NewPayQueryable = (database) => database,
  ) =>
  async () => {
    const schema = `t${randomUUID().replaceAll('-', '')}`;
    const options = `-c search_path=${schema}`;
    const database = new Pool({ connectionString: postgresUrl, options });
    await database.query(`CREATE SCHEMA ${schema}`);
    const store = new PostgresCallbackStore(change(database));
    try {
      // Its cause is the database's own message, which it begins with.
      return (await thrown(() => use(store, database))).slice(0, 1);
    } finally {
      await database.query(`DROP SCHEMA ${schema} CASCADE`);
      await database.end();
    }
  };

/** Options of stores, their clients, and what their servers answer. */
export const ofStores: Scenarios = {
  'a lease that is none': () => thrown(() => new MemoryCallbackStore({ lease: NONE })),
  'a retention that is none': () => thrown(() => new MemoryCallbackStore({ retention: 0 })),
  'a lease above the retention': () =>
    thrown(() => new MemoryCallbackStore({ lease: 2_000, retention: 1_000 })),
  'no entries': () => thrown(() => new MemoryCallbackStore({ maxEntries: 0 })),
  'a prefix that is no text': () =>
    thrown(() => new RedisCallbackStore(redis, { prefix: untyped(6) })),
  'an option that the store does not have': () =>
    thrown(() => new RedisCallbackStore(redis, untyped({ keyPrefix: 'shop:' }))),
  'a text in the place of options': () =>
    thrown(() => new RedisCallbackStore(redis, untyped('shop:'))),
  'no replicas': () =>
    thrown(() => new RedisCallbackStore(redis, { wait: { ...wait, replicas: 0 } })),
  'no time for replicas': () =>
    thrown(() => new RedisCallbackStore(redis, { wait: { ...wait, timeout: NONE } })),
  'too much time for replicas': () =>
    thrown(() => new RedisCallbackStore(redis, { wait: { ...wait, timeout: 5_000 } })),
  'wait with another client': () => thrown(() => new RedisCallbackStore(answering(1), { wait })),
  'a long prefix': () =>
    thrown(
      () => new PostgresCallbackStore({ query: async () => [] }, { tablePrefix: 'n'.repeat(55) }),
    ),
  'replicas that are away': () => claiming(redis, { wait }),
  'a failover': () => claiming(lost, { wait }),
  'a client inside MULTI': () => claiming(answering('QUEUED')),
  'another answer of Redis': () => claiming(answering(['acquired'])),
  'a client without eval': () => thrown(() => new RedisCallbackStore(untyped({}))),
  'a client without query': () => thrown(() => new PostgresCallbackStore(untyped({}))),
  'a client of MySQL without query': () => thrown(() => new MySqlCallbackStore(untyped({}))),
  'a pool of mysql2 with callbacks': () => {
    const pool = createPool({ uri: 'mysql://127.0.0.1:1' });
    return thrown(() => new MySqlCallbackStore(untyped(pool)));
  },
  'an adapter of MySQL that returns no rows': () =>
    thrown(() => new MySqlCallbackStore({ query: async () => 'OK' }).claim('key', 3)),
  'a long name of an effect in MySQL': () =>
    thrown(() => {
      const store = new MySqlCallbackStore({ query: async () => [] });
      const event = paidEvent({ orderNo: 'A1001' });
      return store.once({ query: async () => [] }, event, 'e'.repeat(300), () => undefined);
    }),
  'no tables in MySQL': async () => {
    const code = 'ER_NO_SUCH_TABLE';
    const missing = Object.assign(new Error("Table 'shop.newpay_callbacks' doesn't exist"), {
      code,
    });
    const store = new MySqlCallbackStore({ query: () => Promise.reject(missing) });
    // Its cause is the database's own message, which it begins with.
    return (await thrown(() => store.claim('key', 3))).slice(0, 1);
  },
  'an adapter that returns pairs': withDatabase(
    (store) => store.createTables(),
    (database) => ({
      query: async (text, values) => [(await database.query(text, values)).rows, {}],
    }),
  ),
  'an adapter that passes no values': withDatabase(
    (store) => store.createTables(),
    (database) => ({ query: (text) => database.query(text) }),
  ),
  'another answer of PostgreSQL': () =>
    thrown(() =>
      new PostgresCallbackStore({ query: async () => [{ outcome: 'OK' }] }).claim('key', 3),
    ),
  'no tables': withDatabase((store) => store.claim('key', 3)),
  'tables of 0.1.0': withDatabase(async (store, database) => {
    for (const statement of tables010('newpay_')) {
      await database.query(statement);
    }
    await store.claim('key', 3);
  }),
  'a clean-up that fails': async () => {
    const logger = new RecordingLogger();
    Logger.overrideLogger(logger);
    const query = async (text: string) => {
      if (text.includes('purged')) {
        throw new Error('permission denied for table newpay_callbacks');
      }
      return [{ outcome: 'busy' }];
    };
    await new PostgresCallbackStore({ query }).claim('key', 3);
    await until(() => messagesOf(logger).length > 0);
    return messagesOf(logger);
  },
  'once() without a transaction and without the option': withDatabase((store) =>
    store.once(paidEvent({ orderNo: 'A1001' }), 'ship', () => undefined),
  ),
  'once() where the option returns none': withDatabase((_store, database) =>
    new PostgresCallbackStore(database, { transaction: () => undefined }).once(
      paidEvent({ orderNo: 'A1001' }),
      'ship',
      () => undefined,
    ),
  ),
  'once() where the option returns a pool': withDatabase(async (store, database) => {
    await store.createTables();
    await new PostgresCallbackStore(database, { transaction: () => database }).once(
      paidEvent({ orderNo: 'A1001' }),
      'ship',
      () => undefined,
    );
  }),
  'once() without work': withDatabase((store, database) =>
    callUntyped(store, 'once', database, paidEvent({ orderNo: 'A1001' }), 'ship'),
  ),
  'a transaction that is no function': () =>
    thrown(
      () => new PostgresCallbackStore({ query: async () => [] }, { transaction: untyped({}) }),
    ),
  'once() whose work catches an error of the database': withDatabase(async (store, database) => {
    await store.createTables();
    const client = await database.connect();
    try {
      await client.query('BEGIN');
      await store.once(client, paidEvent({ orderNo: 'A1001' }), 'ship', () =>
        client.query('SELECT 1 / 0').catch(() => undefined),
      );
    } finally {
      client.release(true);
    }
  }),
  'once() of something else': withDatabase((store, database) =>
    store.once(
      database,
      { ...paidEvent({ orderNo: 'A1001' }), orderNo: '' },
      'ship',
      () => undefined,
    ),
  ),
};
