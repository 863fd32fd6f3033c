import { DEFAULT_LEASE, DEFAULT_RETENTION } from './callback-store.interface.js';

/** The time options that every store of this package has. */
export interface StoreTimes {
  readonly lease: number;
  readonly retention: number;
}

/**
 * Applies the defaults of `lease` and `retention`.
 *
 * @throws {TypeError} one of them is not a whole number of milliseconds above 0
 * @throws {RangeError} `lease` is not below `retention`
 */
export function resolveTimes(options: { lease?: number; retention?: number }): StoreTimes {
  const retention = milliseconds(
    'retention',
    options.retention ?? DEFAULT_RETENTION,
    DEFAULT_RETENTION,
  );
  // A retention that is shorter than the default lease is valid.
  const defaultLease = Math.min(DEFAULT_LEASE, Math.ceil(retention / 2));
  const lease = milliseconds('lease', options.lease ?? defaultLease, DEFAULT_LEASE);
  if (lease >= retention) {
    throw new RangeError(
      `lease (${lease} ms) must be below retention (${retention} ms): otherwise a claim expires while it is held`,
    );
  }
  return { lease, retention };
}

function milliseconds(option: string, value: unknown, example: number): number {
  return wholeNumber(option, value, 'a whole number of milliseconds above 0', example);
}

/** @throws {TypeError} the value is not a whole number above 0, such as `"30000"`, `NaN` or `1n` */
export function wholeNumber(
  option: string,
  value: unknown,
  meaning: string,
  example: number,
): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= 0) {
    throw new TypeError(`${option} must be ${meaning}, such as ${example}`);
  }
  return value;
}
