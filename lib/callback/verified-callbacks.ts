import type { NewPayVerifiedCallback } from '../messages/verified-callback.js';

/** A callback that passed the guard. */
export interface AdmittedCallback {
  readonly callback: NewPayVerifiedCallback;
  /** When the guard took it, on the clock of `performance.now()`. */
  readonly begin: number;
}

// Keyed by the request object itself: nothing that came with the request can stand in its place.
const admittedCallbacks = new WeakMap<object, AdmittedCallback>();

/** Remembers what the guard has verified. */
export function rememberVerified(request: object, admitted: AdmittedCallback): void {
  admittedCallbacks.set(request, admitted);
}

/** What the guard has verified of this request, if it has. */
export function admittedCallbackOf(request: object): AdmittedCallback | undefined {
  return admittedCallbacks.get(request);
}
