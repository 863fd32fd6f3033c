/** A path without the slashes at its ends, whichever way the host wrote it. */
export function trimSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
