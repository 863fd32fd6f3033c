import type { IncomingMessage } from 'node:http';
import { RequestRefusal } from './request-refusal.js';

/** The maximum size of a body; a request of the API has about 1 KiB. */
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Reads the body of a request. A body that is too large is rejected by its Content-Length, or as
 * soon as it exceeds the limit, so that never more is kept in memory.
 *
 * @throws {RequestRefusal} the body is larger than {@link MAX_BODY_BYTES}
 * @throws {Error} the connection was closed before the end of the body
 */
export async function limitedBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // After an error the loop must not destroy the request: the answer is still to be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw tooLarge();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): RequestRefusal {
  return new RequestRefusal(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
}
