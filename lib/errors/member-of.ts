/**
 * A member of a thrown value; `undefined` if it cannot be read. Anything can be thrown: `null`, an object whose getter
 * throws, also a proxy whose target is gone.
 */
export function memberOf(thrown: unknown, name: string): unknown {
  try {
    return (Object(thrown) as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}
