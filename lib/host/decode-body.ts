import * as zlib from 'node:zlib';
import { HttpStatus } from '@nestjs/common';
import { quoteName } from '../protocol/json/lossless-json.js';
import { BodyError } from './body-error.js';
import { tooLarge, type OnBody } from './read-body.js';

type Decode = (
  bytes: Buffer,
  options: { maxOutputLength: number },
  done: (error: Error | null, bytes: Buffer) => void,
) => void;

/** As Express's parsers know them; `zstd` from Node 22.15 on. */
const DECODERS: ReadonlyMap<string, Decode | undefined> = new Map<string, Decode | undefined>([
  ['gzip', zlib.gunzip],
  ['x-gzip', zlib.gunzip],
  ['deflate', zlib.inflate],
  ['br', zlib.brotliDecompress],
  ['zstd', (zlib as { zstdDecompress?: Decode }).zstdDecompress],
]);

/** Undoes a `Content-Encoding`; the limit holds for what comes out too, however small it was. */
export function decodeBody(
  bytes: Buffer,
  encoding: string | undefined,
  limit: number,
  done: OnBody,
): void {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') {
    done(undefined, bytes);
    return;
  }
  const decode = DECODERS.get(name);
  if (!decode) {
    done(
      new BodyError(
        HttpStatus.BAD_REQUEST,
        `its Content-Encoding ${quoteName(name)} is not supported`,
      ),
      bytes,
    );
    return;
  }
  decode(bytes, { maxOutputLength: limit }, (cause, decoded) =>
    done(cause ? errorOf(cause, name, limit) : undefined, decoded),
  );
}

function errorOf(cause: Error, name: string, limit: number): BodyError {
  return (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    ? tooLarge(limit)
    : new BodyError(
        HttpStatus.BAD_REQUEST,
        `its Content-Encoding is ${quoteName(name)}, its bytes are not`,
        {
          cause,
        },
      );
}
