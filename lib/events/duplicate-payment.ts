import type { HandledClaim } from './event-claim.js';
import { referenceOf } from './event-key.js';
import type { NewPayAnyEvent } from './event-names.js';
import { NewPayDuplicateEvent } from './newpay-duplicate.event.js';
import type { NewPayMismatchedEvent } from './newpay-mismatched.event.js';
import type { NewPayPaidEvent } from './newpay-paid.event.js';

/** Whether an event reports another payment of an order than the one that was handled. */
export function isDuplicatePayment(
  event: NewPayAnyEvent,
  { reference }: HandledClaim,
): event is NewPayPaidEvent | NewPayMismatchedEvent {
  return (
    (event.name === 'newpay.paid' || event.name === 'newpay.mismatched') &&
    reference !== '' &&
    reference !== referenceOf(event)
  );
}

/** The event that reports a second payment, with the numbers and amounts of both. */
export function duplicateOf(
  event: NewPayPaidEvent | NewPayMismatchedEvent,
  { reference, orderAmt }: HandledClaim,
): NewPayDuplicateEvent {
  return new NewPayDuplicateEvent(event, { newpayOrderNo: reference, orderAmt });
}

/** The log line about a second payment. */
export function describeDuplicate(duplicate: NewPayDuplicateEvent): string {
  const { orderNo, newpayOrderNo, orderAmt, currency, handledNewpayOrderNo, handledOrderAmt } =
    duplicate;
  const before = handledOrderAmt === undefined ? '' : ` (${handledOrderAmt})`;
  return (
    `Order ${orderNo} seems to be paid twice: NewPay's ${newpayOrderNo} (${orderAmt} ${currency}) ` +
    `came after ${handledNewpayOrderNo}${before}. Look at the order and refund one of them.`
  );
}
