import { messageOf } from '../errors/error-message.js';
import type { NewPayReconcileSummary } from './reconcile-summary.interface.js';
import { withoutFullStop } from '../errors/escape-invisible.js';
import { NewPayError } from '../errors/index.js';

/**
 * The iterable of order numbers given to `reconcileAll` failed. `cause` is its error. The orders read before
 * it failed were finished; their results are in `summary`.
 *
 * @publicApi
 */
export class NewPayReconcileError extends NewPayError {
  override name = 'NewPayReconcileError';
  override readonly code = 'ERR_NEWPAY_RECONCILE';

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
