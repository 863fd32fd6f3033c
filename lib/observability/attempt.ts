/** Calls the app's OpenTelemetry, which may throw: what is measured goes on without it. */
export function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
