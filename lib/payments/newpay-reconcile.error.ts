import { messageOf } from '../errors/message-of.js';
import type { NewPayReconcileSummary } from './reconcile-summary.interface.js';
import { withoutFullStop } from '../errors/visible-text.js';
import { NewPayError } from '../errors/index.js';

/**
 * `reconcileAll` could not read its order numbers to their end: the iterable that it was given failed.
 * `cause` is what it failed with. The orders that were read before have been finished.
 *
 * @publicApi
 */
export class NewPayReconcileError extends NewPayError {
  override readonly code = 'ERR_NEWPAY_RECONCILE';

  constructor(
    /** What was found out of the orders that were read. */
    readonly summary: NewPayReconcileSummary,
    cause: unknown,
  ) {
    super(
      `The order numbers could not be read to their end: ${withoutFullStop(messageOf(cause))}. What was found out before is in "summary".`,
      { cause },
    );
  }
}
