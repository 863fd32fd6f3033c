/**
 * What sends the calls of the API: a `Dispatcher` of `undici` 7 or later, such as an `Agent` with a
 * client certificate. It sends a request once, and follows no redirect.
 *
 * @publicApi
 */
export interface NewPayDispatcher {
  /** Sends a request, and tells the handler what becomes of it. */
  dispatch(options: object, handler: object): boolean;
}
