import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AllowedHosts } from './allowed-hosts.js';
import { limitedBody } from './limited-body.js';
import { textReply, type Reply } from './reply.js';
import { RequestRefusal } from './request-refusal.js';
import { requireOwnPage } from './require-own-page.js';
import type { Router } from './router.js';

/** Loopback only: whoever can reach a sandbox can pay its orders. */
const HOST = '127.0.0.1';

/** How long a refused request may go on sending before its connection is cut, in milliseconds. */
const LINGER = 1_000;

/** How a sandbox's server listens. */
export interface SandboxServerOptions {
  /**
   * Hosts that the sandbox answers to beside 127.0.0.1, localhost and [::1].
   * @default []
   */
  readonly allowedHosts?: readonly string[];
  /**
   * How long a client may take for the head of a request, and for all of it, in milliseconds. Beyond
   * that it is answered 408.
   * @default { head: 5_000, request: 10_000 }
   */
  readonly patience?: { readonly head: number; readonly request: number };
}

/** The sandbox's HTTP server. */
export class SandboxServer {
  readonly #server: Server;
  readonly #hosts: AllowedHosts;

  private constructor(server: Server, allowedHosts: readonly string[] | undefined) {
    this.#server = server;
    this.#hosts = new AllowedHosts(this.#port, allowedHosts);
  }

  /** Listens on a port of 127.0.0.1; `0` takes a free one. Rejects with the system's error. */
  static async listen(
    port: number,
    { allowedHosts, patience = { head: 5_000, request: 10_000 } }: SandboxServerOptions = {},
  ): Promise<SandboxServer> {
    const server = createServer({
      headersTimeout: patience.head,
      requestTimeout: patience.request,
      connectionsCheckingInterval: Math.min(1_000, patience.head),
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

  /** Closes the server and the connections that are open. */
  async close(): Promise<void> {
    if (this.#server.listening) {
      const closed = once(this.#server, 'close');
      this.#server.close();
      this.#server.closeAllConnections();
      await closed;
    }
  }
}

/** A request that a server received: there Node always sets these. */
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
    letGo(request);
  }
}

/** What still comes is thrown away for a moment, so that the client gets to read its answer. */
function letGo(request: IncomingMessage): void {
  request.on('error', () => undefined).resume();
  const { socket } = request;
  const cut = setTimeout(() => socket.destroy(), LINGER);
  socket.once('close', () => clearTimeout(cut));
}
