/** The record of an effect that the open transaction has written. */
export interface OwnRecord {
  /** Removes it. */
  readonly takeBack: () => PromiseLike<unknown>;
  /** Whether it is still there, so that it can be committed. */
  readonly isKept: () => Promise<boolean>;
}

/**
 * Runs the work of `once`. If it fails, its record is taken back: the app may catch the error and commit its
 * transaction all the same, and then the next delivery must run the work again.
 *
 * Work that catches an error of the database does not fail, but its transaction may be lost: PostgreSQL
 * answers a COMMIT of it with a ROLLBACK and no error, and MySQL has rolled it back after a deadlock.
 *
 * @throws what the work throws
 * @throws {Error} the work has finished, and its record is lost with its transaction
 */
export async function runOrTakeBack(
  work: () => unknown,
  { takeBack, isKept }: OwnRecord,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    try {
      await takeBack();
    } catch {
      // The transaction is broken or over, so that nothing of it can be committed any more.
    }
    throw error;
  }
  if (!(await isKept())) {
    throw lostTransaction();
  }
}

/** @param cause the answer of a database that does not run anything more in the transaction */
export function lostTransaction(cause?: unknown): Error {
  return new Error(
    'the work of once() has finished, but its transaction is lost: a statement in it failed and the error was caught, or it was rolled back. Let the error through, or avoid it with ON CONFLICT DO NOTHING, INSERT IGNORE or a savepoint',
    cause === undefined ? undefined : { cause },
  );
}
