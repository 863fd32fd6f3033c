import { sqlStatesOf } from './sql-state.js';

const VALUES = 'query(text, values) must pass the values for $1, $2…: see docs/stores.md';

const ADVICE: Readonly<Record<string, string>> = {
  '42P01': 'run createTables() once: it creates the tables',
  '42703': 'run createTables() once: it adds the columns of 0.2',
  '42P02': VALUES,
  '08P01': VALUES,
};

/**
 * Runs a statement, and says what to do when it fails for want of a table, a column or its values.
 *
 * @throws {TypeError} the client did not pass the values, with the database's own error as `cause`
 * @throws {Error} with the advice, and the database's own error as its `cause`
 * @throws whatever else the statement fails with, as it is
 */
export async function withTableAdvice<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const advice = sqlStatesOf(cause)
      .map((state) => ADVICE[state])
      .find((known) => known !== undefined);
    if (advice === undefined) {
      throw cause;
    }
    const Kind = advice === VALUES ? TypeError : Error;
    throw new Kind(`${cause instanceof Error ? cause.message : String(cause)}: ${advice}`, {
      cause,
    });
  }
}
