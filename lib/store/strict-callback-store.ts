import { messageOf } from '../errors/error-message.js';
import { isInstance } from '../errors/is-instance.js';
import type {
  NewPayCallbackStore,
  NewPayClaim,
  NewPayHandled,
} from './callback-store.interface.js';
import {
  setMarkOf,
  type Mark,
  type MarkAnswer,
  type MarkingStore,
  type SET_MARK,
} from './marking-store.interface.js';
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
  readonly #setMark: MarkingStore[typeof SET_MARK] | undefined;

  constructor(store: NewPayCallbackStore) {
    this.#store = store;
    this.#setMark = setMarkOf(store);
  }

  /** How long a handled state is kept, in milliseconds. */
  get retention(): number {
    return this.#store.retention;
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
      const answer: unknown = await withTimeout(claiming);
      return claimOf(answer, rank) ?? undocumented('claim', answer);
    } catch (error) {
      this.#releaseLate(key, rank, claiming);
      throw unavailable(error);
    }
  }

  /** Whether the store sets a mark in one step. */
  get canMark(): boolean {
    return this.#setMark !== undefined;
  }

  /**
   * Sets a mark in one step. Only where the store can.
   *
   * @throws {StoreUnavailableError}
   */
  async mark(mark: Mark): Promise<MarkAnswer> {
    try {
      const answer: unknown = await withTimeout(this.#setMark?.(mark));
      return markOf(answer) ?? undocumented('mark', answer);
    } catch (error) {
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
      const answer: unknown = await withTimeout(this.#store.find?.(key));
      return answer === undefined ? answer : (handledOf(answer) ?? undocumented('find', answer));
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** @throws {StoreUnavailableError} */
  renew(key: string, token: string, finished: readonly string[]): Promise<boolean> {
    return this.#ask('renew', () => this.#store.renew?.(key, token, finished));
  }

  /** @throws {StoreUnavailableError} */
  complete(
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
      .then((answer) => {
        const late = claimOf(answer, rank);
        return late?.outcome === 'claimed'
          ? this.#store.release(key, late.token, late.finished ?? [])
          : undefined;
      })
      .catch(() => undefined);
  }
}

/**
 * A claim with the fields of an answer, if it is a documented one. Each field is read once: what is used is
 * what was checked, also of an answer that changes.
 */
function claimOf(answer: unknown, rank: number): NewPayClaim | undefined {
  const { outcome, token, finished } = fieldsOf(answer);
  switch (outcome) {
    case 'claimed': {
      const names = textsOf(finished);
      return isText(token) && names ? { outcome, token, finished: names } : undefined;
    }
    case 'busy':
      return { outcome };
    case 'handled': {
      const handled = handledOf(answer);
      return handled && handled.rank >= rank ? { outcome, ...handled } : undefined;
    }
    default:
      return undefined;
  }
}

function markOf(answer: unknown): MarkAnswer | undefined {
  const { outcome } = fieldsOf(answer);
  if (outcome === 'marked' || outcome === 'busy') {
    return { outcome };
  }
  const handled = handledOf(answer);
  return handled && (outcome === 'handled' || outcome === 'before')
    ? { outcome, ...handled }
    : undefined;
}

function handledOf(answer: unknown): NewPayHandled | undefined {
  const { rank, reference, orderAmt } = fieldsOf(answer);
  return typeof rank === 'number' &&
    Number.isInteger(rank) &&
    typeof reference === 'string' &&
    (orderAmt === undefined || typeof orderAmt === 'string')
    ? { rank, reference, ...(orderAmt === undefined ? {} : { orderAmt }) }
    : undefined;
}

function fieldsOf(answer: unknown): Readonly<Record<string, unknown>> {
  return (answer ?? {}) as Readonly<Record<string, unknown>>;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A copy of a list of texts, which may be left out; `undefined` for anything else. */
function textsOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) {
    return [];
  }
  const texts: unknown[] | undefined = Array.isArray(value) ? [...(value as unknown[])] : undefined;
  return texts?.every(isText) ? texts : undefined;
}

function undocumented(method: string, answer: unknown): never {
  throw new StoreUnavailableError(
    `the store's ${method}() answered ${shown(answer)}, which is not a documented answer: the outcome is unknown`,
  );
}

function unavailable(error: unknown): StoreUnavailableError {
  return isInstance(error, StoreUnavailableError)
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
