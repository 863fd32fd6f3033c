/**
 * Checks the names of optional options. A misspelt one would be ignored, and the default used in its place.
 *
 * @param of whose options they are, for the message
 * @throws {TypeError} they are no object, or one of them is unknown
 */
export function requireKnownOptions(of: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(
      `the options of ${of} must be an object with ${known.join(', ')}, or left out`,
    );
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`${of} has no option "${unknown}": the known ones are ${known.join(', ')}`);
  }
}
