import { isUint8Array } from 'node:util/types';
import { readerOf } from '../host/body-reader.js';
import { nodeRequestOf, type HostRequest } from '../host/host-request.js';
import { CallbackExchange } from './callback-exchange.js';

/** The body was read before the guard ran, and nobody kept its bytes. */
export class LostBodyError extends Error {
  override readonly name = 'LostBodyError';

  constructor(request: HostRequest) {
    const reader = readerOf(request);
    super(
      `the body was read before the guard ran${reader === undefined ? '' : `, by the middleware "${reader}"`}: ` +
        'keep its bytes in request.rawBody (NestFactory.create(AppModule, { rawBody: true }), or the ' +
        'option "verify" of the parser), or leave them in request.body as a Buffer',
    );
  }
}

/**
 * The bytes of the body as they came over the wire: those that the package took itself, or what the
 * host has kept of them in `rawBody`, or in `body` as bytes. A signature covers those, not a parsed
 * body, where `123.00` has become `123`, and not a text in `body`, which the host may have made.
 */
export function receivedBody(request: HostRequest): Uint8Array | undefined {
  const own = CallbackExchange.find(request)?.bytes;
  return own ?? keptBody(request) ?? keptBody(nodeRequestOf(request));
}

/** What the host, or the environment that it runs in, has kept. */
export function keptBody({ rawBody, body }: HostRequest): Uint8Array | undefined {
  if (typeof rawBody === 'string') {
    return Buffer.from(rawBody);
  }
  if (isUint8Array(rawBody)) {
    return rawBody;
  }
  return isUint8Array(body) ? body : undefined;
}
