import type { NewPayRefundCallbackReading } from '../../protocol/v1/status-codes.js';
import type { CallbackDispatcher } from '../callbacks/callback-dispatcher.js';
import { refundCallbackFields } from '../callbacks/refund-callback-fields.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import type { RefundStore } from './refund-store.js';
import type {
  ConcludedRefund,
  RefundRequest,
  RefundResult,
  SandboxRefund,
} from './sandbox-refund.interface.js';

/** What {@link RefundProcessor} works with. */
export interface RefundDeskParts {
  readonly appId: string;
  readonly refunds: RefundStore;
  readonly dispatcher: CallbackDispatcher;
  readonly reading: NewPayRefundCallbackReading;
}

const WORDS = { refunded: 'Transaction Success', failed: 'Transaction Failed' } as const;

/** Gives money back, at once or when it is told to, and lets the merchant know of it. */
export class RefundProcessor {
  #isHolding = false;

  constructor(private readonly parts: RefundDeskParts) {}

  /** Whether new refunds stay processing from now on. */
  hold(isHolding: boolean): void {
    this.#isHolding = isHolding;
  }

  /** Takes in a refund that may be given. Its callback follows on its own: the answer does not wait. */
  accept(request: RefundRequest, order: SandboxOrder): SandboxRefund {
    const refund = this.parts.refunds.add(request, order);
    if (this.#isHolding) {
      return refund;
    }
    const concluded = this.#conclude(refund.refundOrderNo, 'refunded');
    void this.#notify(concluded);
    return concluded;
  }

  /**
   * Gives a refund its result. Resolves when the first delivery of the callback has been answered or
   * has failed, at once when it has no callback.
   *
   * @param reason the words that go with it
   * @throws {Error} the refund is unknown, or its result is final already
   */
  async settle(
    refundOrderNo: string,
    status: RefundResult['status'],
    reason?: string,
  ): Promise<void> {
    await this.#notify(this.#conclude(refundOrderNo, status, reason));
  }

  #conclude(
    refundOrderNo: string,
    status: RefundResult['status'],
    tranInfo: string = WORDS[status],
  ): ConcludedRefund {
    return this.parts.refunds.conclude(refundOrderNo, { status, tranInfo });
  }

  async #notify(refund: ConcludedRefund): Promise<void> {
    const { appId, dispatcher, reading } = this.parts;
    const { refundOrderNo: about, callBackUrl: url } = refund;
    if (url !== '') {
      const fields = refundCallbackFields(appId, refund, reading);
      await dispatcher.notify({ about, url, fields });
    }
  }
}
