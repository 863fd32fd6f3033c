import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';

/**
 * Remembers whether a connection took the request. Until then not a byte of it has left the process, so
 * that a failure certainly had no effect; error codes alone cannot tell (a reset may come before or after
 * the gateway read the request). What was taken once stays taken, whoever sends the request again.
 */
export class ConnectionWatch {
  #state: 'unused' | 'unopened' | 'open' = 'unused';

  /** True only when the request waited for a connection, and none ever took it. */
  get neverOpened(): boolean {
    return this.#state === 'unopened';
  }

  /** The request waits for a connection. */
  waits(): void {
    if (this.#state === 'unused') {
      this.#state = 'unopened';
    }
  }

  /** A connection takes the request. */
  opens(): void {
    this.#state = 'open';
  }

  /** Passed to axios as its `transport`, for axios' own adapter. */
  request(options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest {
    const isSecure = options.protocol === 'https:';
    this.waits();
    const request = (isSecure ? https : http).request(options, onResponse);
    request.once('socket', (socket) => {
      // Such as one that was kept from the request before.
      if (!socket.connecting) {
        this.opens();
        return;
      }
      socket.once(isSecure ? 'secureConnect' : 'connect', () => this.opens());
    });
    return request;
  }
}
