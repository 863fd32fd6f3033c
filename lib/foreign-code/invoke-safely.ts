/**
 * Calls a function of the host that must not disturb what we do: what it throws, or rejects with, goes
 * to `onFault`. A rejection that nobody handles would end the process. Nobody waits for what it returns.
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
