/** The names of finished listeners as stores keep them: JSON text, which every client library carries. */
export function finishedText(finished: readonly string[]): string {
  return JSON.stringify(finished);
}

/** @returns `undefined` when the text is none that {@link finishedText} has made */
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
