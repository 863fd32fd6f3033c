import { withoutFullStop } from './escape-invisible.js';
import { NewPayError } from './newpay.error.js';

/**
 * The order, the refund, the transfer or the raw call whose outcome is unknown.
 *
 * @publicApi
 */
export interface NewPayUnknownOutcomeSubject {
  /** The merchant's order number. */
  readonly orderNo?: string;
  /** The merchant's refund number. */
  readonly refundOrderNo?: string;
  /** The account that the transfer goes to. */
  readonly revFundAccountId?: string;
  /** The path that was given to `NewPayService.call`. */
  readonly path?: string;
}

/**
 * The request was sent and no trustworthy answer came: NewPay may have acted on it, or not. Query the
 * order or the refund before you retry: a second request may take or return money twice. A transfer has
 * no number of yours to query by: do not send it again before NewPay has told you. `cause` is the reason.
 *
 * @publicApi
 */
export class NewPayUnknownOutcomeError extends NewPayError {
  /** The name of the class, the same in builds that shorten class names. */
  override name = 'NewPayUnknownOutcomeError';
  override readonly code = 'ERR_NEWPAY_UNKNOWN_OUTCOME';
  /** The merchant's order number, for `queryOrder`. `undefined` for a raw call. */
  readonly orderNo?: string;
  /** The merchant's refund number, for `queryRefund`. Only set for a refund. */
  readonly refundOrderNo?: string;
  /** The account that the transfer goes to. Only set for a transfer. */
  readonly revFundAccountId?: string;
  /** The path that was given to `NewPayService.call`. Only set for a raw call. */
  readonly path?: string;

  /** The message names the subject, `reason`, and what to do. `options` can have a `cause`. */
  constructor(subject: NewPayUnknownOutcomeSubject, reason: string, options?: { cause?: unknown }) {
    super(
      `The outcome for ${nameOf(subject)} is unknown: ${withoutFullStop(reason)}. ${remedyOf(subject)}`,
      options,
    );
    this.orderNo = subject.orderNo;
    this.refundOrderNo = subject.refundOrderNo;
    this.revFundAccountId = subject.revFundAccountId;
    this.path = subject.path;
  }
}

function remedyOf({ revFundAccountId }: NewPayUnknownOutcomeSubject): string {
  return revFundAccountId === undefined
    ? 'Query it before trying again.'
    : "A transfer has no number of yours: only NewPay's staff can tell, or queryTransfer with NewPay's number of it. Do not send it again before that.";
}

function nameOf(subject: NewPayUnknownOutcomeSubject): string {
  const { orderNo, refundOrderNo, revFundAccountId, path } = subject;
  if (refundOrderNo !== undefined) {
    return `refund ${refundOrderNo}`;
  }
  if (revFundAccountId !== undefined) {
    return `the transfer to account ${revFundAccountId}`;
  }
  return orderNo === undefined ? `the call of ${path}` : `order ${orderNo}`;
}
