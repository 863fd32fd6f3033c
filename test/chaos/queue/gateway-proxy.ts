import { once } from 'node:events';
import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A process that is killed when its `createOrder` arrives. */
interface Cut {
  readonly moment: 'before' | 'after';
  readonly kill: () => void;
}

/** A proxy in front of the sandbox: knows which orders NewPay got, and cuts off those that make them. */
export class GatewayProxy {
  /** When NewPay got an order, in milliseconds since the epoch. */
  readonly passed = new Map<string, number>();
  /** The orders whose process was killed before NewPay got them. */
  readonly lost = new Set<string>();
  /** The number of queries about orders. */
  queries = 0;
  readonly #cuts = new Map<string, Cut>();

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    server.on('request', (incoming, response) => {
      this.#serve(incoming, response).catch(() => response.destroy());
    });
  }

  /** @param target the URL of the sandbox */
  static async listen(target: string): Promise<GatewayProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new GatewayProxy(server, new URL(target));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Has `kill` called when the first request to make an order arrives, or when it was answered. */
  cutOff(orderNo: string, cut: Cut): void {
    this.#cuts.set(orderNo, cut);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(incoming);
    const orderNo = /"(?:o|mchO)rderNo":"([^"]+)"/.exec(body)?.[1] ?? '';
    const isCreation = /\/(?:createOrder|unifiedOrder)$/.test(incoming.url ?? '');
    this.queries += isCreation ? 0 : 1;
    const cut = isCreation ? this.#cuts.get(orderNo) : undefined;
    this.#cuts.delete(orderNo);
    if (cut?.moment === 'before') {
      this.lost.add(orderNo);
      cut.kill();
      response.destroy();
      return;
    }
    const answer = await this.#forward(incoming, body);
    if (isCreation) {
      this.passed.set(orderNo, Date.now());
    }
    if (cut) {
      cut.kill();
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  }

  async #forward(
    { url, method, headers }: IncomingMessage,
    body: string,
  ): Promise<{ readonly status: number; readonly body: string }> {
    const { hostname, port, host } = this.target;
    const outgoing = request({
      hostname,
      port,
      path: url,
      method,
      headers: { ...headers, host },
    });
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 502, body: await text(response) };
  }
}
