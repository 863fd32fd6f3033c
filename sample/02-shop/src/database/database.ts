import type { OnApplicationShutdown } from '@nestjs/common';
import type { Pool, QueryResult, QueryResultRow } from 'pg';

/** Runs SQL: the database, or one of its transactions. */
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

  /** For pg-boss, which also sends several statements in one text. */
  async executeSql(text: string, values?: unknown[]): Promise<QueryResult> {
    return this.pool.query(text, values);
  }

  /**
   * Runs `work` in a transaction: commits when it resolves, and rolls back when it throws. `work` has to
   * query through its argument: the database's own `query` is not part of the transaction.
   */
  async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    // The pool does not handle errors of a client that is in use: without this listener, a connection
    // that is lost during the transaction would end the process.
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
      // If the connection is lost, the server rolls back by itself.
      await client.query('ROLLBACK').catch(onError);
      throw error;
    } finally {
      client.off('error', onError);
      // With an error, the pool closes the connection and does not reuse it.
      client.release(lost);
    }
  }

  /** The HTTP server is closed by now: no request uses the database. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
    await this.afterClose();
  }
}
