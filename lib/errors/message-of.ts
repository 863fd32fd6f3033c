/**
 * What a thrown value says. Anything can be thrown: `null`, a text, an error of another realm or copy
 * of a package, an object whose `message` throws.
 */
export function messageOf(error: unknown): string {
  try {
    const { message, errors, code } = Object(error) as Readonly<Record<string, unknown>>;
    // Several attempts to connect fail as an `AggregateError` without a message.
    const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
    const said = [message, first === undefined ? undefined : messageOf(first), code];
    return said.find(isSaying) ?? String(error);
  } catch {
    return 'something that cannot be shown as text';
  }
}

function isSaying(text: unknown): text is string {
  return typeof text === 'string' && text !== '';
}
