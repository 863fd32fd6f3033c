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
