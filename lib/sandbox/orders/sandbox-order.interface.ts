import type { NewPayPaymentStatus } from '../../protocol/v1/status-codes.js';
import type { V2OrderDetails } from '../v2/v2-order-details.js';

/** An order as requested by the merchant; missing strings are empty. */
export interface OrderRequest {
  /** What only an order of API v2 has; missing for one of v1. */
  readonly v2?: V2OrderDetails;
  /** The code of its API. */
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

/** The final result of a payment. */
export interface PaymentResult {
  /** Only an order of API v2 expires. */
  readonly status: Exclude<NewPayPaymentStatus, 'processing'> | 'expired';
  /** The text about the result. */
  readonly transInfo: string;
  /** When it was paid. */
  readonly paidAt?: number;
}

/** An order of the sandbox. Its `orderAmt` has two decimals, as NewPay prints amounts. */
export interface SandboxOrder extends OrderRequest {
  readonly newpayOrderNo: string;
  readonly tranNo: string;
  /** The random ID in the URL of its cashier page. */
  readonly cashierId: string;
  /** Missing while the payment is pending. */
  readonly result?: PaymentResult;
}

/** An order that is no longer pending. */
export interface ConcludedOrder extends SandboxOrder {
  readonly result: PaymentResult;
}
