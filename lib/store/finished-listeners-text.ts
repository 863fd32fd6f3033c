/** Encodes the names of finished listeners as JSON, a type that every client library supports. */
export function finishedText(finished: readonly string[]): string {
  return JSON.stringify(finished);
}

/** Decodes a text of {@link finishedText}; `undefined` for any other text. */
export function finishedFrom(text: string): readonly string[] | undefined {
  try {
    const names = JSON.parse(text) as unknown;
    return Array.isArray(names) && names.every((name) => typeof name === 'string')
      ? names
      : undefined;
  } catch {
    return undefined;
  }
}
