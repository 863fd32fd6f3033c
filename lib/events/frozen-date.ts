/**
 * A `Date` that nobody can change: `Object.freeze` does not keep `setTime()` from working. JSON and
 * `structuredClone` make an ordinary date of it.
 */
class FrozenDate extends Date {
  constructor(date: Date) {
    super(date);
    Object.freeze(this);
  }
}

for (const name of Object.getOwnPropertyNames(Date.prototype)) {
  if (name.startsWith('set')) {
    Object.defineProperty(FrozenDate.prototype, name, {
      value: () => {
        throw new TypeError('The dates of an event cannot be changed: make a new Date of them.');
      },
    });
  }
}

/** A date of the same time that cannot be changed. */
export function frozenDate(date: Date): Date {
  return date instanceof FrozenDate ? date : new FrozenDate(date);
}
