import { LosslessNumber, parse } from 'lossless-json';
import { cutText, visibleText } from '../../errors/escape-invisible.js';

/** A body is not JSON as NewPay sends it. */
export class LosslessJsonError extends Error {
  override readonly name = 'LosslessJsonError';
}

/**
 * A JSON object whose numbers keep their text, such as `123.00`. It is unverified: pass it to
 * {@link SignedMessage}, or read only fields that are not signed.
 */
export type LosslessObject = Readonly<Record<string, unknown>>;

/** A JSON object, and whether it was printed in the usual form. */
export interface LosslessJson {
  readonly object: LosslessObject;
  /** Whether `JSON.stringify` prints the object as it was sent. */
  readonly isReprintable: boolean;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Parses bytes as one JSON object and keeps the text of every number (`123.00`, 19-digit IDs).
 *
 * A repeated name with the same value is accepted, as in NewPay's own refund example (protocol
 * 10.3). One with different values is rejected.
 *
 * @throws {LosslessJsonError} the bytes are not UTF-8, not JSON or not an object, or a name has
 * different values
 */
export function parseLosslessObject(bytes: Uint8Array): LosslessObject {
  return parseLosslessJson(bytes).object;
}

/**
 * {@link parseLosslessObject}, and how it was printed.
 *
 * @throws {LosslessJsonError}
 */
export function parseLosslessJson(bytes: Uint8Array): LosslessJson {
  const text = decodeJson(bytes);
  const reprintable = parseReprintable(text);
  const object = reprintable ?? parseLossless(text);
  if (!isLosslessObject(object)) {
    throw new LosslessJsonError('it is not a JSON object');
  }
  return { object, isReprintable: reprintable !== undefined };
}

/** Whether a parsed value is an object, and neither an array nor a number. */
export function isLosslessObject(value: unknown): value is LosslessObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof LosslessNumber)
  );
}

/** Whether a parsed value is a JSON number. */
export function isLosslessNumber(value: unknown): boolean {
  return typeof value === 'number' || value instanceof LosslessNumber;
}

/**
 * The text of a value in the string to sign: a string unchanged, a number as it is printed in the
 * JSON, a boolean as `true` or `false` (inferred, protocol 3). `undefined` for `null`, objects and
 * arrays.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value;
  }
  if (value instanceof LosslessNumber) {
    return value.value;
  }
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : undefined;
}

/**
 * The text of bytes in UTF-8, without a byte order mark.
 *
 * @throws {LosslessJsonError} they are not UTF-8
 */
export function decodeJson(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new LosslessJsonError('it is not UTF-8', { cause });
  }
}

/**
 * Parses with JSON.parse, if JSON.stringify restores the same text: then no number was rounded or
 * reformatted and no name is repeated. This is the usual form, and much faster. `undefined` for any
 * other text.
 */
function parseReprintable(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

function parseLossless(text: string): unknown {
  try {
    return parse(text, undefined, { onDuplicateKey: refuseSecondValue });
  } catch (cause) {
    if (cause instanceof LosslessJsonError) {
      throw cause;
    }
    // Also a RangeError, when the nesting exceeds the stack.
    throw new LosslessJsonError('it is not JSON', { cause });
  }
}

/**
 * Quotes the name of a field for a message. It is truncated, so that an unverified body cannot fill
 * a log, and invisible characters are escaped, so that it cannot control a terminal.
 */
export function quoteName(name: string): string {
  return `"${visibleText(cutText(name, 64).replaceAll(/["\\]/g, String.raw`\$&`))}"`;
}

function refuseSecondValue({ key }: { key: string }): never {
  throw new LosslessJsonError(`field ${quoteName(key)} appears twice with different values`);
}
