import type { IncomingHttpHeaders } from 'node:http';
import { HttpStatus, type RawBodyRequest } from '@nestjs/common';
import { WireTextError } from '../core/wire/wire-text.js';
import { NewPayCallbackException } from './callback-exception.js';

/** What is read of a request, the same on Express and on Fastify. */
export type CallbackRequest = RawBodyRequest<{
  readonly headers: IncomingHttpHeaders;
  readonly body?: unknown;
}>;

export const RAW_BODY_OFF =
  'The raw body is off, so that no callback can be verified: create the app with ' +
  'NestFactory.create(AppModule, { rawBody: true }).';

/**
 * The bytes of the body as they came over the wire. A signature covers those, not the parsed body,
 * where `123.00` has become `123`.
 *
 * @throws {WireTextError} the request carries no JSON body
 * @throws {NewPayCallbackException} it does, but the host does not keep raw bodies
 */
export function rawBodyOf(request: CallbackRequest): Uint8Array {
  const { rawBody } = request as { rawBody?: unknown };
  if (Buffer.isBuffer(rawBody)) {
    return rawBody;
  }
  // A host that keeps it by itself may keep it as text.
  if (typeof rawBody === 'string') {
    return Buffer.from(rawBody);
  }
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new WireTextError('it is not JSON: its Content-Type is not application/json');
  }
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === '0')) {
    throw new WireTextError('it is not JSON: the body is empty');
  }
  throw new NewPayCallbackException(HttpStatus.INTERNAL_SERVER_ERROR, RAW_BODY_OFF);
}
