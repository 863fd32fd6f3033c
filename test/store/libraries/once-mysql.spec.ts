/** @needs mariadb */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MySqlCallbackStore } from '../../../lib/mysql/index.js';
import { paidEvent } from '../../../lib/testing/index.js';
import { testOnce } from './once-with-library.js';
import { close, createShipments, libraries, shipmentsOf, tablePrefix } from './mysql-libraries.js';

beforeAll(createShipments);
afterAll(close);

describe.each(libraries)('once() of MySQL with %s', (_library, client, inTransaction) => {
  const createStore = () => new MySqlCallbackStore(client, { tablePrefix });

  beforeAll(() => createStore().createTables());

  testOnce(
    { inTransaction, shipmentsOf },
    createStore,
    () => client,
    'once() needs a transaction, not a pool: start one and pass its connection or manager',
  );

  it('says what to do when the tables are missing', async () => {
    const store = new MySqlCallbackStore(client, { tablePrefix: 'missing_' });
    const event = paidEvent({ orderNo: randomUUID() });
    await expect(
      inTransaction((tx) => store.once(tx, event, 'ship', () => undefined)),
    ).rejects.toThrow(/: call createTables\(\) once to create the tables$/);
  });
});
