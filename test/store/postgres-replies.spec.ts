/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DatabaseError, Pool } from 'pg';
import { PostgresCallbackStore, type NewPayQueryable } from '../../lib/postgres/index.js';
import { rejected } from '../support/callback-answers.js';
import { PLATFORMS, startHostApp, type HostApp } from '../support/host-app.js';
import { PaymentListener } from '../support/listeners.js';
import { paidEvent } from '../../lib/testing/index.js';
import { postgresUrl } from '../support/services.js';
import { paymentFields, signedBody } from '../support/signed-callback.js';
import { untyped } from '../support/untyped.js';

const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const pool = new Pool({ connectionString: postgresUrl });

type Rows = Record<string, unknown>[];

/** The rows of a query, changed as a library returns them. */
const returning =
  (change: (rows: Rows) => unknown): NewPayQueryable['query'] =>
  async (text, values = []) =>
    change((await pool.query<Record<string, unknown>>(text, values)).rows);

beforeAll(() => new PostgresCallbackStore(pool, { tablePrefix }).createTables());

afterAll(async () => {
  await pool.query(`DROP TABLE IF EXISTS ${tablePrefix}callbacks, ${tablePrefix}effects`);
  await pool.end();
});

const NO_ROWS: readonly [string, NewPayQueryable['query'], string][] = [
  ['pairs, as Sequelize', returning((rows) => [rows, { rowCount: 1 }]), '[[{"outcome":"ready",'],
  ['pairs of nothing, as Sequelize', returning(() => [[], 0]), '[[],0]'],
  [
    'arrays, as pg with rowMode',
    returning((rows) => ({ rows: rows.map(Object.values) })),
    '{"rows":[["ready",',
  ],
  ['a number, as Prisma’s $executeRaw', returning((rows) => rows.length), '1'],
  ['nothing', returning(() => undefined), 'undefined'],
  ['null', returning(() => null), 'null'],
  ['text', returning(() => 'SELECT 1'), '"SELECT 1"'],
  ['one row', returning(([row]) => row), '{"outcome":"ready",'],
  ['rows under another name', returning((rows) => ({ recordset: rows })), '{"recordset":[{'],
];

const VALUES = 'query(text, values) must pass the values for $1, $2…: see docs/stores.md';

describe('createTables() detects', () => {
  it.each(NO_ROWS)('A client that returns %s', async (_what, query, quoted) => {
    const store = new PostgresCallbackStore({ query }, { tablePrefix });
    const created = store.createTables();
    await expect(created).rejects.toThrow(TypeError);
    await expect(created).rejects.toThrow(
      `query(text, values) must resolve with rows, or with { rows }; it resolved with ${quoted}`,
    );
    await expect(created).rejects.toThrow(
      /\. With Sequelize pass the instance or the transaction itself; see docs\/stores\.md$/,
    );
  });

  it.each<[string, NewPayQueryable['query']]>([
    ['passes no values', (text) => pool.query(text)],
    ['passes an empty list', (text) => pool.query(text, [])],
    [
      'passes an empty list to a prepared statement',
      (text) => pool.query({ name: randomUUID(), text, values: [] }),
    ],
  ])('a client that %s', async (_what, query) => {
    const created = new PostgresCallbackStore({ query }, { tablePrefix }).createTables();
    await expect(created).rejects.toThrow(TypeError);
    await expect(created).rejects.toThrow(VALUES);
  });

  it('a missing table, also in an error that is no text', async () => {
    const failing = { code: '42P01', message: 7, toString: () => null };
    const store = new PostgresCallbackStore(
      { query: () => Promise.reject(failing) },
      { tablePrefix },
    );
    await expect(store.claim('key', 3)).rejects.toMatchObject({
      name: 'Error',
      message: '42P01: call createTables() once to create the tables',
      cause: failing,
    });
  });

  it('no fault of the client in an error of PgBouncer, which gives all of them one code', async () => {
    const error = Object.assign(new DatabaseError('query_wait_timeout', 53, 'error'), {
      severity: 'FATAL',
      code: '08P01',
    });
    const query = () => Promise.reject(error);
    const store = new PostgresCallbackStore({ query }, { tablePrefix });
    await expect(store.createTables()).rejects.toBe(error);
    await expect(store.claim('key', 3)).rejects.toBe(error);
  });

  it.each<[string, NewPayQueryable['query'], string]>([
    ['no row', returning(() => []), '[]'],
    ['two rows', returning(([row]) => [row, row]), '[{"outcome":"ready"'],
    ['rows without their columns', returning(() => [{ '?column?': 1 }]), '[{"?column?":1}]'],
    ['other values', returning(() => [{ outcome: 'Ready' }]), '[{"outcome":"Ready"}]'],
  ])('A client that returns %s', async (_what, query, quoted) => {
    const created = new PostgresCallbackStore({ query }, { tablePrefix }).createTables();
    await expect(created).rejects.toThrow(`The database answered ${quoted}`);
    await expect(created).rejects.toThrow(' to "probe": something changes the rows of this client');
  });
});

/** What no library hands out: it has too little, or another thing under the name `query`. */
const CLIENTS: readonly unknown[] = [
  { execute: () => [], query: { users: {} } },
  { execute: () => [], select: () => undefined },
  { executeQuery: () => Promise.resolve({ rows: [] }) },
  { getDialect: () => 'postgres' },
  { commit: () => undefined, rollback: () => undefined, afterCommit: () => undefined },
  {
    commit: () => undefined,
    rollback: () => undefined,
    afterCommit: () => undefined,
    sequelize: { query: () => [] },
  },
  { $queryRaw: () => [] },
  { getTransactionContext: () => undefined },
  {},
  undefined,
  null,
  'postgres://',
  6,
];

describe.each(CLIENTS)('The client %p', (client) => {
  const message =
    'The client has no method query(text, values), and is not of a known library (pg, TypeORM, Prisma, Drizzle, ' +
    'Kysely, MikroORM, Sequelize, postgres.js): pass { query: (text, values) => … }, see docs/stores.md';

  it('is rejected by the constructor', () => {
    expect(() => new PostgresCallbackStore(untyped(client))).toThrow(new TypeError(message));
  });

  it('is rejected by once()', async () => {
    const store = new PostgresCallbackStore(pool, { tablePrefix });
    await expect(
      store.once(untyped(client), paidEvent({ orderNo: 'A1001' }), 'ship', () => undefined),
    ).rejects.toThrow(new TypeError(message));
  });
});

const row = (rows: object) => () => Promise.resolve({ rows: [rows] });
const handled = { outcome: 'handled', rank: 3, reference: 'N1', amount: '' };
const HINT = ': something changes the rows of this client, such as a plugin or a mapper';

describe('Unexpected rows:', () => {
  it.each<[object, string]>([
    [{ outcome: 'acquired' }, '[{"outcome":"acquired"}]'],
    [{ outcome: null }, '[{"outcome":null}]'],
    [{}, '[{}]'],
    [{ outcome: 'claimed' }, '[{"outcome":"claimed"}]'],
    [{ outcome: 'claimed', finished: 'ship' }, '[{"outcome":"claimed","finished":"ship"}]'],
    [{ outcome: 'claimed', finished: ['ship'] }, '[{"outcome":"claimed","finished":["ship"]}]'],
    [{ outcome: 'claimed', finished: '[1]' }, '[{"outcome":"claimed","finished":"[1]"}]'],
    [
      { ...handled, rank: null },
      '[{"outcome":"handled","rank":null,"reference":"N1","amount":""}]',
    ],
    [
      { ...handled, rank: 'three' },
      '[{"outcome":"handled","rank":"three","reference":"N1","amount":"…',
    ],
    [{ ...handled, rank: 2 }, '[{"outcome":"handled","rank":2,"reference":"N1","amount":""}]'],
    [{ ...handled, rank: 3.5 }, '[{"outcome":"handled","rank":3.5,"reference":"N1","amount":""}]'],
    [
      { ...handled, rank: true },
      '[{"outcome":"handled","rank":true,"reference":"N1","amount":""}]',
    ],
    [
      { ...handled, reference: null },
      '[{"outcome":"handled","rank":3,"reference":null,"amount":""}]',
    ],
  ])('%j as the result of a claim is rejected and quoted', async (answer, quoted) => {
    const store = new PostgresCallbackStore({ query: row(answer) }, { tablePrefix });
    await expect(store.claim('key', 3)).rejects.toThrow(`The database answered ${quoted}`);
    await expect(store.claim('key', 3)).rejects.toThrow(` to "claim"${HINT}`);
  });

  it.each([{ outcome: true }, { outcome: 't' }, { outcome: 'released!' }, { done: 'held' }, {}])(
    '%j is rejected as the result of every statement',
    async (answer) => {
      const store = new PostgresCallbackStore({ query: row(answer) }, { tablePrefix });
      const failureOf = (command: string) =>
        new Error(`The database answered [${JSON.stringify(answer)}] to "${command}"${HINT}`);
      await expect(store.renew('key', 'token', [])).rejects.toThrow(failureOf('renew'));
      await expect(store.complete('key', 3, 'token', 'N1')).rejects.toThrow(failureOf('complete'));
      await expect(store.release('key', 'token')).rejects.toThrow(failureOf('release'));
      await expect(store.find('key')).rejects.toThrow(failureOf('find'));
      const event = paidEvent({ orderNo: 'A1001' });
      const work = () => expect('the work').toBe('not run');
      await expect(store.once({ query: row(answer) }, event, 'ship', work)).rejects.toThrow(
        failureOf('once'),
      );
    },
  );
});

describe.each(PLATFORMS)('A callback on %s', (platform) => {
  let host: HostApp | undefined;

  afterEach(async () => {
    await host?.app.close();
    host = undefined;
  });

  it.each<[string, NewPayQueryable['query'], string]>([
    ['pairs', returning((rows) => [rows, 1]), 'query(text, values) must resolve with rows'],
    [
      'another word',
      row({ outcome: 'OK' }),
      `The database answered [{"outcome":"OK"}] to "claim"${HINT}`,
    ],
    [
      'handled without a rank',
      row({ ...handled, rank: undefined }),
      'The database answered [{"outcome":"handled",',
    ],
    ['no row', () => Promise.resolve([]), `The database answered [] to "claim"${HINT}`],
  ])('is not acknowledged when the client returns %s', async (_what, query, quoted) => {
    const store = new PostgresCallbackStore({ query }, { tablePrefix });
    host = await startHostApp({ platform, options: { store }, providers: [PaymentListener] });
    const body = signedBody(paymentFields({ orderNo: randomUUID() }));
    expect(await host.postCallback(body)).toEqual(rejected(503));
    expect(host.app.get(PaymentListener).names).toEqual([]);
    expect(host.logger.textsOf('error').join()).toContain(quoted);
  });
});
