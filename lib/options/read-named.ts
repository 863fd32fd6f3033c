import { NewPayConfigurationError } from '../errors/index.js';

/**
 * Reads each of these names of an object once. A plain object may have no other name: one is a
 * misspelling. An instance of a class is read by name, its getters and methods too, and may have more.
 *
 * @param option what the object is called in messages: `*` for the options as a whole
 * @throws {NewPayConfigurationError} it is no object, or has a name nobody knows
 */
export function readNamed<K extends string>(
  option: string,
  given: unknown,
  names: readonly K[],
): Partial<Record<K, unknown>> {
  requireObject(option, given, names);
  const unknown = Object.keys(given).find((name) =>
    isPlain(given) ? !isOneOf(name, names) : isMisspelt(name, names),
  );
  if (unknown !== undefined) {
    throw new NewPayConfigurationError(
      option === '*' ? unknown : `${option}.${unknown}`,
      `is not known: the names are ${names.join(', ')}`,
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

/** Whether an object was written as `{ … }`, in this realm or another, and not made by a class. */
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
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.includes(name);
}

/** `publicURL` for `publicUrl`: a class may have fields of its own, but hardly one of such a name. */
function isMisspelt(name: string, names: readonly string[]): boolean {
  return !isOneOf(name, names) && names.some((known) => bare(known) === bare(name));
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}
