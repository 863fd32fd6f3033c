import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { InputError } from './command.interface.js';

/** Larger than any key and any message of NewPay. */
const MAX_BYTES = 1024 * 1024;

/** A longer path is not quoted: it may be a key. */
const MAX_PATH_SHOWN = 200;

/** @throws {InputError} the file cannot be read, or is larger than 1 MiB */
export async function readInputFile(path: string, signal: AbortSignal): Promise<Buffer> {
  const name = path.length > MAX_PATH_SHOWN ? 'The named file' : `The file ${path}`;
  return readInput(createReadStream(path), name, signal);
}

/**
 * Reads a stream to its end.
 *
 * @param name the subject of error messages
 * @throws {InputError} the stream cannot be read, or is larger than 1 MiB
 */
export async function readInput(
  input: Readable,
  name: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of addAbortSignal(signal, input) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BYTES) {
        throw new InputError(`${name} has more than 1 MiB: it is not a key or a message.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof InputError
      ? error
      : new InputError(problemOf(error, name), { cause: error });
  }
  return Buffer.concat(chunks);
}

function problemOf(error: unknown, name: string): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ABORT_ERR') {
    return 'Interrupted.';
  }
  return code === 'ENOENT' ? `${name} does not exist.` : `${name} cannot be read (${code}).`;
}
