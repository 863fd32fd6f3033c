/**
 * `instanceof` of a thrown value, which never throws itself: anything can be thrown, also a proxy whose target is gone.
 */
export function isInstance<T>(
  thrown: unknown,
  type: abstract new (...given: never[]) => T,
): thrown is T {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}
