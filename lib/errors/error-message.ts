/**
 * The message of a thrown value. Anything can be thrown: `null`, a text, an error of another realm or of
 * another copy of a package, an object whose `message` throws.
 */
export function messageOf(error: unknown): string {
  try {
    const { message, errors, code } = Object(error) as Readonly<Record<string, unknown>>;
    // Several failed attempts to connect are an `AggregateError` without a message.
    const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
    const candidates = [message, first === undefined ? undefined : messageOf(first), code];
    return candidates.find(isNonEmptyText) ?? String(error);
  } catch {
    return 'something that cannot be shown as text';
  }
}

function isNonEmptyText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
