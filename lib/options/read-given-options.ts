import { types } from 'node:util';
import { NewPayConfigurationError } from '../errors/index.js';

/**
 * Reads each of the named properties once. A plain object must not have other properties: they are
 * probably misspelt. A class instance may have them; its getters and methods are read too.
 *
 * @param option the name of the object in messages; `*` for the options as a whole
 * @throws {NewPayConfigurationError} the value is not an object, or has an unknown property
 */
export function readNamed<K extends string>(
  option: string,
  given: unknown,
  names: readonly K[],
): Partial<Record<K, unknown>> {
  requireObject(option, given, names);
  const [unknown] = unknownNames(given, names);
  if (unknown !== undefined) {
    throw new NewPayConfigurationError(
      option === '*' ? unknown : `${option}.${unknown}`,
      `is unknown: the known names are ${names.join(', ')}`,
    );
  }
  const read: Partial<Record<K, unknown>> = {};
  for (const name of names) {
    const value: unknown = Reflect.get(given, name);
    if (value !== undefined) {
      read[name] = value;
    }
  }
  return read;
}

/** The error for an object that has no option in it. */
export function noneOf(option: string, names: readonly string[]): NewPayConfigurationError {
  return new NewPayConfigurationError(
    option,
    `has none of the names ${names.join(', ')}: check their spelling`,
  );
}

/** Whether an object can be what was asked for: a literal may have none of the names, and leave all of them to their defaults. */
export function hasOneOf(given: object, names: readonly string[]): boolean {
  return isPlain(given) || names.some((name) => name in given);
}

/** The properties that an object must not have: see `readNamed`. */
export function unknownNames(given: object, names: readonly string[]): string[] {
  return Object.keys(given).filter((name) =>
    isPlain(given) ? !isOneOf(name, names) : isMisspelt(name, names),
  );
}

/** Whether an object is a literal `{ … }`, of this realm or another, and not a class instance. */
export function isPlain(given: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(given);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function requireObject(
  option: string,
  given: unknown,
  names: readonly string[],
): asserts given is object {
  const must = option === '*' ? 'must be an object' : `must be an object with ${names.join(', ')}`;
  if (typeof given === 'function') {
    throw new NewPayConfigurationError(option, `${must}, not a class or a function`);
  }
  if (typeof given !== 'object' || given === null) {
    throw new NewPayConfigurationError(option, must);
  }
  if (Array.isArray(given)) {
    throw new NewPayConfigurationError(option, `${must}, not an array`);
  }
  // It has none of the names: the defaults would be used in its place.
  if (types.isPromise(given)) {
    throw new NewPayConfigurationError(option, `${must}, not a Promise: await it first`);
  }
  // Such as a Map. Of the options as a whole, those that are missing are named.
  if (option !== '*' && !hasOneOf(given, names)) {
    throw noneOf(option, names);
  }
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.includes(name);
}

/**
 * Such as `publicURL` for `publicUrl`. A class may have other fields, but hardly one with such a
 * name.
 */
function isMisspelt(name: string, names: readonly string[]): boolean {
  return !isOneOf(name, names) && names.some((known) => bare(known) === bare(name));
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}
