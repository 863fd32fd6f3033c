export { NewPayEvent } from './newpay-event.js';
export { NewPayFailedEvent } from './newpay-failed.event.js';
export { NewPayMismatchedEvent } from './newpay-mismatched.event.js';
export { NewPayPaidEvent } from './newpay-paid.event.js';
export { OnNewPay } from './on-newpay.decorator.js';
export type { NewPayAnyEvent, NewPayEventMap, NewPayEventName } from './event-names.js';
export type { NewPayExpectedOrder } from './newpay-mismatched.event.js';
export type { NewPayEventFields, NewPayEventSource } from './newpay-event.js';
