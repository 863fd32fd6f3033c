/** The properties in which TypeORM, Sequelize, Drizzle and Prisma keep the error of the driver. */
const INNER = ['driverError', 'original', 'parent', 'cause', 'meta', 'driverAdapterError'] as const;

/** The names of its code. */
const CODES = ['code', 'originalCode', 'sqlState'] as const;

const SQL_STATE = /^[0-9A-Z]{5}$/;

/** No library wraps errors deeper than this. */
const MAX_DEPTH = 5;

/** Prisma's own code for 40001 and 40P01. */
const PRISMA_CONFLICT = 'P2034';

/** The SQLSTATE codes of a failed statement, however deep the library wraps them. */
export function sqlStatesOf(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) {
    return [];
  }
  const fields = error as Readonly<Record<string, unknown>>;
  const states = CODES.map((name) => fields[name]).filter(
    (code): code is string => typeof code === 'string' && SQL_STATE.test(code),
  );
  return [...states, ...INNER.flatMap((name) => sqlStatesOf(fields[name], depth + 1))];
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
