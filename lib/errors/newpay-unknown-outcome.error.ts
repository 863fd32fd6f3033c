import { withoutFullStop } from './escape-invisible.js';
import { NewPayError } from './newpay.error.js';

/**
 * The order, the refund or the raw call whose outcome is unknown.
 *
 * @publicApi
 */
export interface NewPayUnknownOutcomeSubject {
  /** The merchant's order number. */
  readonly orderNo?: string;
  /** The merchant's refund number. */
  readonly refundOrderNo?: string;
  /** The path that was given to `NewPayService.call`. */
  readonly path?: string;
}

/**
 * The request was sent and no trustworthy answer came: NewPay may have acted on it, or not. Query the
 * order or the refund before you retry: a second request may take or return money twice. `cause` is the
 * reason.
 *
 * @publicApi
 */
export class NewPayUnknownOutcomeError extends NewPayError {
  override readonly code = 'ERR_NEWPAY_UNKNOWN_OUTCOME';
  /** The merchant's order number, for `queryOrder`. `undefined` for a raw call. */
  readonly orderNo?: string;
  /** The merchant's refund number, for `queryRefund`. Only set for a refund. */
  readonly refundOrderNo?: string;
  /** The path that was given to `NewPayService.call`. Only set for a raw call. */
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
