import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AllowedHosts } from './allowed-hosts.js';
import { limitedBody } from './limited-body.js';
import { textReply, type Reply } from './reply.js';
import { RequestRefusal } from './request-refusal.js';
import { requireOwnPage } from './require-own-page.js';
import type { Router } from './router.js';

/** Loopback only, because anyone who can reach a sandbox can pay its orders. */
const HOST = '127.0.0.1';

/** The time until the connection of a rejected request is closed, in milliseconds. */
const LINGER = 1_000;

/** The options of {@link SandboxServer}. */
export interface SandboxServerOptions {
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

/** The sandbox's HTTP server. */
export class SandboxServer {
  readonly #server: Server;
  readonly #hosts: AllowedHosts;

  private constructor(server: Server, allowedHosts: readonly string[] | undefined) {
    this.#server = server;
    this.#hosts = new AllowedHosts(this.#port, allowedHosts);
  }

  /** Listens on a port of 127.0.0.1; `0` for any free one. Rejects with the error of the system. */
  static async listen(
    port: number,
    { allowedHosts, timeouts = { head: 5_000, request: 10_000 } }: SandboxServerOptions = {},
  ): Promise<SandboxServer> {
    const server = createServer({
      headersTimeout: timeouts.head,
      requestTimeout: timeouts.request,
      connectionsCheckingInterval: Math.min(1_000, timeouts.head),
    });
    server.listen(port, HOST);
    await once(server, 'listening');
    return new SandboxServer(server, allowedHosts);
  }

  /** Such as `http://127.0.0.1:4010`. */
  get baseUrl(): string {
    return `http://${HOST}:${this.#port}`;
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  serve(router: Router): void {
    this.#server.on('request', (request, response) => {
      void answer(request, response, (received) => this.#replyTo(received, router));
    });
  }

  async #replyTo(request: IncomingMessage, router: Router): Promise<Reply> {
    try {
      const { method, url, headers } = request as ReceivedRequest;
      requireOwnPage({ method, headers }, this.#hosts);
      const path = url.replace(/\?.*/, '');
      return await router.route({ method, path, headers, body: await limitedBody(request) });
    } catch (error) {
      return error instanceof RequestRefusal
        ? textReply(error.message, error.status)
        : textReply(`The sandbox failed: ${(error as Error).message}`, 500);
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
  const isHalfRead = !request.complete;
  response.writeHead(status, {
    ...headers,
    'Content-Length': Buffer.byteLength(body),
    ...(isHalfRead && { Connection: 'close' }),
  });
  response.end(body);
  if (isHalfRead) {
    closeLater(request);
  }
}

/** Discards the rest of a request for a moment, so that the client can read its answer. */
function closeLater(request: IncomingMessage): void {
  request.on('error', () => undefined).resume();
  const { socket } = request;
  const cut = setTimeout(() => socket.destroy(), LINGER);
  socket.once('close', () => clearTimeout(cut));
}
