import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

export type CallbackAnswer = (response: ServerResponse) => unknown;

export const acknowledge: CallbackAnswer = (response) => response.end('{"transResult": "SUCCESS"}');

export const refuse: CallbackAnswer = (response) =>
  response.writeHead(500).end('{"transResult":"FAIL"}');

/** A merchant's callback address: keeps what it receives, and answers what a test wants. */
export class CallbackEndpoint {
  readonly received: { contentType: string | undefined; body: string }[] = [];
  /** Answers for the deliveries to come, one each; then the default again. */
  readonly next: CallbackAnswer[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  static async start(): Promise<CallbackEndpoint> {
    const endpoint = new CallbackEndpoint();
    endpoint.#server.listen(0, '127.0.0.1');
    await once(endpoint.#server, 'listening');
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/newpay/callback`;
  }

  /** How many connections are open. */
  get connections(): Promise<number> {
    return promisify(this.#server.getConnections.bind(this.#server))();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.received.push({ contentType: request.headers['content-type'], body });
    (this.next.shift() ?? acknowledge)(response);
  }
}
