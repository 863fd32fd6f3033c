/** Something that reads bytes from outside. */
export interface FuzzTarget {
  /** Well-formed inputs to begin with, besides those in the folder `corpus`. */
  readonly seeds: readonly Uint8Array[];
  /**
   * Reads the bytes as the library does.
   *
   * @throws what a finding is: an error of an unexpected class, or a broken promise
   */
  read(bytes: Uint8Array): unknown;
}

/** Runs `read`, whose only errors may be of these classes. */
export function refusingWith<T>(
  classes: readonly (abstract new (...args: never[]) => Error)[],
  read: () => T,
): T | undefined {
  try {
    return read();
  } catch (error) {
    if (classes.some((allowed) => error instanceof allowed)) {
      return undefined;
    }
    throw error;
  }
}
