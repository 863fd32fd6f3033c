import { withoutFullStop } from './visible-text.js';
import { NewPayError } from './newpay.error.js';

/** Which order, refund or other call the outcome is unknown of. */
export interface NewPayUnknownOutcomeSubject {
  readonly orderNo?: string;
  readonly refundOrderNo?: string;
  /** The path of `NewPayService.call`. */
  readonly path?: string;
}

/**
 * The request was sent and no trustworthy answer came: NewPay may have acted on it, or not.
 * Query the order (or the refund) before trying again. `cause` says what happened.
 *
 * @publicApi
 */
export class NewPayUnknownOutcomeError extends NewPayError {
  override readonly code = 'ERR_NEWPAY_UNKNOWN_OUTCOME';
  /** The order to query. */
  readonly orderNo?: string;
  /** The refund to query, when a refund was asked for. */
  readonly refundOrderNo?: string;
  /** What was called, when it was `NewPayService.call`. */
  readonly path?: string;

  constructor(subject: NewPayUnknownOutcomeSubject, reason: string, options?: { cause?: unknown }) {
    super(
      `The outcome for ${nameOf(subject)} is unknown: ${withoutFullStop(reason)}. Query it before trying again.`,
      options,
    );
    this.orderNo = subject.orderNo;
    this.refundOrderNo = subject.refundOrderNo;
    this.path = subject.path;
  }
}

function nameOf({ orderNo, refundOrderNo, path }: NewPayUnknownOutcomeSubject): string {
  if (refundOrderNo !== undefined) {
    return `refund ${refundOrderNo}`;
  }
  return orderNo === undefined ? `the call of ${path}` : `order ${orderNo}`;
}
