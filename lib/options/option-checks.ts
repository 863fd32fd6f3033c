import { NewPayConfigurationError } from '../errors/index.js';
import { VARIABLES } from './environment-variables.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';
import { readNamed } from './read-named.js';
import { problemOfMarks } from './stray-marks.js';

const REQUIRED = ['appId', 'merchantId', 'privateKey', 'platformPublicKey'] as const;

/** Longer than any id, and shorter than any key that was put in its place. */
const MAX_ID_LENGTH = 128;

/** @throws {NewPayConfigurationError} required options are missing: all of them are named at once */
export function requireAll(options: Partial<Record<keyof NewPayModuleOptions, unknown>>): void {
  const [first, ...others] = REQUIRED.filter((name) => isMissing(options[name]));
  if (first === undefined) {
    return;
  }
  const variables = [first, ...others].map((name) => VARIABLES[name]).join(', ');
  throw new NewPayConfigurationError(
    [first, ...others],
    others.length === 0
      ? `is missing: set it in the module's options (with newPayConfig: ${variables})`
      : `are missing: set them in the module's options (with newPayConfig: ${variables})`,
  );
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/**
 * An id that NewPay gave. A stray character in it would not fail before the first order, and as
 * another app's callback.
 *
 * @throws {NewPayConfigurationError} it is no text, or has in it what no id has
 */
export function requireId(option: 'appId' | 'merchantId', value: unknown): string {
  if (typeof value !== 'string') {
    const remedy = typeof value === 'object' ? '' : ': write it in quotes';
    throw new NewPayConfigurationError(option, `must be text, not ${nameOfType(value)}${remedy}`);
  }
  const problem = problemOfMarks(value) ?? problemOfId(value);
  if (problem !== undefined) {
    throw new NewPayConfigurationError(
      option,
      `${problem} (with newPayConfig: ${VARIABLES[option]})`,
    );
  }
  return value;
}

function problemOfId(id: string): string | undefined {
  if (id.length > MAX_ID_LENGTH) {
    return `is too long for an id: it has ${id.length} characters`;
  }
  return id.includes('&') ? 'has "&" in it: give the id alone' : undefined;
}

/** What is said of a value that should have been another one; the value itself is not shown. */
export function nameOfType(value: unknown): string {
  if (value === undefined || value === null) {
    return String(value);
  }
  if (Array.isArray(value)) {
    return 'an array';
  }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** How long something may take, or be old. */
interface Milliseconds {
  /** The longest that is possible; any length when it is left out. */
  readonly max?: number;
  /** What is shown as an example: the default. */
  readonly example: number;
  /** What is allowed beside a number, as words. */
  readonly or?: string;
}

/** @throws {NewPayConfigurationError} the value is no whole number of milliseconds in the range */
export function requireMilliseconds(
  option: keyof NewPayModuleOptions,
  value: unknown,
  { max = Number.MAX_SAFE_INTEGER, example, or = '' }: Milliseconds,
): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) {
    return value;
  }
  const range = max === Number.MAX_SAFE_INTEGER ? 'above 0' : `from 1 to ${max}`;
  throw new NewPayConfigurationError(
    option,
    `must be a whole number of milliseconds ${range}, such as ${example}${or}${found(value)}`,
  );
}

function found(value: unknown): string {
  if (typeof value === 'string') {
    return ', not text: write it without quotes, or convert it with Number()';
  }
  return Number.isNaN(value) ? ', not NaN: what it was converted from was no number' : '';
}

/** @throws {NewPayConfigurationError} an object of options is none, or has a name nobody knows */
export function requireNames(option: string, given: unknown, names: readonly string[]): void {
  readNamed(option, given, names);
}
