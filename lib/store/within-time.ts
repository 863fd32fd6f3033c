/**
 * How long a store may take to answer, in milliseconds. Clients queue commands while their server is
 * away, for minutes; NewPay would have hung up by then, and the payer's callback with it.
 */
const STORE_TIMEOUT = 5_000;

/** Settles with the answer, or rejects when it does not come in time. */
export function withinTime<T>(answer: Promise<T>, timeout = STORE_TIMEOUT): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${timeout} ms`)), timeout);
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
