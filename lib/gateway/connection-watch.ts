import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';

/**
 * An HTTP transport that remembers whether a connection for the request was ever open. Until then
 * not a byte of the request has left the process, so that a failure certainly had no effect; error
 * codes alone cannot tell (a reset may come before or after the gateway read the request).
 */
export class ConnectionWatch {
  #state: 'unused' | 'unopened' | 'open' = 'unused';

  /** True only when the request went through this transport and no connection was ever open for it. */
  get neverOpened(): boolean {
    return this.#state === 'unopened';
  }

  /** Passed to axios as its `transport`. */
  readonly request = (
    options: RequestOptions,
    onResponse: (response: IncomingMessage) => void,
  ): ClientRequest => {
    const isSecure = options.protocol === 'https:';
    this.#state = 'unopened';
    const request = (isSecure ? https : http).request(options, onResponse);
    request.once('socket', (socket) => {
      // Such as one that was kept from the request before.
      if (!socket.connecting) {
        this.#state = 'open';
        return;
      }
      socket.once(isSecure ? 'secureConnect' : 'connect', () => (this.#state = 'open'));
    });
    return request;
  };
}
