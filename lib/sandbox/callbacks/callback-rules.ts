import type { ConcludedOrder } from '../orders/sandbox-order.interface.js';
import type { ConcludedRefund } from '../refunds/sandbox-refund.interface.js';
import type { NewPayRefundCallbackReading } from '../status-code-encoding.js';
import { paymentData } from '../v2/payment-data.js';
import { queriedRefundData } from '../v2/refund-data.js';
import { V2Message } from '../v2/v2-message.js';
import type { V2Settings } from '../v2/v2-settings.js';
import type { CallbackMessage } from './callback-message.interface.js';
import { FlatMessage } from './flat-message.js';
import { paymentCallbackFields } from './payment-callback-fields.js';
import { refundCallbackFields } from './refund-callback-fields.js';
import type { RetryDelays } from './retry-delays.js';

/** What the callbacks of a sandbox depend on. */
export interface CallbackSettings {
  readonly reading: NewPayRefundCallbackReading;
  readonly retryDelays: RetryDelays;
  readonly v2: V2Settings;
}

/** What an order's callbacks are, by the API that it was created with. */
export class CallbackRules {
  constructor(
    private readonly appId: string,
    private readonly settings: CallbackSettings,
  ) {}

  retryDelaysOf({ v2 }: ConcludedOrder | ConcludedRefund['order']): readonly number[] {
    return this.settings.retryDelays[v2 ? 'v2' : 'v1'];
  }

  /** @param at the time of a callback of v1 */
  ofPayment(order: ConcludedOrder, at?: number): CallbackMessage {
    return order.v2
      ? new V2Message(paymentData(this.appId, order), this.settings.v2)
      : new FlatMessage(paymentCallbackFields(this.appId, order, at));
  }

  ofRefund(refund: ConcludedRefund): CallbackMessage {
    const { reading, v2 } = this.settings;
    return refund.order.v2
      ? new V2Message(queriedRefundData(refund), v2)
      : new FlatMessage(refundCallbackFields(this.appId, refund, reading));
  }
}
