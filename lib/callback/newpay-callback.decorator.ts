import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { NewPayVerifiedCallback } from '../protocol/v1/callback.js';
import { CallbackExchange } from './callback-exchange.js';

// A key that only this file has: nothing that came with the request can stand in its place.
const VERIFIED = Symbol('newpayVerified');

interface VerifiedRequest {
  [VERIFIED]?: NewPayVerifiedCallback;
}

/** Keeps a verified callback with its request: with its exchange, where there is one. */
export function setVerifiedCallback(request: object, callback: NewPayVerifiedCallback): void {
  const exchange = CallbackExchange.find(request);
  if (exchange) {
    exchange.verified = callback;
  } else {
    (request as VerifiedRequest)[VERIFIED] = callback;
  }
}

/** The verified callback of a request; `undefined` before the guard has verified it. */
function findVerifiedCallback(request: object): NewPayVerifiedCallback | undefined {
  return CallbackExchange.find(request)?.verified ?? (request as VerifiedRequest)[VERIFIED];
}

/**
 * The verified callback of a request that has passed `NewPayCallbackGuard`, exactly as it was verified.
 * Unlike the value of `@NewPayCallback()`, it does not pass the app's global pipes.
 *
 * @param request as `@Req()` gives it, or `context.switchToHttp().getRequest()`
 *
 * @example
 * receive(@Req() request: Request) {
 *   const callback = getNewPayCallback(request);
 * }
 *
 * @throws {Error} `NewPayCallbackGuard` is missing on the route
 *
 * @publicApi
 */
export function getNewPayCallback(request: object): NewPayVerifiedCallback {
  return requireVerified(request, 'getNewPayCallback()');
}

/**
 * The verified callback, as a parameter of a controller method behind `NewPayCallbackGuard`.
 *
 * Nest runs the app's global pipes over it as over any other parameter: a custom pipe that does not
 * look at `metadata.type` can replace it. `getNewPayCallback(request)` gives the callback exactly as it
 * was verified.
 *
 * @example
 * @Post('my/callback')
 * @UseGuards(NewPayCallbackGuard)
 * receive(@NewPayCallback() callback: NewPayVerifiedCallback) {}
 *
 * @throws {Error} `NewPayCallbackGuard` is missing on the route
 *
 * @publicApi
 */
export const NewPayCallback: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext): NewPayVerifiedCallback =>
    requireVerified(context.switchToHttp().getRequest<object>(), '@NewPayCallback()'),
);

function requireVerified(request: object, reader: string): NewPayVerifiedCallback {
  const callback = findVerifiedCallback(request);
  if (!callback) {
    throw new Error(`${reader} needs @UseGuards(NewPayCallbackGuard) on its route.`);
  }
  return callback;
}
