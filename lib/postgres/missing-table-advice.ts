import { messageOf } from '../errors/error-message.js';
import { hasWrongNumberOfValues, sqlStatesOf } from '../store/sql/sql-state.js';

const VALUES = 'query(text, values) must pass the values for $1, $2…: see docs/stores.md';

const ADVICE: Readonly<Record<string, string>> = {
  '42P01': 'call createTables() once to create the tables',
  '42703': 'call createTables() once to add the columns of 0.2',
  '42P02': VALUES,
};

/**
 * Runs a statement, and adds the remedy to the error of a missing table, column or value.
 *
 * @throws {TypeError} the client did not pass the values; `cause` is the error of the database
 * @throws {Error} a table or column is missing; `cause` is the error of the database
 * @throws any other error unchanged
 */
export async function withTableAdvice<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const advice = hasWrongNumberOfValues(cause)
      ? VALUES
      : sqlStatesOf(cause)
          .map((state) => ADVICE[state])
          .find((known) => known !== undefined);
    if (advice === undefined) {
      throw cause;
    }
    const Kind = advice === VALUES ? TypeError : Error;
    throw new Kind(`${messageOf(cause)}: ${advice}`, { cause });
  }
}
