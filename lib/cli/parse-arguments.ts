import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './command.interface.js';

/**
 * Reads a command's arguments.
 *
 * @throws {UsageError} an option is unknown or incomplete, or there is an argument too many
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
