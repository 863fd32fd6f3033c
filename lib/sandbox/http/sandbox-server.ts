import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { textReply, type Reply } from './reply.js';
import type { Router } from './router.js';

/** Loopback only: whoever can reach a sandbox can pay its orders. */
const HOST = '127.0.0.1';

/** The sandbox's HTTP server. */
export class SandboxServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on a port of 127.0.0.1; `0` takes a free one. Rejects with the system's error. */
  static async listen(port: number): Promise<SandboxServer> {
    const server = createServer();
    server.listen(port, HOST);
    await once(server, 'listening');
    return new SandboxServer(server);
  }

  /** Such as `http://127.0.0.1:4010`. */
  get baseUrl(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${HOST}:${port}`;
  }

  serve(router: Router): void {
    this.#server.on('request', (request, response) => void answer(request, response, router));
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
  router: Router,
): Promise<void> {
  const { status, headers, body, isDropped } = await replyTo(request, router);
  if (isDropped) {
    response.destroy();
    return;
  }
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

async function replyTo(request: IncomingMessage, router: Router): Promise<Reply> {
  try {
    const { method, url, headers } = request as ReceivedRequest;
    const path = url.replace(/\?.*/, '');
    return await router.route({ method, path, headers, body: await buffer(request) });
  } catch (error) {
    return textReply(`The sandbox failed: ${(error as Error).message}`, 500);
  }
}
