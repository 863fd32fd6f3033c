import { messageOf } from '../errors/error-message.js';
import { withoutFullStop } from '../errors/escape-invisible.js';
import type { WatchedSubject } from './watch.interface.js';

type Numbers = Pick<WatchedSubject, 'orderNo' | 'refundOrderNo'>;

/** What is watched, for a message. */
export function nameOf({ orderNo, refundOrderNo }: Numbers): string {
  return refundOrderNo === undefined ? `order ${orderNo}` : `refund ${refundOrderNo}`;
}

/** Why a watch is not stored, as a sentence without its full stop. */
export function problemOf(subject: Numbers, error: unknown): string {
  const reason = withoutFullStop(messageOf(error));
  return `The watch of ${nameOf(subject)} could not be stored: ${reason}`;
}
