import { types } from 'node:util';
import { withTimeout } from '../user-code/run-user-code.js';

/** Any iterable of order numbers, sync or async. Not a string, which is an iterable of its characters. */
export type OrderNumbers = OrdersToReconcile<string>;

/** Any iterable of orders, by whatever they are queried by. */
export type OrdersToReconcile<T> = object & (Iterable<T> | AsyncIterable<T>);

type AnyIterator = Iterator<unknown> | AsyncIterator<unknown>;

/** Reads an iterable of the host, which may yield anything, fail, or never answer. */
export class OrderSource {
  readonly #source: OrdersToReconcile<unknown>;
  /** The values, when the source is an array or a `Set`. */
  readonly #list: readonly unknown[] | undefined;
  #taken = 0;
  #iterator: AnyIterator | undefined;
  #isEnded = false;
  #turn: Promise<unknown> = Promise.resolve();

  /** @throws {TypeError} the source is not iterable, or is a string */
  constructor(source: OrdersToReconcile<unknown>) {
    requireIterable(source);
    this.#source = source;
    this.#list = Array.isArray(source) || types.isSet(source) ? [...source] : undefined;
  }

  /**
   * Takes the next value, one caller after the other: not every iterator allows calls at the same time.
   *
   * @param onTaken is called with the value at once
   * @returns whether there was a value
   * @throws the error of the source, once; after that the source has ended
   */
  take(onTaken: (value: unknown) => void): Promise<boolean> {
    const taking = this.#turn.then(() => this.#take(onTaken));
    this.#turn = taking.catch(() => undefined);
    return taking;
  }

  /** Ends the reading. Returns the rest of a list; any other source is closed, without waiting for it. */
  end(): unknown[] {
    this.#isEnded = true;
    void this.close();
    return this.#list?.slice(this.#taken) ?? [];
  }

  /** Lets the source release its resources. Never rejects, and waits no longer than for a store. */
  async close(): Promise<void> {
    try {
      const closing: unknown = this.#iterator?.return?.();
      await withTimeout(Promise.resolve(closing));
    } catch {
      // The source has failed before, or is not needed any more.
    }
  }

  async #take(onTaken: (value: unknown) => void): Promise<boolean> {
    if (this.#isEnded) {
      return false;
    }
    try {
      return this.#list ? this.#takeFrom(this.#list, onTaken) : await this.#takeNext(onTaken);
    } catch (error) {
      this.#isEnded = true;
      throw error;
    }
  }

  #takeFrom(list: readonly unknown[], onTaken: (value: unknown) => void): boolean {
    if (this.#taken === list.length) {
      return false;
    }
    onTaken(list[this.#taken++]);
    return true;
  }

  async #takeNext(onTaken: (value: unknown) => void): Promise<boolean> {
    this.#iterator ??= open(this.#source);
    const result: unknown = await this.#iterator.next();
    if (typeof result !== 'object' || result === null) {
      throw new TypeError('the iterator returned no result object');
    }
    if (Reflect.get(result, 'done')) {
      this.#isEnded = true;
      return false;
    }
    const value: unknown = await Reflect.get(result, 'value');
    if (!this.#isEnded) {
      onTaken(value);
    }
    return !this.#isEnded;
  }
}

function open(source: OrdersToReconcile<unknown>): AnyIterator {
  return Symbol.asyncIterator in source
    ? source[Symbol.asyncIterator]()
    : source[Symbol.iterator]();
}

function requireIterable(source: unknown): void {
  const kind = isString(source) ? 'a string' : typeof source;
  const isIterable =
    typeof source === 'object' &&
    source !== null &&
    (Symbol.asyncIterator in source || Symbol.iterator in source);
  if (kind === 'a string' || !isIterable) {
    const what = source === null ? 'null' : kind;
    throw new TypeError(
      `reconcileAll needs a list or another iterable of order numbers, such as ["A1001"], not ${what}`,
    );
  }
}

/** A boxed one, too, which is an object. */
function isString(source: unknown): boolean {
  return Object.prototype.toString.call(source) === '[object String]';
}
