import { LosslessNumber, parse } from 'lossless-json';
import { cutText, visibleText } from '../../errors/visible-text.js';

/** Why a text could not be read as NewPay's JSON. */
export class LosslessJsonError extends Error {
  override readonly name = 'LosslessJsonError';
}

/**
 * A JSON object whose numbers still print as they stood on the wire.
 * Unverified: pass it to {@link SignedMessage}, or read from it only what is not signed.
 */
export type LosslessObject = Readonly<Record<string, unknown>>;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/**
 * Reads bytes as one JSON object, keeping every number as it is printed (`123.00`, 19-digit ids).
 *
 * A name that stands twice with one value is accepted (NewPay's own refund example does it, protocol
 * 10.3), with two values refused.
 *
 * @throws {LosslessJsonError} the bytes are not UTF-8, not JSON, not an object, or contradict themselves
 */
export function parseLosslessObject(bytes: Uint8Array): LosslessObject {
  const value = parseJson(decode(bytes));
  if (!isLosslessObject(value)) {
    throw new LosslessJsonError('it is not a JSON object');
  }
  return value;
}

/** Whether a parsed value is an object, neither an array nor a number's text. */
export function isLosslessObject(value: unknown): value is LosslessObject {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof LosslessNumber)
  );
}

/** Whether a parsed value stood on the wire as a JSON number. */
export function isLosslessNumber(value: unknown): boolean {
  return typeof value === 'number' || value instanceof LosslessNumber;
}

/**
 * The text by which a value takes part in a signature: a string as it reads, a number as it is
 * printed, a boolean as its word (inferred, protocol 3). `undefined` for what has none: `null` and
 * anything nested.
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

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new LosslessJsonError('it is not UTF-8', { cause });
  }
}

function parseJson(text: string): unknown {
  return parseReprintable(text) ?? parseLossless(text);
}

/**
 * What the platform's own parser reads, if printing it gives the same text again: then no number was
 * rounded or reshaped, and no name stood twice. That is how machines print JSON, and it takes a small
 * part of the time. `undefined` for any other text.
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
    // A text nested beyond the stack ends here too, as a RangeError.
    throw new LosslessJsonError('it is not JSON', { cause });
  }
}

/**
 * A field's name in quotes for a message: cut, so that an unverified body cannot fill a log, and with
 * its invisible characters escaped, so that it cannot steer a terminal.
 */
export function quoteName(name: string): string {
  return `"${visibleText(cutText(name, 64).replaceAll(/["\\]/g, String.raw`\$&`))}"`;
}

function refuseSecondValue({ key }: { key: string }): never {
  throw new LosslessJsonError(`the name ${quoteName(key)} stands twice with two values`);
}
