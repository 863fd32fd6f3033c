export { signCallback } from './sign-callback.js';
export {
  duplicateEvent,
  failedEvent,
  mismatchedEvent,
  paidEvent,
  refundedEvent,
  refundFailedEvent,
  unresolvedEvent,
} from './event-builders.js';
export { newPayServiceDouble } from './service-double.js';
export { runQueueContract } from './queue-contract/queue-contract.js';
export { runCallbackStoreContract } from './store-contract/callback-store-contract.js';
export type { NewPayCallbackFields } from './sign-callback.js';
export type {
  NewPayDuplicateEventInput,
  NewPayFailedEventInput,
  NewPayMismatchedEventInput,
  NewPayRefundEventInput,
} from './event-builders.js';
export type { NewPayServiceMethods } from './service-double.js';
export type { QueueContract } from './queue-contract/queue-contract.js';
export type { CallbackStoreContract } from './store-contract/callback-store-contract.js';
