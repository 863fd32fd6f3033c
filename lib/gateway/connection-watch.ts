import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';

/**
 * An HTTP transport that remembers whether a connection for the request was ever open. Until then
 * not a byte of the request has left the process, so that a failure certainly had no effect; error
 * codes alone cannot tell (a reset may come before or after the gateway read the request).
 */
export class ConnectionWatch {
  #state: 'unseen' | 'connecting' | 'open' = 'unseen';

  /** True only when a connection was seen being attempted and never opened. */
  get neverOpened(): boolean {
    return this.#state === 'connecting';
  }

  /** Passed to axios as its `transport`. */
  readonly request = (
    options: RequestOptions,
    onResponse: (response: IncomingMessage) => void,
  ): ClientRequest => {
    const isSecure = options.protocol === 'https:';
    const request = (isSecure ? https : http).request(options, onResponse);
    request.once('socket', (socket) => {
      if (request.reusedSocket || !socket.connecting) {
        this.#state = 'open';
        return;
      }
      this.#state = 'connecting';
      socket.once(isSecure ? 'secureConnect' : 'connect', () => (this.#state = 'open'));
    });
    return request;
  };
}
