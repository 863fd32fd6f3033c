/** @needs mariadb */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createPool as createCallbackPool } from 'mysql2';
import { createPool } from 'mysql2/promise';
import { DataSource } from 'typeorm';
import { MySqlCallbackStore, type NewPayMySqlClient } from '../../lib/mysql/index.js';
import { runCallbackStoreContract } from '../../lib/testing/index.js';
import { declaredAtOnce } from '../support/at-once.js';
import { RecordingLogger } from '../support/recording-logger.js';
import { mysqlUrl } from '../support/services.js';

const tablePrefix = `t${randomUUID().replaceAll('-', '')}_`;
const pool = createPool({ uri: mysqlUrl, connectionLimit: 10 });
const dataSource = new DataSource({ type: 'mysql', url: mysqlUrl });

beforeAll(async () => {
  // A test may end its pool while the store deletes expired rows.
  Logger.overrideLogger(new RecordingLogger());
  await dataSource.initialize();
  await new MySqlCallbackStore(pool, { tablePrefix }).createTables();
});

afterAll(async () => {
  await pool.query(`DROP TABLE IF EXISTS ${tablePrefix}callbacks, ${tablePrefix}effects`);
  await pool.end();
  await dataSource.destroy();
});

const libraries: [string, NewPayMySqlClient][] = [
  ['mysql2', pool],
  ['TypeORM', dataSource],
];

describe.each(libraries)('MySqlCallbackStore with %s', (_library, client) => {
  const createStore = (options: { lease: number; retention: number }) =>
    new MySqlCallbackStore(client, { tablePrefix, ...options });
  declaredAtOnce((declare) => runCallbackStoreContract({ it: declare, createStore }));
});

// Whether a row that was found and not changed counts as changed.
describe.each(['FOUND_ROWS', '-FOUND_ROWS'])('MySqlCallbackStore with mysql2 and %s', (flag) => {
  const counting = createPool({ uri: mysqlUrl, connectionLimit: 10, flags: [flag] });
  afterAll(() => counting.end());
  const createStore = (options: { lease: number; retention: number }) =>
    new MySqlCallbackStore(counting, { tablePrefix, ...options });
  declaredAtOnce((declare) => runCallbackStoreContract({ it: declare, createStore }));
});

// A mode of MariaDB, which its mode ORACLE has too.
describe('MySqlCallbackStore where all columns of a row are assigned at once', () => {
  const assigning = createCallbackPool({ uri: mysqlUrl, connectionLimit: 10 });
  assigning.on('connection', (connection) => {
    connection.query(`SET sql_mode = CONCAT(@@sql_mode, ',SIMULTANEOUS_ASSIGNMENT')`);
  });
  afterAll(() => assigning.promise().end());
  const createStore = (options: { lease: number; retention: number }) =>
    new MySqlCallbackStore(assigning.promise(), { tablePrefix, ...options });
  declaredAtOnce((declare) => runCallbackStoreContract({ it: declare, createStore }));
});
