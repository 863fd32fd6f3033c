import type { HostRequest } from './host-request.js';

interface ExpressRequestLike {
  readonly app?: { readonly router?: { readonly stack?: { readonly name?: unknown }[] } };
}

/**
 * The middleware that probably read the body of a request: the first layer of the Express app whose name
 * fits a parser for the body's type. `undefined` on Fastify, whose parsers have no names. Checked on
 * Express 5.3.
 */
export function readerOf(request: HostRequest): string | undefined {
  const layers = (request as ExpressRequestLike).app?.router?.stack;
  const pattern = parserNameFor(request);
  return layers?.map(({ name }) => String(name)).find((name) => pattern.test(name));
}

function parserNameFor({ body, headers }: HostRequest): RegExp {
  if (typeof body === 'string') {
    return /text|raw|body/i;
  }
  const type = headers['content-type'] ?? '';
  if (/urlencoded/i.test(type)) {
    return /urlencoded/i;
  }
  return /multipart/i.test(type) ? /multer|upload|form/i : /json|body|parser/i;
}
