import type { IncomingMessage } from 'node:http';
import { RequestRefusal } from './request-refusal.js';

/** A request of the API has about a kilobyte. */
export const MAX_BODY_BYTES = 1024 * 1024;

/**
 * The body of a request. One that is too large is known by its announced length, or as soon as so many
 * bytes have come: no more than those are ever held.
 *
 * @throws {RequestRefusal} it is larger than {@link MAX_BODY_BYTES}
 * @throws {Error} the connection was closed before its end
 */
export async function limitedBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    throw tooLarge();
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // Ended by an error, the loop leaves the request open, for the answer to be sent.
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
  return new RequestRefusal(413, `The body has more than ${MAX_BODY_BYTES} bytes.`);
}
