import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { callbackOf, type Callback, type State } from './callback.js';
import { postTo, type Answer, type Ending } from './post-to.js';
import type { WorkerPool } from './worker-pool.js';

/** One delivery to one worker. */
export interface Delivery {
  readonly orderNo: string;
  readonly state: State;
  readonly worker: string;
  /** In milliseconds since the epoch. */
  readonly begin: number;
  /** `undefined` until it has ended. */
  ending?: Ending;
  /** When it ended. */
  end?: number;
}

/**
 * A proxy in front of the workers: passes each callback to the next one and records the deliveries.
 */
export class CallbackProxy {
  readonly deliveries: Delivery[] = [];
  /** The callbacks of the sandbox, by order number. */
  readonly callbacks = new Map<string, Callback>();
  /** Called when a callback arrives for the first time. */
  onFirst: (callback: Callback) => void = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly pool: WorkerPool,
    private readonly path: string,
  ) {
    server.on('request', (incoming, response) => void this.#serve(incoming, response));
  }

  /** `path` is the workers' callback route. */
  static async listen(pool: WorkerPool, path: string): Promise<CallbackProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CallbackProxy(server, pool, path);
  }

  /** The URL for the callbacks of the sandbox. */
  get callBackUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${this.path}`;
  }

  /** Delivers a callback to the next worker. */
  async deliver({ orderNo, state, body }: Callback): Promise<Answer> {
    const worker = this.pool.next();
    const delivery: Delivery = { orderNo, state, worker: worker.id, begin: Date.now() };
    this.deliveries.push(delivery);
    const answer = await postTo(worker, this.path, body);
    delivery.ending = answer.ending;
    delivery.end = Date.now();
    return answer;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const callback = callbackOf(await text(incoming));
    const isFirst = !this.callbacks.has(callback.orderNo);
    this.callbacks.set(callback.orderNo, callback);
    const delivering = this.deliver(callback);
    if (isFirst) {
      this.onFirst(callback);
    }
    const { ending, body } = await delivering;
    const status = typeof ending === 'number' ? ending : 502;
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  }
}
