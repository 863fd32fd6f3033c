export { NewPaySandbox } from './newpay-sandbox.js';
export { runCallbackStoreContract } from '../testing/store-contract/callback-store-contract.js';
export type { CallbackStoreContract } from '../testing/store-contract/callback-store-contract.js';
export type {
  NewPaySandboxAccount,
  NewPaySandboxCredentials,
  NewPaySandboxOptions,
  NewPaySandboxV2Options,
} from './newpay-sandbox-options.interface.js';
export type {
  NewPaySandboxActivity,
  NewPaySandboxDeliveryActivity,
  NewPaySandboxRequestActivity,
  NewPaySandboxResultActivity,
} from './activity/newpay-sandbox-activity.interface.js';
export type { NewPaySandboxDelivery } from './callbacks/newpay-sandbox-delivery.interface.js';
export type {
  NewPaySandboxAnswerFault,
  NewPaySandboxCallbackFault,
  NewPaySandboxFault,
  NewPaySandboxFaultOptions,
  NewPaySandboxInjection,
} from './faults/newpay-sandbox-fault.js';
export type { NewPayRefundCallbackReading } from './status-code-encoding.js';
