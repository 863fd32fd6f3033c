import * as zlib from 'node:zlib';
import { quoteName } from '../protocol/json/lossless-json.js';
import { BodyTooLargeError, UnreadableBodyError } from './body.errors.js';

type Decode = (
  bytes: Buffer,
  options: { maxOutputLength: number },
  done: (error: Error | null, bytes: Buffer) => void,
) => void;

/** The encodings that Express's parsers decode; `zstd` from Node 22.15 on. */
const DECODERS: ReadonlyMap<string, Decode | undefined> = new Map<string, Decode | undefined>([
  ['gzip', zlib.gunzip],
  ['x-gzip', zlib.gunzip],
  ['deflate', zlib.inflate],
  ['br', zlib.brotliDecompress],
  ['zstd', (zlib as { zstdDecompress?: Decode }).zstdDecompress],
]);

/** Names of no encoding. A client may send the character set here by mistake: it changes no byte. */
const PLAIN: ReadonlySet<string> = new Set(['', 'identity', 'utf-8']);

/** Undoes a `Content-Encoding`. The limit applies to the decoded bytes too. */
export function decodeBody(
  bytes: Buffer,
  encoding: string,
  limit: number,
  done: (error: Error | undefined, bytes: Buffer) => void,
): void {
  const name = encoding.trim().toLowerCase();
  if (PLAIN.has(name)) {
    done(undefined, bytes);
    return;
  }
  const decode = DECODERS.get(name);
  if (!decode) {
    done(
      new UnreadableBodyError(`its Content-Encoding ${quoteName(name)} is not supported`),
      bytes,
    );
    return;
  }
  decode(bytes, { maxOutputLength: limit }, (cause, decoded) =>
    done(cause ? errorOf(cause, name, limit) : undefined, decoded),
  );
}

function errorOf(cause: Error, name: string, limit: number): Error {
  return (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    ? new BodyTooLargeError(limit)
    : new UnreadableBodyError(`its Content-Encoding is ${quoteName(name)}, its bytes are not`, {
        cause,
      });
}
