import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { freePort } from '../../support/free-port.js';

/** The service that the listener `ledger` calls, which is down at first. */
export class Ledger {
  readonly #server: Server = createServer((_, response) => response.end());

  private constructor(private readonly port: number) {}

  static async prepare(): Promise<Ledger> {
    return new Ledger(await freePort());
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  async comeUp(): Promise<void> {
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
