import { retryConflicts } from '../store/sql/retry-conflicts.js';
import type { Row } from '../store/sql/sql-replies.js';
import { changedRows, rowsOf, type NewPayMySqlClient } from './mysql-client.js';
import { withTableAdvice } from './mysql-errors.js';
import type { Statement } from './mysql-statements.js';
import { valuesOf, type Values } from './mysql-values.js';

/** Runs single statements, each outside of any transaction of the app. One that lost a conflict is sent again. */
export class MySqlDatabase {
  constructor(private readonly client: NewPayMySqlClient) {}

  /** @returns how many rows the statement has changed; `undefined` if the library does not tell */
  async run(statement: Statement, values: Values): Promise<number | undefined> {
    const { text } = statement;
    return changedRows(
      await withTableAdvice(() =>
        retryConflicts(() => this.client.query(text, valuesOf(statement, values))),
      ),
    );
  }

  /** Runs a SELECT. */
  ask(statement: Statement, values: Values): Promise<readonly Row[]> {
    const { text } = statement;
    return withTableAdvice(() =>
      retryConflicts(() => rowsOf(this.client, text, valuesOf(statement, values))),
    );
  }
}
