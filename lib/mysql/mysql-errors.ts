import { messageOf } from '../errors/error-message.js';
import { memberOf } from '../errors/member-of.js';

/** The properties in which TypeORM, Sequelize, Knex and Drizzle keep the error of the driver. */
const INNER = ['driverError', 'original', 'parent', 'cause'] as const;

/** No library wraps errors deeper than this. */
const MAX_DEPTH = 5;

/** The codes of a failed statement, such as `ER_NO_SUCH_TABLE`, however deep the library wraps them. */
function codesOf(error: unknown, depth = 0): unknown[] {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) {
    return [];
  }
  const inner = INNER.flatMap((name) => codesOf(memberOf(error, name), depth + 1));
  return [memberOf(error, 'code'), ...inner];
}

/** Whether the savepoint was never set, or was set outside of a transaction. */
export function isUnknownSavepoint(error: unknown): boolean {
  return codesOf(error).includes('ER_SP_DOES_NOT_EXIST');
}

/** Whether a table does not exist. */
export function isMissingTable(error: unknown): boolean {
  return codesOf(error).includes('ER_NO_SUCH_TABLE');
}

/**
 * Runs a statement, and adds the remedy to the error of a missing table.
 *
 * @throws {Error} a table is missing; `cause` is the error of the database
 * @throws any other error unchanged
 */
export async function withTableAdvice<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (!isMissingTable(cause)) {
      throw cause;
    }
    throw new Error(`${messageOf(cause)}: call createTables() once to create the tables`, {
      cause,
    });
  }
}
