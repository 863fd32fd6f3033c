import type { ActivityLog } from '../activity/activity-log.js';
import type { CallbackDispatcher } from '../callbacks/callback-dispatcher.js';
import type { CallbackRules } from '../callbacks/callback-rules.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import type { RefundStore } from './refund-store.js';
import type {
  ConcludedRefund,
  RefundRequest,
  RefundResult,
  SandboxRefund,
} from './sandbox-refund.interface.js';

export interface RefundProcessorParts {
  readonly refunds: RefundStore;
  readonly dispatcher: CallbackDispatcher;
  readonly callbacks: CallbackRules;
  readonly activities: Pick<ActivityLog, 'record'>;
}

const RESULT_TEXTS = { refunded: 'Transaction Success', failed: 'Transaction Failed' } as const;

/** Processes refunds, at once or when told to, and sends their callbacks. */
export class RefundProcessor {
  #isHolding = false;

  constructor(private readonly parts: RefundProcessorParts) {}

  /** Whether new refunds stay `processing`. */
  get isHolding(): boolean {
    return this.#isHolding;
  }

  /** Sets whether new refunds stay `processing`. */
  hold(isHolding: boolean): void {
    this.#isHolding = isHolding;
  }

  /** Accepts a valid refund. Its callback is sent in the background, after the answer. */
  accept(request: RefundRequest, order: SandboxOrder): SandboxRefund {
    const refund = this.parts.refunds.add(request, order);
    if (this.#isHolding) {
      return refund;
    }
    const concluded = this.#conclude(refund.refundOrderNo, 'refunded');
    void this.#sendCallback(concluded);
    return concluded;
  }

  /**
   * Sets the result of a refund. Resolves when the first delivery of the callback has been answered
   * or has failed; at once when the refund has no callback.
   *
   * @param reason the text about the result
   * @throws {Error} the refund is unknown, or already has a result
   */
  async complete(
    refundOrderNo: string,
    status: RefundResult['status'],
    reason?: string,
  ): Promise<void> {
    await this.#sendCallback(this.#conclude(refundOrderNo, status, reason));
  }

  #conclude(
    refundOrderNo: string,
    status: RefundResult['status'],
    tranInfo: string = RESULT_TEXTS[status],
  ): ConcludedRefund {
    const { refunds, activities } = this.parts;
    const concluded = refunds.conclude(refundOrderNo, { status, tranInfo });
    activities.record({
      type: 'result',
      number: refundOrderNo,
      status: status === 'failed' ? 'refund failed' : status,
      at: new Date(),
    });
    return concluded;
  }

  async #sendCallback(refund: ConcludedRefund): Promise<void> {
    const { dispatcher, callbacks } = this.parts;
    const { orderNo, refundOrderNo, callBackUrl: url, order } = refund;
    if (url !== '') {
      const message = callbacks.ofRefund(refund);
      const retryDelays = callbacks.retryDelaysOf(order);
      await dispatcher.dispatch({ orderNo, refundOrderNo, url, message, retryDelays });
    }
  }
}
