import { NewPayConfigurationError } from '../errors/index.js';
import { VARIABLES } from './environment-variables.js';
import type { NewPayModuleOptions } from './newpay-options.interface.js';
import { readNamed } from './read-given-options.js';
import { problemOfMarks } from './stray-characters.js';

const REQUIRED = ['appId', 'merchantId', 'privateKey', 'platformPublicKey'] as const;

/** Longer than any ID, and shorter than any key, which may be set in its place by mistake. */
const MAX_ID_LENGTH = 128;

/**
 * @throws {NewPayConfigurationError} required options are missing; the message names all of them
 */
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
 * Validates an ID that NewPay issued. A stray character in it would otherwise show only when NewPay
 * refuses the first order, or when a callback seems to be for another app.
 *
 * @throws {NewPayConfigurationError} the value is not a string, or contains a character that no ID
 * has
 */
export function requireId(option: 'appId' | 'merchantId', value: unknown): string {
  if (typeof value !== 'string') {
    const remedy = typeof value === 'object' ? '' : ': write it in quotes';
    throw new NewPayConfigurationError(
      option,
      `must be a string, not ${nameOfType(value)}${remedy}`,
    );
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
    return `is too long for an ID (${id.length} characters): check that it is not a key`;
  }
  return id.includes('&') ? 'contains "&": set the ID alone' : undefined;
}

/** The type of an invalid value, for a message: the value itself may be secret. */
export function nameOfType(value: unknown): string {
  if (value === undefined || value === null) {
    return String(value);
  }
  if (Array.isArray(value)) {
    return 'an array';
  }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The valid values of a duration. */
interface DurationRule {
  /** The maximum; none when it is omitted. */
  readonly max?: number;
  /** The default, which the message shows as an example. */
  readonly example: number;
  /** What is valid beside a number, as words for the message. */
  readonly or?: string;
}

/**
 * @throws {NewPayConfigurationError} the value is not a whole number of milliseconds in the range
 */
export function requireMilliseconds(
  option: keyof NewPayModuleOptions | `${keyof NewPayModuleOptions}.${string}`,
  value: unknown,
  { max = Number.MAX_SAFE_INTEGER, example, or = '' }: DurationRule,
): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) {
    return value;
  }
  const range = max === Number.MAX_SAFE_INTEGER ? 'above 0' : `from 1 to ${max}`;
  throw new NewPayConfigurationError(
    option,
    `must be a whole number of milliseconds ${range}, such as ${example}${or}${hintFor(value)}`,
  );
}

function hintFor(value: unknown): string {
  if (typeof value === 'string') {
    return ', not a string: write it without quotes, or convert it with Number()';
  }
  return Number.isNaN(value)
    ? ', not NaN: the value that it was converted from is not a number'
    : '';
}

/** @throws {NewPayConfigurationError} the value is not an object, or has an unknown property */
export function requireNames(option: string, given: unknown, names: readonly string[]): void {
  readNamed(option, given, names);
}
