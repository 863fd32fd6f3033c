import type { NewPayVerifiedCallback } from '../messages/verified-callback.js';

/** A callback that passed the guard. */
export interface AdmittedCallback {
  readonly callback: NewPayVerifiedCallback;
  /** When the guard took it, on the clock of `performance.now()`. */
  readonly begin: number;
}

// A key that only this file has: nothing that came with the request can stand in its place. A WeakMap
// would do the same, but keeps every request it has seen until the next full garbage collection.
const ADMITTED = Symbol('admitted');

interface MarkedRequest {
  [ADMITTED]?: AdmittedCallback;
}

/** Remembers what the guard has verified. */
export function rememberVerified(request: object, admitted: AdmittedCallback): void {
  (request as MarkedRequest)[ADMITTED] = admitted;
}

/** What the guard has verified of this request, if it has. */
export function admittedCallbackOf(request: object): AdmittedCallback | undefined {
  return (request as MarkedRequest)[ADMITTED];
}
