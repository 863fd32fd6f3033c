import { finishedText } from '../store/finished-listeners-text.js';
import type { Statement } from './mysql-statements.js';
import { MAX_EFFECT, MAX_KEY } from './mysql-tables.js';

/** The values of a statement by the names of its parameters. Texts are bytes, which no character set changes. */
export type Values = Readonly<Record<string, unknown>>;

/** The values in the order in which the statement has its parameters. */
export function valuesOf({ names }: Statement, values: Values): unknown[] {
  return names.map((name) => values[name]);
}

/** Null for none. */
export function finishedBytes(finished: readonly string[]): Buffer | null {
  return finished.length === 0 ? null : Buffer.from(finishedText(finished));
}

/** Checked here: a database that is not in strict mode would cut it, and take two keys for one. */
export function keyBytes(key: string): Buffer {
  return atMost(MAX_KEY, Buffer.from(key), `The key "${key}"`);
}

export function effectBytes(effect: string): Buffer {
  return atMost(MAX_EFFECT, Buffer.from(effect), `The effect "${effect}"`);
}

function atMost(limit: number, bytes: Buffer, what: string): Buffer {
  if (bytes.length > limit) {
    throw new RangeError(`${what} has ${bytes.length} bytes; the table takes ${limit}`);
  }
  return bytes;
}
