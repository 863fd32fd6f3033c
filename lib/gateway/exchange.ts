import type { NewPayDispatcher } from '../options/newpay-dispatcher.interface.js';
import type { ConnectionWatch } from './connection-watch.js';

/** What a dispatcher lets its handler do with a request that is under way. */
export interface ExchangeController {
  abort(reason: Error): void;
}

/** An answer as it was received, whatever its status. */
export interface ReceivedAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Record<string, string | string[]>;
  readonly data: Buffer;
}

/**
 * One request and its answer: what a dispatcher of `undici` calls its handler. A request that ended before a
 * connection took it is not sent any more, and one that was taken is never sent a second time.
 */
export class Exchange {
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #head: Omit<ReceivedAnswer, 'data'> = { status: 0, statusText: '', headers: {} };
  #controller: ExchangeController | undefined;
  #failure: Error | undefined;
  #resolve!: (answer: ReceivedAnswer) => void;
  #reject!: (error: unknown) => void;

  /** @param tooLarge makes the failure of an answer of more than `maxBytes` */
  constructor(
    private readonly watch: ConnectionWatch,
    private readonly maxBytes: number,
    private readonly tooLarge: () => Error,
  ) {}

  /** Hands the request to a dispatcher. Called once. */
  send(dispatcher: NewPayDispatcher, request: object): Promise<ReceivedAnswer> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      dispatcher.dispatch(request, this);
    });
  }

  /** Ends the exchange. Nothing is sent any more, unless a connection has taken the request. */
  end(reason: Error): void {
    this.#failure ??= reason;
    this.#reject(reason);
    this.#controller?.abort(reason);
  }

  /** A connection takes the request: what is not refused here is sent next. */
  onRequestStart(controller: ExchangeController): void {
    const failure =
      this.#failure ?? (this.#controller && new Error('the request would be sent a second time'));
    if (failure !== undefined) {
      controller.abort(failure);
      this.#reject(failure);
      return;
    }
    this.#controller = controller;
    this.watch.opens();
  }

  onResponseStart(
    _controller: ExchangeController,
    status: number,
    headers: ReceivedAnswer['headers'],
    statusText = '',
  ): void {
    // Also by a dispatcher that did not say that it sends: what is answered was sent.
    this.watch.opens();
    this.#head = { status, statusText, headers };
  }

  onResponseData(_controller: ExchangeController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.maxBytes) {
      this.end(this.tooLarge());
      return;
    }
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first, second] = this.#chunks;
    const data = first && !second ? first : Buffer.concat(this.#chunks);
    this.#resolve({ ...this.#head, data });
  }

  onResponseError(_controller: ExchangeController, error: Error): void {
    this.#reject(error);
  }
}
