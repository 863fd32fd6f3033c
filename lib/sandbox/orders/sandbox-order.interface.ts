import type { NewPayPaymentStatus } from '../../protocol/v1/status-codes.js';

/** An order as the merchant asked for it; absent texts are empty. */
export interface OrderRequest {
  readonly payMethod: number;
  readonly currency: string;
  readonly orderAmt: string;
  readonly orderNo: string;
  readonly callBackUrl: string;
  readonly successPageUrl: string;
  readonly failurePageUrl: string;
  readonly cancelPageUrl: string;
  readonly subject: string;
  readonly extra: string;
}

/** What became of a payment, finally. */
export interface PaymentResult {
  readonly status: Exclude<NewPayPaymentStatus, 'processing'>;
  /** The words that go with it. */
  readonly transInfo: string;
}

/** An order as the sandbox keeps it. Its `orderAmt` has two decimals, as NewPay prints amounts. */
export interface SandboxOrder extends OrderRequest {
  readonly newpayOrderNo: string;
  readonly tranNo: string;
  /** Names the order in the address of its cashier page; not to be guessed. */
  readonly cashierId: string;
  /** Absent while the payment is pending. */
  readonly result?: PaymentResult;
}

/** An order that is no longer pending. */
export interface ConcludedOrder extends SandboxOrder {
  readonly result: PaymentResult;
}
