/**
 * The part of a database connection of pg-boss's that this package uses.
 *
 * @publicApi
 */
export interface NewPayPgBossDb {
  /** Sends one statement with the values for `$1`, `$2` and so on. */
  executeSql(
    text: string,
    values: unknown[],
  ): Promise<{
    /** The rows of the answer. */
    rows: unknown[];
  }>;
}

/**
 * The part of `PgBoss`, version 10, 11 or 12, that this package uses.
 *
 * @publicApi
 */
export interface NewPayPgBoss {
  /** Creates a queue; nothing happens if it is there. */
  createQueue(name: string): Promise<unknown>;
  /** Stores several jobs. Its parameters differ between the versions. */
  insert(...given: never[]): Promise<unknown>;
  /** Takes jobs that are due. */
  fetch(
    name: string,
    options: { batchSize: number; includeMetadata: true; db: NewPayPgBossDb },
  ): Promise<unknown>;
  /** Marks jobs as done. */
  complete(name: string, ids: string[]): Promise<unknown>;
  /** Marks an attempt of a job as failed. */
  fail(name: string, id: string, data: object): Promise<unknown>;
  /** The connection, a {@link NewPayPgBossDb}. */
  getDb(): unknown;
  /** Adds a listener to its errors. */
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** How many listeners its errors have. */
  listenerCount(event: 'error'): number;
}

const METHODS = ['createQueue', 'insert', 'fetch', 'complete', 'fail', 'getDb'] as const;

/** @throws {TypeError} it is no PgBoss, or one before version 10 */
export function requirePgBoss(boss: unknown): NewPayPgBoss {
  const missing = METHODS.filter(
    (name) => typeof (Object(boss) as Record<string, unknown>)[name] !== 'function',
  );
  if (missing.length > 0) {
    throw new TypeError(
      `PgBossQueue needs an instance of PgBoss, version 10, 11 or 12: it does not have ${missing.map((name) => `${name}()`).join(', ')}`,
    );
  }
  return boss as NewPayPgBoss;
}

/** Version 10 takes the name of the queue in each job; the later ones take it before the jobs. */
export function isVersion10(boss: NewPayPgBoss): boolean {
  return 'archive' in boss;
}
