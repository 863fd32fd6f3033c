import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

type Decode = (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const DECODERS: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/**
 * Undoes the `Content-Encoding` of an answer. No call asks for one, but a proxy or a gateway may compress
 * whatever it sends. Bytes that are not encoded as the header says are returned as they came: whether they
 * are an answer is decided where they are read.
 *
 * @param tooLarge makes the failure of an answer of more than `maxBytes`
 */
export async function decodeAnswer(
  data: Buffer,
  encoding: unknown,
  maxBytes: number,
  tooLarge: () => Error,
): Promise<Buffer> {
  const decode = typeof encoding === 'string' && DECODERS.get(encoding.trim().toLowerCase());
  if (!decode || data.length === 0) {
    return data;
  }
  try {
    return await decode(data, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw tooLarge();
    }
    return data;
  }
}
