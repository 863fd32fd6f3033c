import { memberOf } from '../../errors/member-of.js';

/** The properties in which TypeORM, Sequelize, Drizzle and Prisma keep the error of the driver. */
const INNER = ['driverError', 'original', 'parent', 'cause', 'meta', 'driverAdapterError'] as const;

/** The names of its code. */
const CODES = ['code', 'originalCode', 'sqlState'] as const;

const SQL_STATE = /^[0-9A-Z]{5}$/;

/** No library wraps errors deeper than this. */
const MAX_DEPTH = 5;

/** Prisma's own code for 40001 and 40P01. */
const PRISMA_CONFLICT = 'P2034';

/** A failed statement's error, and those that the library has wrapped in it. */
function errorsIn(error: unknown, depth = 0): object[] {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) {
    return [];
  }
  return [error, ...INNER.flatMap((name) => errorsIn(memberOf(error, name), depth + 1))];
}

function statesIn(error: object): string[] {
  return CODES.map((name) => memberOf(error, name)).filter(
    (code): code is string => typeof code === 'string' && SQL_STATE.test(code),
  );
}

/** The SQLSTATE codes of a failed statement, however deep the library wraps them. */
export function sqlStatesOf(error: unknown): string[] {
  return errorsIn(error).flatMap(statesIn);
}

/**
 * Whether PostgreSQL got another number of values than the statement has parameters. The code alone does not say it:
 * PgBouncer answers 08P01 to all that it cannot do, such as a wait for a connection that took too long.
 */
export function hasWrongNumberOfValues(error: unknown): boolean {
  return errorsIn(error).some(
    (one) => memberOf(one, 'routine') === 'exec_bind_message' && statesIn(one).includes('08P01'),
  );
}

/**
 * Whether a statement failed because of a concurrent one. It has changed nothing and can be
 * retried.
 */
export function isConflict(error: unknown): boolean {
  return sqlStatesOf(error).some((state) => ['40001', '40P01', PRISMA_CONFLICT].includes(state));
}

/** Whether the transaction is aborted: PostgreSQL runs nothing in it any more, and does not commit it. */
export function isAborted(error: unknown): boolean {
  return sqlStatesOf(error).includes('25P02');
}
