import type { NewPayVerifiedCallback } from '../protocol/v1/callback.js';

/** A callback that passed the guard. */
export interface AdmittedCallback {
  readonly callback: NewPayVerifiedCallback;
  /** When the guard took it, on the clock of `performance.now()`. */
  readonly begin: number;
}

// A key that only this file has: nothing that came with the request can stand in its place.
const VERIFIED = Symbol('newpayVerified');

interface MarkedRequest {
  [VERIFIED]?: AdmittedCallback;
}

/** Remembers what the guard has verified. */
export function rememberVerified(request: object, verified: AdmittedCallback): void {
  (request as MarkedRequest)[VERIFIED] = verified;
}

/** What the guard has verified of this request, if it has. */
export function verifiedCallbackOf(request: object): AdmittedCallback | undefined {
  return (request as MarkedRequest)[VERIFIED];
}

/**
 * The verified callback of a request that has passed `NewPayCallbackGuard`, as it was verified. Unlike
 * the value of `@NewPayCallback()`, it goes through none of the host's global pipes.
 *
 * @param request as `@Req()` gives it, or `context.switchToHttp().getRequest()`
 *
 * @example
 * receive(@Req() request: Request) {
 *   const callback = getNewPayCallback(request);
 * }
 *
 * @throws {Error} the route is not behind the guard
 *
 * @publicApi
 */
export function getNewPayCallback(request: object): NewPayVerifiedCallback {
  return requireVerified(request, 'getNewPayCallback()').callback;
}

/** @throws {Error} the route is not behind the guard */
export function requireVerified(request: object, what: string): AdmittedCallback {
  const verified = verifiedCallbackOf(request);
  if (!verified) {
    throw new Error(`${what} needs @UseGuards(NewPayCallbackGuard) on its route.`);
  }
  return verified;
}
