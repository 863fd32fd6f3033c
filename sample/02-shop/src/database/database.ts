import type { OnApplicationShutdown } from '@nestjs/common';
import type { Pool, QueryResultRow } from 'pg';

/** What SQL is run by: the database itself, or a transaction of it. */
export interface Queryable {
  query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
}

/** The shop's PostgreSQL, through a pool of `pg`. */
export class Database implements Queryable, OnApplicationShutdown {
  constructor(
    private readonly pool: Pool,
    private readonly afterClose: () => Promise<void> = async () => {},
  ) {}

  async query<Row extends QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>(text, values);
    return rows;
  }

  /**
   * Commits what `work` has done, or nothing of it when it throws. Inside, everything goes through
   * the `Queryable` that it is given: the database's own `query` is not part of the transaction.
   */
  async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    // The pool does not listen to a client that is in use: a connection that is lost within the
    // transaction would end the process.
    let lost: Error | undefined;
    const onError = (error: Error): void => void (lost = error);
    client.on('error', onError);
    try {
      await client.query('BEGIN');
      const result = await work({
        query: async <Row extends QueryResultRow>(text: string, values?: unknown[]) =>
          (await client.query<Row>(text, values)).rows,
      });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // The server has rolled back what was on a lost connection.
      await client.query('ROLLBACK').catch(onError);
      throw error;
    } finally {
      client.off('error', onError);
      // A connection that cannot even roll back is of no use to the next one.
      client.release(lost);
    }
  }

  /** By now the shop's server is closed, and nobody asks any more. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
    await this.afterClose();
  }
}
