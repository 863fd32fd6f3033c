import { Readable } from 'node:stream';
import type { HttpServer } from '@nestjs/common';

interface ExpressLayer {
  readonly name: string;
  readonly handle: (request: object, response: object, next: () => void) => void;
}

/**
 * Whether the host keeps raw bodies, found out by giving its own JSON parser a tiny request.
 * `undefined` where it cannot be known before the first callback: on Fastify, or when the host
 * brings a parser of another name.
 */
export async function keepsRawBody(adapter: HttpServer): Promise<boolean | undefined> {
  const parser = jsonParserOf(adapter);
  if (!parser) {
    return undefined;
  }
  const body = '{}';
  const request = Object.assign(Readable.from([Buffer.from(body)]), {
    headers: { 'content-type': 'application/json', 'content-length': String(body.length) },
  }) as Readable & { rawBody?: unknown };
  await new Promise<void>((resolve) => parser.handle(request, {}, resolve));
  return request.rawBody !== undefined;
}

function jsonParserOf(adapter: HttpServer): ExpressLayer | undefined {
  if (adapter?.getType() !== 'express') {
    return undefined;
  }
  const { router } = adapter.getInstance() as { router?: { stack?: ExpressLayer[] } };
  return router?.stack?.find(({ name }) => name === 'jsonParser');
}
