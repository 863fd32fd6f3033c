/** Whether a path has parameters: `:name`, `*name` or `{optional}`. */
export function hasParameters(path: string): boolean {
  return /[:*{(]/.test(path);
}

/** A path without slashes at its start and end. */
export function trimSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}

/** A path of several parts, with one slash before each. */
export function joinPath(...parts: string[]): string {
  return (
    parts
      .map(trimSlashes)
      .filter((part) => part !== '')
      .map((part) => `/${part}`)
      .join('') || '/'
  );
}
