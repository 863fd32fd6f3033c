/**
 * What is wrong with a value that is to be text and is none. A number has its own sentence: it looks
 * right where it is read, and is refused because an id may be longer than a JS number is exact.
 */
export function problemOfText(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return undefined;
  }
  return typeof value === 'number' || typeof value === 'bigint'
    ? `must be text, not a ${typeof value}: write it in quotes`
    : 'must be text';
}
