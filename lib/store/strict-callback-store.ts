import { messageOf } from '../errors/error-message.js';
import type {
  NewPayCallbackStore,
  NewPayClaim,
  NewPayHandled,
} from './callback-store.interface.js';
import { DEFAULT_LEASE } from './callback-store.interface.js';
import { withTimeout } from '../user-code/run-user-code.js';

/** The store cannot be reached, or its answer is not a documented one: the outcome is unknown. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

/**
 * Checks the host's store: each answer must come in time and be one that {@link NewPayCallbackStore}
 * documents. Everything else is a {@link StoreUnavailableError}.
 */
export class StrictCallbackStore {
  readonly #store: NewPayCallbackStore;

  constructor(store: NewPayCallbackStore) {
    this.#store = store;
  }

  /**
   * How long a claim lasts without a renewal, in milliseconds; `undefined` when it cannot be
   * renewed.
   */
  get lease(): number | undefined {
    return typeof this.#store.renew === 'function'
      ? (this.#store.lease ?? DEFAULT_LEASE)
      : undefined;
  }

  /** @throws {StoreUnavailableError} */
  async claim(key: string, rank: number): Promise<NewPayClaim> {
    let claiming: Promise<NewPayClaim> | undefined;
    try {
      claiming = this.#store.claim(key, rank);
      const claim: unknown = await withTimeout(claiming);
      return isClaim(claim, rank) ? claim : undocumented('claim', claim);
    } catch (error) {
      this.#releaseLate(key, rank, claiming);
      throw unavailable(error);
    }
  }

  /**
   * `undefined` also when the store has no such method.
   *
   * @throws {StoreUnavailableError}
   */
  async find(key: string): Promise<NewPayHandled | undefined> {
    try {
      const handled: unknown = await withTimeout(this.#store.find?.(key));
      return handled === undefined || isHandled(handled) ? handled : undocumented('find', handled);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** @throws {StoreUnavailableError} */
  async renew(key: string, token: string, finished: readonly string[]): Promise<boolean> {
    return this.#ask('renew', () => this.#store.renew?.(key, token, finished));
  }

  /** @throws {StoreUnavailableError} */
  async complete(
    key: string,
    rank: number,
    token: string,
    reference: string,
    orderAmt: string,
  ): Promise<boolean> {
    return this.#ask('complete', () => this.#store.complete(key, rank, token, reference, orderAmt));
  }

  /** @throws {StoreUnavailableError} */
  async release(key: string, token: string, finished: readonly string[]): Promise<void> {
    try {
      await withTimeout(this.#store.release(key, token, finished));
    } catch (error) {
      throw unavailable(error);
    }
  }

  async #ask(
    method: 'renew' | 'complete',
    call: () => PromiseLike<boolean> | undefined,
  ): Promise<boolean> {
    try {
      const answer: unknown = await withTimeout(call());
      return typeof answer === 'boolean' ? answer : undocumented(method, answer);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** A claim that succeeds after its time limit must not block the next delivery. */
  #releaseLate(key: string, rank: number, claiming: Promise<unknown> | undefined): void {
    Promise.resolve(claiming)
      .then((late) =>
        isClaim(late, rank) && late.outcome === 'claimed'
          ? this.#store.release(key, late.token, late.finished ?? [])
          : undefined,
      )
      .catch(() => undefined);
  }
}

function isClaim(claim: unknown, rank: number): claim is NewPayClaim {
  const answer = (claim ?? {}) as Readonly<Record<string, unknown>>;
  switch (answer['outcome']) {
    case 'claimed':
      return isText(answer['token']) && isListOfTexts(answer['finished'] ?? []);
    case 'busy':
      return true;
    case 'handled':
      return isHandled(answer) && answer.rank >= rank;
    default:
      return false;
  }
}

function isHandled(value: unknown): value is NewPayHandled {
  const { rank, reference, orderAmt } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return (
    typeof rank === 'number' &&
    Number.isFinite(rank) &&
    typeof reference === 'string' &&
    (orderAmt === undefined || typeof orderAmt === 'string')
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function undocumented(method: string, answer: unknown): never {
  throw new StoreUnavailableError(
    `the store's ${method}() answered ${shown(answer)}, which is not a documented answer: the outcome is unknown`,
  );
}

function unavailable(error: unknown): StoreUnavailableError {
  return error instanceof StoreUnavailableError
    ? error
    : new StoreUnavailableError(`the store cannot be reached: ${messageOf(error)}`, {
        cause: error,
      });
}

function shown(answer: unknown): string {
  try {
    const text = Buffer.isBuffer(answer)
      ? `bytes ${answer.toString('hex')}`
      : JSON.stringify(answer);
    return (text ?? String(answer)).slice(0, 200);
  } catch {
    return `a ${typeof answer}`;
  }
}
