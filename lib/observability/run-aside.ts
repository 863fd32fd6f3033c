/**
 * Calls a function of the host that must not disturb what we do: what it throws, or rejects with, goes
 * to `onFault`. A rejection that nobody handles would end the process.
 */
export function runAside(call: () => unknown, onFault: (error: unknown) => void): void {
  try {
    void Promise.resolve(call()).catch(onFault);
  } catch (error) {
    onFault(error);
  }
}

/** What a thrown value says; anything can be thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
