/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresCallbackStore } from '../../../lib/postgres/index.js';
import { paidEvent } from '../../../lib/testing/index.js';
import { testOnce } from './once-with-library.js';
import {
  close,
  createShipments,
  libraries,
  shipmentsOf,
  tablePrefix,
} from './postgres-libraries.js';

beforeAll(createShipments);
afterAll(close);

describe.each(libraries)('once() of PostgreSQL with %s', (_library, client, inTransaction) => {
  const createStore = () => new PostgresCallbackStore(client, { tablePrefix });

  beforeAll(() => createStore().createTables());

  testOnce(
    { inTransaction, shipmentsOf },
    createStore,
    () => client,
    'once() needs a transaction, not a pool: start one and pass its client or manager',
  );

  it('says what to do when the tables are missing', async () => {
    const store = new PostgresCallbackStore(client, { tablePrefix: 'missing_' });
    const event = paidEvent({ orderNo: randomUUID() });
    await expect(
      inTransaction((tx) => store.once(tx, event, 'ship', () => undefined)),
    ).rejects.toThrow(/: call createTables\(\) once to create the tables$/);
  });
});
