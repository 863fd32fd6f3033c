/** Where libraries keep the error of the driver: TypeORM, Sequelize, Drizzle, Prisma. */
const INNER = ['driverError', 'original', 'parent', 'cause', 'meta', 'driverAdapterError'] as const;

/** What they call its code. */
const CODES = ['code', 'originalCode', 'sqlState'] as const;

const SQL_STATE = /^[0-9A-Z]{5}$/;

/** Deeper than any of them wraps it. */
const MAX_DEPTH = 5;

/** Prisma's own code for 40001 and 40P01. */
const PRISMA_CONFLICT = 'P2034';

/** The states that a failed statement reports, however deep the library has wrapped them. */
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

/** The statement lost to another one and may be run again: it has changed nothing. */
export function isConflict(error: unknown): boolean {
  return sqlStatesOf(error).some((state) => ['40001', '40P01', PRISMA_CONFLICT].includes(state));
}
