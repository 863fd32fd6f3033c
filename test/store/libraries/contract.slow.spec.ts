/** @needs postgres mariadb */
import { afterAll, beforeAll, describe } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { MySqlCallbackStore } from '../../../lib/mysql/index.js';
import { PostgresCallbackStore } from '../../../lib/postgres/index.js';
import { runCallbackStoreContract } from '../../../lib/testing/index.js';
import { declaredAtOnce } from '../../support/at-once.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import * as mysql from './mysql-libraries.js';
import * as postgres from './postgres-libraries.js';

beforeAll(() => {
  // A test may end its connections while a store deletes expired rows.
  Logger.overrideLogger(new RecordingLogger());
});
afterAll(() => Promise.all([postgres.close(), mysql.close()]));

describe.each(postgres.libraries)('PostgresCallbackStore with %s', (_library, client) => {
  const { tablePrefix } = postgres;
  beforeAll(() => new PostgresCallbackStore(client, { tablePrefix }).createTables());

  declaredAtOnce((declare) =>
    runCallbackStoreContract({
      it: declare,
      createStore: (options) => new PostgresCallbackStore(client, { tablePrefix, ...options }),
    }),
  );
});

describe.each(mysql.libraries)('MySqlCallbackStore with %s', (_library, client) => {
  const { tablePrefix } = mysql;
  beforeAll(() => new MySqlCallbackStore(client, { tablePrefix }).createTables());

  declaredAtOnce((declare) =>
    runCallbackStoreContract({
      it: declare,
      createStore: (options) => new MySqlCallbackStore(client, { tablePrefix, ...options }),
    }),
  );
});
