import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HostRequest } from './host-request.js';

export type ExpressRequest = IncomingMessage & HostRequest;

export type ExpressMiddleware = (
  request: ExpressRequest,
  response: ServerResponse,
  next: () => void,
) => void;

interface ExpressLike {
  use(middleware: ExpressMiddleware): unknown;
  readonly router?: { readonly stack?: { readonly handle?: unknown }[] } & RoutingRules;
}

/** How an Express app compares paths. */
export interface RoutingRules {
  readonly caseSensitive?: boolean;
  readonly strict?: boolean;
}

/**
 * Adds a middleware before all that an Express app has already, such as the parsers of an app that was
 * made before Nest was. Express 5.3 (router 2.3) runs the layers of `router.stack` in their order.
 */
export function useFirst(app: object, middleware: ExpressMiddleware): void {
  const express = app as ExpressLike;
  express.use(middleware);
  const stack = express.router?.stack;
  if (Array.isArray(stack) && stack.at(-1)?.handle === middleware) {
    stack.unshift(...stack.splice(-1));
  }
}

export function routingRulesOf(app: object): RoutingRules {
  return (app as ExpressLike).router ?? {};
}

/**
 * Lets every later parser leave a request alone that has been read, and a later reader that parses by
 * hand read it once more.
 *
 * body-parser, multer and whatever else asks `type-is` take a request without these two headers for
 * one without a body. Checked on body-parser 1.20 and 2.4, type-is 1.6 and 2.1.
 *
 * @returns puts the headers back
 */
export function markAsParsed(request: ExpressRequest, bytes: Buffer): () => void {
  const { headers } = request;
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  headers['content-length'] &&= undefined;
  headers['transfer-encoding'] &&= undefined;
  if (!request.readableEnded) {
    request.unshift(bytes);
  }
  return () => {
    headers['content-length'] ??= length;
    headers['transfer-encoding'] ??= encoding;
  };
}
