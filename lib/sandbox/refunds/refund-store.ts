import type { SequenceNumbers } from '../sequence-numbers.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import { formatAmount } from '../format-amount.js';
import type {
  ConcludedRefund,
  RefundRequest,
  RefundResult,
  SandboxRefund,
} from './sandbox-refund.interface.js';

/** The refunds of a sandbox and their results. */
export class RefundStore {
  readonly #refunds = new Map<string, SandboxRefund>();

  constructor(private readonly numbers: SequenceNumbers) {}

  /** Finds a refund by the merchant's number. */
  find(refundOrderNo: string): SandboxRefund | undefined {
    return this.#refunds.get(refundOrderNo);
  }

  /** Finds a refund by NewPay's number. */
  findByNewPayNo(newpayRefundNo: string): SandboxRefund | undefined {
    return Array.from(this.#refunds.values()).find(
      ({ newpayRefundOrderNo }) => newpayRefundOrderNo === newpayRefundNo,
    );
  }

  /** The refunds of an order, the first one first. */
  refundsOf(orderNo: string): SandboxRefund[] {
    return Array.from(this.#refunds.values()).filter((refund) => refund.orderNo === orderNo);
  }

  /** The amounts of the refunds of an order, except failed ones. */
  amountsOf(orderNo: string): string[] {
    return this.refundsOf(orderNo)
      .filter(({ result }) => result?.status !== 'failed')
      .map(({ refundOrderAmt }) => refundOrderAmt);
  }

  /** Adds a refund, whose number must be unused. */
  add(request: RefundRequest, order: SandboxOrder): SandboxRefund {
    const { newpayNo: newpayRefundOrderNo, tranNo } = this.numbers.next();
    const refundOrderAmt = formatAmount(request.refundOrderAmt);
    const refund = { ...request, refundOrderAmt, newpayRefundOrderNo, tranNo, order };
    this.#refunds.set(refund.refundOrderNo, refund);
    return refund;
  }

  /**
   * Sets the final result of a refund.
   *
   * @throws {Error} the refund is unknown, or already has a result
   */
  conclude(refundOrderNo: string, result: RefundResult): ConcludedRefund {
    const refund = this.find(refundOrderNo);
    if (!refund) {
      throw new Error(`The sandbox has no refund "${refundOrderNo}"`);
    }
    if (refund.result) {
      throw new Error(
        `The refund "${refundOrderNo}" is already ${refund.result.status}, and this is final`,
      );
    }
    const concluded = { ...refund, result };
    this.#refunds.set(refundOrderNo, concluded);
    return concluded;
  }
}
