/** @needs postgres mariadb */
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createPool } from 'mysql2/promise';
import { Pool } from 'pg';
import { MySqlCallbackStore } from '../../lib/mysql/index.js';
import { PostgresCallbackStore } from '../../lib/postgres/index.js';
import { mysqlUrl, postgresUrl } from '../support/services.js';
import { Session } from './session.js';

const prefix = `t${randomUUID().replaceAll('-', '').slice(0, 16)}_`;
const pool = new Pool({ connectionString: postgresUrl });
const mysql = createPool({ uri: mysqlUrl, multipleStatements: true });

afterAll(async () => {
  await pool.query(`DROP SCHEMA IF EXISTS ${prefix}printed, ${prefix}created CASCADE`);
  await pool.end();
  for (const kind of ['printed', 'created']) {
    await mysql.query(`DROP TABLE IF EXISTS ${prefix}${kind}_callbacks, ${prefix}${kind}_effects`);
  }
  await mysql.end();
});

async function printed(...args: string[]): Promise<string> {
  const session = new Session(['tables', ...args]);
  expect(await session.exit).toBe(0);
  expect(session.stderr).toBe('');
  return session.stdout;
}

describe('The command tables', () => {
  it('prints for PostgreSQL what createTables() makes', async () => {
    const described = async (schema: string): Promise<string> => {
      const columns = await pool.query(
        `SELECT table_name, column_name, data_type, is_nullable, column_default
         FROM information_schema.columns WHERE table_schema = $1 ORDER BY table_name, ordinal_position`,
        [schema],
      );
      const indexes = await pool.query(
        'SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = $1 ORDER BY indexname',
        [schema],
      );
      return JSON.stringify([columns.rows, indexes.rows], null, 1).replaceAll(schema, 'schema');
    };
    for (const kind of ['printed', 'created']) {
      await pool.query(`CREATE SCHEMA ${prefix}${kind}`);
    }
    const tablePrefix = `${prefix}printed.newpay_`;
    await pool.query(await printed('--dialect', 'postgres', '--prefix', tablePrefix));
    await new PostgresCallbackStore(pool, {
      tablePrefix: `${prefix}created.newpay_`,
    }).createTables();

    const schema = await described(`${prefix}printed`);
    expect(schema).toContain('newpay_callbacks_expires_at_idx');
    expect(schema).toBe(await described(`${prefix}created`));

    const store = new PostgresCallbackStore(pool, { tablePrefix });
    await store.createTables();
    expect(await described(`${prefix}printed`)).toBe(schema);
    expect(await store.claim('key', 1)).toMatchObject({ outcome: 'claimed' });
  });

  it('prints for MySQL what createTables() makes', async () => {
    const described = async (kind: string): Promise<string> => {
      const tables = ['callbacks', 'effects'].map(async (table) => {
        const [rows] = await mysql.query(`SHOW CREATE TABLE ${prefix}${kind}_${table}`);
        return JSON.stringify(rows).replaceAll(`${prefix}${kind}_`, '');
      });
      return (await Promise.all(tables)).join('\n');
    };
    const tablePrefix = `${prefix}printed_`;
    await mysql.query(await printed('--dialect', 'mysql', '--prefix', tablePrefix));
    await new MySqlCallbackStore(mysql, { tablePrefix: `${prefix}created_` }).createTables();

    const tables = await described('printed');
    expect(tables).toContain('KEY `expires_at`');
    expect(tables).toBe(await described('created'));

    const store = new MySqlCallbackStore(mysql, { tablePrefix });
    await store.createTables();
    expect(await described('printed')).toBe(tables);
    expect(await store.claim('key', 1)).toMatchObject({ outcome: 'claimed' });
  });

  it.each(['postgres', 'mysql'])('has the default prefix of the store with %s', async (dialect) => {
    const text = await printed('--dialect', dialect);
    expect(new Set(text.match(/\w+_(?:callbacks|effects)/g))).toEqual(
      new Set(['newpay_callbacks', 'newpay_effects']),
    );
    expect(text).toBe(await printed('--dialect', dialect, '--prefix', 'newpay_'));
  });

  it.each([
    [[], '--dialect must be postgres or mysql, not ""'],
    [['--dialect', 'oracle'], '--dialect must be postgres or mysql, not "oracle"'],
    [['--dialect', 'Postgres'], '--dialect must be postgres or mysql, not "Postgres"'],
    [
      ['--dialect', 'mysql', '--prefix', 'x; DROP TABLE orders; --'],
      '--prefix must be lower-case letters, digits and "_", such as "newpay_" or "shop.newpay_"',
    ],
    [
      ['--dialect', 'postgres', '--prefix', 'n'.repeat(55)],
      '--prefix must have at most 54 characters, such as "newpay_": PostgreSQL truncates longer table names',
    ],
    [['--dialect', 'mysql', 'all'], "Unexpected argument 'all'"],
  ])('rejects %j with exit code 2', async (args, problem) => {
    const session = new Session(['tables', ...args]);
    expect(await session.exit).toBe(2);
    expect(session.stderr.startsWith(problem)).toBe(true);
    expect(session.stderr).toContain('Usage: nestjs-newpay tables');
    expect(session.stdout).toBe('');
  });
});
