import { Readable } from 'node:stream';
import type { HttpServer } from '@nestjs/common';
import { withinTime } from '../store/within-time.js';

interface ExpressLayer {
  readonly name: string;
  readonly handle: (request: object, response: object, next: () => void) => void;
}

/** How long the host's parser may take over two bytes, in milliseconds. */
const PROBE_TIMEOUT = 1_000;

/**
 * Whether the host keeps raw bodies, found out by giving its own JSON parser a tiny request for the
 * callback route. `undefined` where it cannot be known before the first callback: on Fastify, when
 * the host brings a parser of another name, or one that wants more of a request than this.
 */
export async function keepsRawBody(
  adapter: HttpServer,
  path: string,
): Promise<boolean | undefined> {
  const parser = jsonParserOf(adapter);
  if (!parser) {
    return undefined;
  }
  const request = tinyRequest(path);
  try {
    const parsed = new Promise<void>((resolve) => parser.handle(request, {}, resolve));
    await withinTime(parsed, PROBE_TIMEOUT);
  } catch {
    return undefined;
  }
  return 'rawBody' in request && request.rawBody !== undefined;
}

function tinyRequest(path: string): Readable {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'content-length': '2',
  };
  const get = (name: string) => headers[name.toLowerCase()];
  const about = { headers, get, header: get, method: 'POST', url: path, originalUrl: path, path };
  return Object.assign(Readable.from([Buffer.from('{}')]), about);
}

function jsonParserOf(adapter: HttpServer): ExpressLayer | undefined {
  if (adapter.getType() !== 'express') {
    return undefined;
  }
  const { router } = adapter.getInstance() as { router?: { stack?: ExpressLayer[] } };
  return router?.stack?.find(({ name }) => name === 'jsonParser');
}
