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
  readonly router?: {
    readonly stack?: { readonly handle?: unknown }[];
    readonly caseSensitive?: boolean;
    readonly strict?: boolean;
  };
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

/** Compares the path of a request's URL with a route's, as the router of an Express app does. */
export function pathMatcherOf(app: object, path: string): (url: string) => boolean {
  const { caseSensitive, strict } = (app as ExpressLike).router ?? {};
  const ending = strict ? '' : String.raw`\/?`;
  const pattern = new RegExp(`^${sourceOf(path)}${ending}$`, caseSensitive ? '' : 'i');
  return (url) => pattern.test(pathOf(url));
}

function pathOf(url: string): string {
  const target = url.replace(/[?#].*/, '');
  // Of a request that came through a proxy: `POST http://shop.example/newpay/callback`.
  return target.replace(/^[a-z][\w+.-]*:\/\/[^/]*/i, '');
}

/** Parameters as Express 5 and Nest write them. */
function sourceOf(path: string): string {
  return path
    .replaceAll(/[.+^$|()[\]\\/]/g, String.raw`\$&`)
    .replaceAll('{', '(?:')
    .replaceAll('}', ')?')
    .replaceAll(/:\w+/g, '[^/]+')
    .replaceAll(/\*\w*/g, '.+');
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
