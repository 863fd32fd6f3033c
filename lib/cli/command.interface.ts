import type { Readable } from 'node:stream';

/** Where a command reads and writes, and how it is told to end. */
export interface CommandContext {
  readonly stdin: Readable;
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Aborted by Ctrl-C: a command that runs on ends then. */
  readonly signal: AbortSignal;
}

/** What is needed of an output stream. */
export interface TextOutput {
  write(text: string): unknown;
}

/** A command of the command line. */
export interface Command {
  /** What it does, for the list of commands. */
  readonly summary: string;
  /** How it is used, for its own `--help`. */
  readonly help: string;
  /**
   * Runs it.
   *
   * @returns the exit code
   * @throws {UsageError} the arguments make no sense
   * @throws {InputError} they do, but what they name cannot be used
   */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}

/** The command line makes no sense; the message says why. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What the command line names cannot be read or used; the message says why. */
export class InputError extends Error {
  override readonly name = 'InputError';
}
