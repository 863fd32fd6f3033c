import { requireCallOptions } from '../gateway/call-options.js';
import { requireKnownOptions } from '../user-code/known-options.js';

/**
 * The options of `reconcileAll` of `NewPayService` and `NewPayV2Service`.
 *
 * @publicApi
 */
export interface NewPayReconcileAllOptions {
  /**
   * How many orders are reconciled at the same time, from 1 to 100.
   * @default 4
   */
  concurrency?: number;
  /**
   * Ends the run at once. Orders in progress are not waited for: they are in `unresolved` with the
   * signal's reason, and their later results do not enter the summary. The rest of an array or a `Set`
   * is in `unresolved` too, without an error. Any other iterable is closed and not read any further.
   */
  signal?: AbortSignal;
  /**
   * How long the query of one order may take, in milliseconds: a whole number from 1 to 2147483647.
   * @default the option `timeout`
   */
  timeout?: number;
  /** Called each time the result of one order is known. An error that it throws is ignored. */
  onProgress?: (progress: NewPayReconcileProgress) => void;
}

/**
 * The result of one order, as `onProgress` gets it.
 *
 * @publicApi
 */
export interface NewPayReconcileProgress {
  /** The number of the order, as it was given to `reconcileAll`. */
  readonly orderNo: string;
  /** The status of the payment; `notReached` for an order that is in `unresolved`. */
  readonly outcome: 'paid' | 'failed' | 'processing' | 'notReached';
  /** How many orders have ended, this one included. */
  readonly done: number;
}

/** How many orders are reconciled at the same time. */
const DEFAULT_CONCURRENCY = 4;

/** The options of a run with their defaults. */
export interface CheckedReconcileAllOptions extends NewPayReconcileAllOptions {
  readonly concurrency: number;
}

const OPTIONS: readonly (keyof NewPayReconcileAllOptions)[] = [
  'concurrency',
  'signal',
  'timeout',
  'onProgress',
];

/**
 * The options of a run, checked before anything is read or queried.
 *
 * @throws {TypeError} they are no object, one is unknown, `signal` is no `AbortSignal` or `onProgress` no function
 * @throws {RangeError} `concurrency` is not a whole number from 1 to 100
 * @throws {NewPayValidationError} `timeout` is invalid
 */
export function requireReconcileAllOptions(
  given: NewPayReconcileAllOptions | undefined,
): CheckedReconcileAllOptions {
  const options: NewPayReconcileAllOptions = given === undefined ? {} : given;
  requireKnownOptions('reconcileAll', options, OPTIONS);
  const { concurrency = DEFAULT_CONCURRENCY, signal, onProgress } = options;
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 100) {
    throw new RangeError('concurrency must be a whole number from 1 to 100');
  }
  if (signal && typeof signal.addEventListener !== 'function') {
    throw new TypeError('signal must be an AbortSignal');
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw new TypeError('onProgress must be a function');
  }
  const { timeout } = requireCallOptions({ timeout: options.timeout });
  return { concurrency, signal, onProgress, timeout };
}
