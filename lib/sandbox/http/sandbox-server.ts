import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AllowedHosts } from './allowed-hosts.js';
import { limitedBody } from './limited-body.js';
import { baseUrlOf, isLoopback, localUrlOf, LOOPBACK } from './listen-address.js';
import { textReply, type Reply } from './reply.js';
import { RequestRefusal } from './request-refusal.js';
import { requireOwnPage } from './require-own-page.js';
import type { Router } from './router.js';

/** The options of {@link SandboxServer}. */
export interface SandboxServerOptions {
  /**
   * The IP address to listen on.
   * @default '127.0.0.1'
   */
  readonly host?: string;
  /**
   * Accepted hosts in addition to 127.0.0.1, localhost and [::1].
   * @default []
   */
  readonly allowedHosts?: readonly string[];
  /**
   * The time limits for the head of a request and for the whole request, in milliseconds. After
   * that it is answered 408.
   * @default { head: 5_000, request: 10_000 }
   */
  readonly timeouts?: { readonly head: number; readonly request: number };
}

/** A request that the server itself refuses. */
export interface RefusedBeforeRouting {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly refusal: string;
}

/** The sandbox's HTTP server. */
export class SandboxServer {
  readonly #server: Server;
  readonly #hosts: AllowedHosts;

  private constructor(
    server: Server,
    private readonly host: string,
    names: readonly string[],
  ) {
    this.#server = server;
    this.#hosts = new AllowedHosts(this.#port, { names, addresses: !isLoopback(host) });
  }

  /** Listens on a port; `0` for any free one. Rejects with the error of the system. */
  static async listen(
    port: number,
    {
      host = LOOPBACK,
      allowedHosts = [],
      timeouts = { head: 5_000, request: 10_000 },
    }: SandboxServerOptions = {},
  ): Promise<SandboxServer> {
    const server = createServer({
      headersTimeout: timeouts.head,
      requestTimeout: timeouts.request,
      connectionsCheckingInterval: Math.min(1_000, timeouts.head),
    });
    server.listen(port, host);
    await once(server, 'listening');
    return new SandboxServer(server, host, allowedHosts);
  }

  /** Such as `http://127.0.0.1:4010`. */
  get baseUrl(): string {
    return baseUrlOf(this.host, this.#port);
  }

  /** The base URL for programs on this machine. */
  get localUrl(): string {
    return localUrlOf(this.host, this.#port);
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** @param onRefused is told of the requests that do not get to the router */
  serve(router: Router, onRefused?: (refused: RefusedBeforeRouting) => void): void {
    this.#server.on('request', (request, response) => {
      void answer(request, response, (received) => this.#replyTo(received, router, onRefused));
    });
  }

  async #replyTo(
    request: IncomingMessage,
    router: Router,
    onRefused?: (refused: RefusedBeforeRouting) => void,
  ): Promise<Reply> {
    const { method, url, headers } = request as ReceivedRequest;
    const path = url.replace(/\?.*/, '');
    try {
      requireOwnPage({ method, headers }, this.#hosts);
      const isLocal = isLoopback(request.socket.remoteAddress ?? '');
      return await router.route({
        method,
        path,
        headers,
        body: await limitedBody(request),
        isLocal,
      });
    } catch (error) {
      if (error instanceof RequestRefusal) {
        const { status, message } = error;
        onRefused?.({ method, path, status, refusal: message });
        return textReply(message, status);
      }
      return textReply(`The sandbox failed: ${(error as Error).message}`, 500);
    }
  }

  /** Closes the server and all connections. */
  async close(): Promise<void> {
    if (this.#server.listening) {
      const closed = once(this.#server, 'close');
      this.#server.close();
      this.#server.closeAllConnections();
      await closed;
    }
  }
}

/** A request of a server, for which Node always sets these properties. */
type ReceivedRequest = Required<Pick<IncomingMessage, 'method' | 'url' | 'headers'>>;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  replyTo: (request: IncomingMessage) => Promise<Reply>,
): Promise<void> {
  const { status, headers, body, isDropped } = await replyTo(request);
  if (isDropped) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    ...headers,
    'Content-Length': Buffer.byteLength(body),
    // The rest of a request that is not read to its end must not be taken for the next one.
    ...(!request.complete && { Connection: 'close' }),
  });
  response.end(body);
}
