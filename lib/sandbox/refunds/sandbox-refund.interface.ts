import type { NewPayRefundStatus } from '../../protocol/v1/status-codes.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';

/** A refund as the merchant asked for it. */
export interface RefundRequest {
  readonly refundOrderAmt: string;
  readonly orderNo: string;
  readonly refundOrderNo: string;
  readonly refundDesc: string;
  /** Empty: nobody is told of the result. */
  readonly callBackUrl: string;
}

/** What became of a refund, finally. */
export interface RefundResult {
  readonly status: Exclude<NewPayRefundStatus, 'processing'>;
  /** The words that go with it. */
  readonly tranInfo: string;
}

/** A refund as the sandbox keeps it. Its amount has two decimals, as NewPay prints amounts. */
export interface SandboxRefund extends RefundRequest {
  readonly newpayRefundOrderNo: string;
  readonly tranNo: string;
  /** The payment that it gives back, which is paid: no more will become of it. */
  readonly order: SandboxOrder;
  /** Absent while the refund is processing. */
  readonly result?: RefundResult;
}

/** A refund that is no longer processing. */
export interface ConcludedRefund extends SandboxRefund {
  readonly result: RefundResult;
}
