/** The arguments of `once`, with the transaction or without. */
export type OnceArguments<Transaction, Event> =
  readonly [Transaction, Event, string, () => unknown] | readonly [Event, string, () => unknown];

/** What `once` is asked for. */
export interface OnceRequest<Event> {
  readonly transaction: unknown;
  readonly event: Event;
  readonly effect: string;
  readonly work: () => unknown;
  /** What to do if no transaction is open. */
  readonly remedy: string;
}

/**
 * Reads the arguments of `once`; without a transaction among them it is the one of the option `transaction`.
 *
 * @param current the option `transaction` of the store
 * @param remedy what to do if the argument is not in a transaction
 * @throws {TypeError} there is no transaction, no name of an effect, or no work
 * @throws what the option throws
 */
export function readOnceArguments<Event>(
  given: OnceArguments<unknown, Event>,
  current: (() => unknown) | undefined,
  remedy: string,
): OnceRequest<Event> {
  const request = isWithTransaction(given)
    ? withTransaction(given, remedy)
    : withoutTransaction(given, current);
  if (typeof request.effect !== 'string' || typeof request.work !== 'function') {
    throw new TypeError(
      'once() needs a transaction, an event, the name of the effect and a function: once(transaction, event, "ship", () => …)',
    );
  }
  return request;
}

/** By the name of the effect, which is the last but one: an event may be a text by mistake. */
function isWithTransaction<Event>(
  given: OnceArguments<unknown, Event>,
): given is readonly [unknown, Event, string, () => unknown] {
  return typeof given[1] !== 'string' || typeof given[2] === 'string';
}

function withTransaction<Event>(
  [transaction, event, effect, work]: readonly [unknown, Event, string, () => unknown],
  remedy: string,
): OnceRequest<Event> {
  return { transaction, event, effect, work, remedy };
}

function withoutTransaction<Event>(
  [event, effect, work]: readonly [Event, string, () => unknown],
  current: (() => unknown) | undefined,
): OnceRequest<Event> {
  if (current === undefined) {
    throw new TypeError(
      'once() needs a transaction: pass it as the first argument, or set the option "transaction" of the store',
    );
  }
  const transaction = current();
  if (transaction === undefined || transaction === null) {
    throw new TypeError(
      `once() needs a transaction, and the option "transaction" returned ${String(transaction)}: start one around once()`,
    );
  }
  const remedy =
    'once() needs a transaction, and the one of the option "transaction" is not open: start one around once()';
  return { transaction, event, effect, work, remedy };
}

/** @throws {TypeError} the option `transaction` of a store is not a function */
export function currentTransactionOf(option: unknown): (() => unknown) | undefined {
  if (option !== undefined && typeof option !== 'function') {
    throw new TypeError('transaction must be a function, such as () => txHost.tx');
  }
  return option as (() => unknown) | undefined;
}
