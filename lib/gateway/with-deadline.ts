/**
 * Does some work with a time limit: the signal is aborted when it is over.
 *
 * `AbortSignal.timeout` would do, but its timer lives on when the work is done, keeps what listened to
 * it, and makes an exception that nobody sees: at a thousand calls a second, ten thousand of them wait.
 *
 * @param timeout in milliseconds
 */
export async function withDeadline<T>(
  timeout: number,
  work: (deadline: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeout);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
