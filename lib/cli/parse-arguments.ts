import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './command.interface.js';

/**
 * Parses the arguments of a command.
 *
 * @throws {UsageError} an option is unknown or incomplete, or there are too many arguments
 */
export function parseArguments<T extends ParseArgsConfig>(
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}
