import type { SequenceNumbers } from '../sequence-numbers.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import { formatAmount } from '../format-amount.js';
import type {
  ConcludedRefund,
  RefundRequest,
  RefundResult,
  SandboxRefund,
} from './sandbox-refund.interface.js';

/** The refunds of a sandbox and what became of them. */
export class RefundStore {
  readonly #refunds = new Map<string, SandboxRefund>();

  constructor(private readonly numbers: SequenceNumbers) {}

  /** The refund with the merchant's number. */
  find(refundOrderNo: string): SandboxRefund | undefined {
    return this.#refunds.get(refundOrderNo);
  }

  /** The refunds of an order, the first one first. */
  refundsOf(orderNo: string): SandboxRefund[] {
    return Array.from(this.#refunds.values()).filter((refund) => refund.orderNo === orderNo);
  }

  /** What was given back of an order, or still may be: the amount of a failed refund was not. */
  amountsOf(orderNo: string): string[] {
    return this.refundsOf(orderNo)
      .filter(({ result }) => result?.status !== 'failed')
      .map(({ refundOrderAmt }) => refundOrderAmt);
  }

  /** Enters a refund whose number is not taken. */
  add(request: RefundRequest, order: SandboxOrder): SandboxRefund {
    const { newpayNo: newpayRefundOrderNo, tranNo } = this.numbers.next();
    const refundOrderAmt = formatAmount(request.refundOrderAmt);
    const refund = { ...request, refundOrderAmt, newpayRefundOrderNo, tranNo, order };
    this.#refunds.set(refund.refundOrderNo, refund);
    return refund;
  }

  /**
   * Enters the result of a refund, which is final.
   *
   * @throws {Error} the refund is unknown, or has a result already
   */
  conclude(refundOrderNo: string, result: RefundResult): ConcludedRefund {
    const refund = this.find(refundOrderNo);
    if (!refund) {
      throw new Error(`The sandbox knows no refund "${refundOrderNo}"`);
    }
    if (refund.result) {
      throw new Error(
        `The refund "${refundOrderNo}" is ${refund.result.status} already, which is final`,
      );
    }
    const concluded = { ...refund, result };
    this.#refunds.set(refundOrderNo, concluded);
    return concluded;
  }
}
