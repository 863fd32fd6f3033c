import type { Readable } from 'node:stream';

/** The streams of a command, and the signal that ends it. */
export interface CommandContext {
  readonly stdin: Readable;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Aborted by Ctrl-C: a running command must end. */
  readonly signal: AbortSignal;
}

/** The part of an output stream that commands use. */
export interface TextOutput {
  write(text: string): unknown;
}

/** A command of the command line. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** The text of its `--help`. */
  readonly help: string;
  /**
   * Runs it.
   *
   * @returns the exit code
   * @throws {UsageError} the arguments are not valid
   * @throws {InputError} a file or standard input cannot be used
   */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}

/** The command line is not valid. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** An input that the command line names cannot be read or used. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
