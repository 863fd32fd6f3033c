import { UsageError } from '../command.interface.js';

/**
 * The only argument of a command.
 *
 * @throws {UsageError} there is none, or more than one
 */
export function oneNumber(command: string, positionals: readonly string[], what: string): string {
  const [number, ...surplus] = positionals;
  if (number === undefined || number === '' || surplus.length > 0) {
    throw new UsageError(`${command} takes ${what}`);
  }
  return number;
}
