import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy in front of a service, to be cut as if the service had been stopped. */
export class CuttableProxy {
  readonly #sockets = new Set<Socket>();
  #server: Server;
  port = 0;

  private constructor(private target: URL) {
    this.#server = this.#createServer();
  }

  static async inFrontOf(url: string): Promise<CuttableProxy> {
    const proxy = new CuttableProxy(new URL(url));
    await proxy.restore();
    return proxy;
  }

  /** The service's address, through the proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  async restore(): Promise<void> {
    this.#server = this.#createServer();
    await new Promise<void>((resolve) => this.#server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.#server.address() as { port: number }).port;
  }

  /** Leads new connections to another service; those that are open stay. */
  leadTo(url: string): void {
    this.target = new URL(url);
  }

  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  #createServer(): Server {
    return createServer((near) => {
      const far = connect(Number(this.target.port), this.target.hostname);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
  }
}
