/**
 * How long a store, or the closing of a cursor, may take to answer, in milliseconds. Database clients queue commands while their server is
 * away, for minutes; NewPay would have hung up by then, and the payer's callback with it.
 */
export const STORE_TIMEOUT = 5_000;

/**
 * Settles with the answer of foreign code, or rejects when it does not come in time. What the call
 * throws at once is a rejection too.
 *
 * @param timeout in milliseconds
 * @param onTimeout makes the error
 */
export function withTimeout<T>(
  answer: T | PromiseLike<T>,
  timeout = STORE_TIMEOUT,
  onTimeout: () => Error = () => new Error(`no answer within ${timeout} ms`),
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(onTimeout()), timeout);
    const settle = <V>(by: (value: V) => void, value: V): void => {
      clearTimeout(timer);
      by(value);
    };
    // Not by `finally`, which makes three more promises for each answer.
    Promise.resolve(answer).then(
      (value) => settle(resolve, value),
      (fault: unknown) => settle(reject, fault),
    );
  });
}
