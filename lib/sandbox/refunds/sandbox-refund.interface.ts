import type { NewPayRefundStatus } from '../../protocol/v1/status-codes.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';

/** A refund as requested by the merchant. */
export interface RefundRequest {
  readonly refundOrderAmt: string;
  readonly orderNo: string;
  readonly refundOrderNo: string;
  readonly refundDesc: string;
  /** Empty: no callback is sent. */
  readonly callBackUrl: string;
}

/** The final result of a refund. */
export interface RefundResult {
  readonly status: Exclude<NewPayRefundStatus, 'processing'>;
  /** The text about the result. */
  readonly tranInfo: string;
}

/** A refund of the sandbox. Its amount has two decimals, as NewPay prints amounts. */
export interface SandboxRefund extends RefundRequest {
  readonly newpayRefundOrderNo: string;
  readonly tranNo: string;
  /** The paid order. */
  readonly order: SandboxOrder;
  /** Missing while the refund is processing. */
  readonly result?: RefundResult;
}

/** A refund that is no longer processing. */
export interface ConcludedRefund extends SandboxRefund {
  readonly result: RefundResult;
}
