import type { NewPaySandboxDelivery } from '../callbacks/newpay-sandbox-delivery.interface.js';
import type { NewPaySandboxInjection } from '../faults/newpay-sandbox-fault.js';

/** The answer of the control endpoint. */
export type ControlReply = ControlResult | { readonly error: string };

/** The answer to a request that was executed. */
export interface ControlResult {
  /** The number of the order or the refund. */
  readonly number?: string;
  /** The deliveries that the request made. */
  readonly deliveries?: readonly Pick<
    NewPaySandboxDelivery,
    'url' | 'status' | 'acknowledged' | 'error'
  >[];
  /** The active faults. */
  readonly faults?: readonly NewPaySandboxInjection[];
}
