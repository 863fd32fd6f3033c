/**
 * How long a store may take to answer, in milliseconds. Database clients queue commands while their
 * server is away, for minutes. NewPay would have closed the connection by then.
 */
export const STORE_TIMEOUT = 5_000;

/** The longest delay that a timer of Node takes, in milliseconds. */
export const MAX_TIMEOUT = 2 ** 31 - 1;

const READY = Promise.resolve();

/**
 * Settles as the answer of foreign code does, or rejects when it does not come in time.
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
    let timer: NodeJS.Timeout | undefined;
    let isSettled = false;
    const settle = <V>(by: (value: V) => void, value: V): void => {
      isSettled = true;
      clearTimeout(timer);
      by(value);
    };
    // Not by `finally`, which makes three more promises for each answer.
    Promise.resolve(answer).then(
      (value) => settle(resolve, value),
      (fault: unknown) => settle(reject, fault),
    );
    // Behind an answer that is there already, such as the memory store's: it needs no timer.
    void READY.then(startTimer);

    function startTimer(): void {
      if (!isSettled) {
        timer = setTimeout(() => reject(onTimeout()), timeout);
      }
    }
  });
}

/**
 * Calls a function of the host whose failure must not affect the caller: errors and rejections go to
 * `onFault`, because an unhandled rejection would end the process. The result is not awaited.
 */
export function invokeSafely(call: () => unknown, onFault: (error: unknown) => void): void {
  try {
    const result = call();
    if (result !== undefined) {
      void Promise.resolve(result).catch(onFault);
    }
  } catch (error) {
    onFault(error);
  }
}
