/**
 * Calls a method as plain JavaScript would: whatever is given reaches it, whatever its type. For inputs
 * that are wrong on purpose, so that no cast hides one that is wrong by mistake.
 */
export function callUntyped(
  target: object,
  method: string,
  ...given: readonly unknown[]
): Promise<unknown> {
  const called: unknown = Reflect.get(target, method);
  if (typeof called !== 'function') {
    throw new Error(`There is no method ${method}.`);
  }
  return Reflect.apply(called, target, given) as Promise<unknown>;
}

/** A value as `JSON.parse` or a caller without types hands it over: of any type that is asked for. */
export function untyped(value: unknown): ReturnType<typeof JSON.parse> {
  return value;
}
