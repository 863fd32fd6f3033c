import type { MarkAnswer } from '../marking-store.interface.js';
import { bytesAsText } from '../decode-bytes.js';
import type { NewPayClaim, NewPayHandled } from '../callback-store.interface.js';
import { finishedFrom } from '../finished-listeners-text.js';
import { quoteAnswer } from '../quote-reply.js';

/** A row of a result, as a library returned it. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * Parses the result of the claim statement.
 *
 * @throws {Error} the statement cannot return this result
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
  // A claim is answered `handled` only for a rank that is at least its own.
  const handled = outcome === 'handled' ? handledOf(row, rank) : undefined;
  if (handled) {
    return { outcome: 'handled', ...handled };
  }
  throw unexpected('claim', rows);
}

/**
 * Parses the result of the find statement.
 *
 * @throws {Error} the statement cannot return this result
 */
export function readHandled(rows: readonly Row[]): NewPayHandled | undefined {
  const outcome = outcomeOf(rows);
  const handled = outcome === 'handled' ? handledOf(rows[0] ?? {}, 1) : undefined;
  if (!handled && outcome !== 'none') {
    throw unexpected('find', rows);
  }
  return handled;
}

/**
 * Parses the result of the statement that sets marks.
 *
 * @throws {Error} the statement cannot return this result
 */
export function readMark(rows: readonly Row[]): MarkAnswer {
  const outcome = outcomeOf(rows);
  if (outcome === 'marked' || outcome === 'busy') {
    return { outcome };
  }
  const handled = handledOf(rows[0] ?? {}, 1);
  if (handled && (outcome === 'handled' || outcome === 'before')) {
    return { outcome, ...handled };
  }
  throw unexpected('mark', rows);
}

function handledOf(row: Row, least: number): NewPayHandled | undefined {
  const rank = wholeNumberOf(valueOf(row, 'rank'));
  const [reference, orderAmt] = [valueOf(row, 'reference'), valueOf(row, 'amount')];
  return rank !== undefined && rank >= least && typeof reference === 'string'
    ? { rank, reference, orderAmt: typeof orderAmt === 'string' ? orderAmt : undefined }
    : undefined;
}

/**
 * Parses the result of a statement that returns one word.
 *
 * @throws {Error} the statement cannot return this word
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

/** @throws {Error} the result has no whole number in that column */
export function readCount(command: string, rows: readonly Row[], column: string): number {
  const count = wholeNumberOf(valueOf(rows[0] ?? {}, column));
  if (count === undefined) {
    throw unexpected(command, rows);
  }
  return count;
}

/** The text in a column of the only row; `undefined` if there is none. */
export function readText(rows: readonly Row[], column: string): string | undefined {
  const text = valueOf(rows[0] ?? {}, column);
  return typeof text === 'string' ? text : undefined;
}

function outcomeOf(rows: readonly Row[]): unknown {
  return rows.length === 1 ? valueOf(rows[0] ?? {}, 'outcome') : undefined;
}

/** The value of a column, even if a plugin of the library changed the case of column names. */
function valueOf(row: Row, column: string): unknown {
  const name = Object.hasOwn(row, column)
    ? column
    : Object.keys(row).find((key) => key.toLowerCase() === column);
  return name === undefined ? undefined : bytesAsText(row[name]);
}

/** A whole number, which a client may return as text or `bigint`; `undefined` for anything else. */
export function wholeNumberOf(value: unknown): number | undefined {
  const isNumeric =
    typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string';
  return isNumeric && /^\d{1,15}$/.test(String(value)) ? Number(value) : undefined;
}

function unexpected(command: string, rows: readonly Row[]): Error {
  return new Error(
    `The database answered ${quoteAnswer(rows)} to "${command}": something changes the rows of this client, such as a plugin or a mapper`,
  );
}

/** The rows of a statement about several keys, by the value of their column `key`. */
export function rowsByKey(rows: readonly Row[]): (key: string) => readonly Row[] {
  const byKey = new Map<unknown, Row[]>();
  for (const row of rows) {
    const key = valueOf(row, 'key');
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  return (key) => byKey.get(key) ?? [];
}

/** Whether a value has the form of a row. */
export function isRow(row: unknown): row is Row {
  return typeof row === 'object' && row !== null && !Array.isArray(row);
}
