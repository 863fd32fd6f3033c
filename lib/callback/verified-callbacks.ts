import type { NewPayVerifiedCallback } from '../messages/verified-callback.js';

// Keyed by the request object itself: nothing that came with the request can stand in its place.
const verifiedCallbacks = new WeakMap<object, NewPayVerifiedCallback>();

/** Remembers what the guard has verified. */
export function rememberVerified(request: object, callback: NewPayVerifiedCallback): void {
  verifiedCallbacks.set(request, callback);
}

/** What the guard has verified of this request, if it has. */
export function verifiedCallbackOf(request: object): NewPayVerifiedCallback | undefined {
  return verifiedCallbacks.get(request);
}
