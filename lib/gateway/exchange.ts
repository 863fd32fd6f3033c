import { AxiosError, isAxiosError } from 'axios';
import { messageOf } from '../errors/error-message.js';
import type { NewPayDispatcher } from '../options/newpay-dispatcher.interface.js';
import type { Deadline, DeadlineListener } from './call-options.js';
import type { ConnectionWatch } from './connection-watch.js';
import { decodeAnswer } from './decode-answer.js';

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
 *
 * There is one for each call that waits for its answer, so it makes nothing in advance.
 */
export class Exchange implements DeadlineListener {
  #chunks: Buffer[] | undefined;
  #size = 0;
  #status = 0;
  #statusText = '';
  #headers: ReceivedAnswer['headers'] | undefined;
  #controller: ExchangeController | undefined;
  #failure: Error | undefined;
  #resolve!: (answer: ReceivedAnswer) => void;
  #reject!: (error: Error) => void;

  constructor(
    private readonly watch: ConnectionWatch,
    private readonly deadline: Deadline,
    /** The size of the largest answer that is read. */
    private readonly maxBytes: number,
  ) {}

  /**
   * Hands the request to a dispatcher. Called once.
   *
   * @throws {AxiosError} it failed, or the deadline ended it
   */
  send(dispatcher: NewPayDispatcher, request: object): Promise<ReceivedAnswer> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      if (this.deadline.isOver) {
        this.onDeadline();
        return;
      }
      try {
        dispatcher.dispatch(request, this);
        this.deadline.onEnd(this);
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  /** Nothing is sent any more, unless a connection has taken the request. */
  onDeadline(): void {
    this.#end(new AxiosError('the call has ended', AxiosError.ERR_CANCELED));
  }

  /** A connection takes the request: what is not refused here is sent next. */
  onRequestStart(controller: ExchangeController): void {
    const failure =
      this.#failure ?? (this.#controller && new Error('the request would be sent a second time'));
    if (failure !== undefined) {
      controller.abort(failure);
      this.#fail(failure);
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
    this.#status = status;
    this.#statusText = statusText;
    this.#headers = headers;
  }

  onResponseData(_controller: ExchangeController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.maxBytes) {
      this.#end(this.#tooLarge());
      return;
    }
    (this.#chunks ??= []).push(chunk);
  }

  onResponseEnd(): void {
    const [first, second] = (this.#chunks ??= []);
    const data = first && !second ? first : Buffer.concat(this.#chunks);
    const encoding = this.#headers?.['content-encoding'];
    if (encoding === undefined) {
      this.#succeed(data);
      return;
    }
    decodeAnswer(data, encoding, this.maxBytes, () => this.#tooLarge()).then(
      (decoded) => this.#succeed(decoded),
      (error: unknown) => this.#fail(error),
    );
  }

  onResponseError(_controller: ExchangeController, error: Error): void {
    this.#fail(error);
  }

  #succeed(data: Buffer): void {
    this.deadline.offEnd(this);
    this.#resolve({
      status: this.#status,
      statusText: this.#statusText,
      headers: this.#headers ?? {},
      data,
    });
  }

  #fail(error: unknown): void {
    this.deadline.offEnd(this);
    this.#reject(asAxiosError(error));
  }

  #end(failure: Error): void {
    this.#failure ??= failure;
    this.#fail(failure);
    this.#controller?.abort(failure);
  }

  #tooLarge(): AxiosError {
    const message = `maxContentLength size of ${this.maxBytes} exceeded`;
    return new AxiosError(message, AxiosError.ERR_BAD_RESPONSE);
  }
}

/** Whatever made a request fail, as axios reports it: the fault itself is its `cause`. */
export function asAxiosError(error: unknown): AxiosError {
  try {
    if (isAxiosError(error)) {
      return error;
    }
    const reported = AxiosError.from(Object(error));
    reported.message ||= messageOf(error);
    return reported;
  } catch {
    // It cannot be looked at. The call must end all the same.
    return Object.assign(new AxiosError(messageOf(error)), { cause: error });
  }
}
