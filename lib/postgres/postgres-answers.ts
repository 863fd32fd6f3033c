import { bytesAsText } from '../store/bytes-text.js';
import type { NewPayClaim, NewPayHandled } from '../store/callback-store.interface.js';
import { finishedFrom } from '../store/finished-text.js';
import { quoteAnswer } from '../store/quote-answer.js';
import type { Row } from './queryable.js';

/**
 * Reads the answer to the claim statement.
 *
 * @throws {Error} it is none of those that the statement can give
 */
export function readClaim(rows: readonly Row[], rank: number, token: string): NewPayClaim {
  const outcome = outcomeOf(rows);
  const [row = {}] = rows;
  if (outcome === 'busy') {
    return { outcome };
  }
  if (outcome === 'claimed') {
    const names = valueOf(row, 'finished');
    const finished =
      names === null ? [] : typeof names === 'string' ? finishedFrom(names) : undefined;
    if (finished) {
      return { outcome, token, finished };
    }
  }
  // A claim is answered so by a rank that is at least its own.
  const handled = outcome === 'handled' ? handledOf(row, rank) : undefined;
  if (handled) {
    return { outcome: 'handled', ...handled };
  }
  throw unexpected('claim', rows);
}

/**
 * Reads the answer to the statement that looks for what was handled.
 *
 * @throws {Error} it is none of those that the statement can give
 */
export function readHandled(rows: readonly Row[]): NewPayHandled | undefined {
  const outcome = outcomeOf(rows);
  const handled = outcome === 'handled' ? handledOf(rows[0] ?? {}, 1) : undefined;
  if (!handled && outcome !== 'none') {
    throw unexpected('find', rows);
  }
  return handled;
}

function handledOf(row: Row, least: number): NewPayHandled | undefined {
  const rank = wholeNumberOf(valueOf(row, 'rank'));
  const [reference, orderAmt] = [valueOf(row, 'reference'), valueOf(row, 'amount')];
  return rank !== undefined && rank >= least && typeof reference === 'string'
    ? { rank, reference, orderAmt: typeof orderAmt === 'string' ? orderAmt : undefined }
    : undefined;
}

/**
 * Reads the answer to a statement that tells by one word what it did.
 *
 * @throws {Error} it is none of the words that the statement can give
 */
export function readOutcome<T extends string>(
  command: string,
  rows: readonly Row[],
  ...known: readonly T[]
): T {
  const outcome = outcomeOf(rows);
  const word = known.find((each) => each === outcome);
  if (word === undefined) {
    throw unexpected(command, rows);
  }
  return word;
}

/** @throws {Error} the answer has no whole number in that column */
export function readCount(command: string, rows: readonly Row[], column: string): number {
  const count = wholeNumberOf(valueOf(rows[0] ?? {}, column));
  if (count === undefined) {
    throw unexpected(command, rows);
  }
  return count;
}

function outcomeOf(rows: readonly Row[]): unknown {
  return rows.length === 1 ? valueOf(rows[0] ?? {}, 'outcome') : undefined;
}

/** A column's value, also where a plugin of the library has changed the case of the names. */
function valueOf(row: Row, column: string): unknown {
  const name = Object.hasOwn(row, column)
    ? column
    : Object.keys(row).find((key) => key.toLowerCase() === column);
  return name === undefined ? undefined : bytesAsText(row[name]);
}

function wholeNumberOf(value: unknown): number | undefined {
  const isNumeric =
    typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string';
  return isNumeric && /^\d{1,15}$/.test(String(value)) ? Number(value) : undefined;
}

function unexpected(command: string, rows: readonly Row[]): Error {
  return new Error(
    `PostgreSQL answered ${quoteAnswer(rows)} to "${command}": look for code that changes the rows of this client`,
  );
}
