/**
 * What sends the calls of the API: a `Dispatcher` of `undici` 7 or later, such as an `Agent` with a
 * client certificate. It must send a request once, and must not follow redirects.
 *
 * @publicApi
 */
export interface NewPayDispatcher {
  /** Sends a request, and reports its progress and its answer to the handler. */
  dispatch(options: object, handler: object): boolean;
}
