import type { Dispatcher } from 'undici';

const MAX_BYTES = 1024 * 1024;

/** A handler of `undici` that sends a request once, and knows whether it was sent, as short as it can be. */
export class OwnExchange implements Dispatcher.DispatchHandler {
  wasSent = false;
  #chunks: Buffer[] = [];
  #size = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #failure: Error | undefined;
  #resolve!: (text: string) => void;
  #reject!: (error: Error) => void;

  post(pool: Dispatcher, request: Dispatcher.DispatchOptions): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      pool.dispatch(request, this);
    });
  }

  end(failure: Error): void {
    this.#failure = failure;
    this.#reject(failure);
    this.#controller?.abort(failure);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#failure !== undefined || this.wasSent) {
      controller.abort(this.#failure ?? new Error('It would be sent twice.'));
      return;
    }
    this.#controller = controller;
    this.wasSent = true;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > MAX_BYTES) {
      this.end(new Error('The answer is too large.'));
    }
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#resolve(Buffer.concat(this.#chunks).toString());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error);
  }
}
