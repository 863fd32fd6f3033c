import { messageOf } from '../errors/error-message.js';
import type { NewPayReconcileSummary } from './reconcile-summary.interface.js';
import { withoutFullStop } from '../errors/escape-invisible.js';
import { NewPayError } from '../errors/index.js';

/**
 * The iterable of order numbers that was given to `reconcileAll` failed. `cause` is the error of the iterable. The
 * orders that were read before were reconciled; their results are in `summary`.
 *
 * @publicApi
 */
export class NewPayReconcileError extends NewPayError {
  /** The name of the class, the same in builds that shorten class names. */
  override name = 'NewPayReconcileError';
  override readonly code = 'ERR_NEWPAY_RECONCILE';

  /** The message names the reason, `cause`. */
  constructor(
    /** The results of the orders that were read. */
    readonly summary: NewPayReconcileSummary,
    cause: unknown,
  ) {
    super(
      `Reading the order numbers failed: ${withoutFullStop(messageOf(cause))}. The results so far are in "summary".`,
      { cause },
    );
  }
}
