/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type PgBoss from 'pg-boss';
import { OwnBoss } from '../support/boss.js';

let own: OwnBoss;

beforeAll(async () => {
  own = await OwnBoss.start();
  await own.queue().open();
}, 30_000);

afterAll(() => own.stop());

/** The statements of the store that the only connection of a boss has prepared. */
async function preparedBy(boss: PgBoss): Promise<string[]> {
  const { rows } = await boss
    .getDb()
    .executeSql(`SELECT statement FROM pg_prepared_statements WHERE name LIKE 'newpay\\_%'`, []);
  return rows.map(({ statement }: { statement: string }) => statement);
}

describe('The statements of the store of PgBossQueue', () => {
  it('are prepared once for a connection of pg-boss, also after it was started again.', async () => {
    const boss = await own.newBoss({ max: 1, supervise: false });
    const { store } = own.queue({}, boss);
    await store.find('payment::app:A1');
    await store.find('payment::app:A2');
    expect(await preparedBy(boss)).toHaveLength(1);

    await boss.stop({ graceful: false });
    await expect(store.find('payment::app:A1')).rejects.toThrow('pg-boss is not started');
    await boss.start();
    await store.find('payment::app:A1');

    expect(await preparedBy(boss)).toHaveLength(1);
  });

  it('are sent as they are over a connection that the app has given to pg-boss.', async () => {
    const boss = await own.newBoss({ max: 1, supervise: false });
    const statements: string[] = [];
    const db = boss.getDb();
    const given = await own.newBoss({
      db: {
        executeSql: (text: string, values: unknown[]) => {
          statements.push(text);
          return db.executeSql(text, values);
        },
      },
    });

    expect(await own.queue({}, given).store.find('payment::app:A1')).toBeUndefined();

    expect(statements).toContainEqual(expect.stringContaining('newpay_callbacks'));
    expect(await preparedBy(boss)).toEqual([]);
  });
});
