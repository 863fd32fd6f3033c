import type { MerchantSigner } from '../../core/signature/merchant-signer.js';
import { callbackCodeOf, settlementCodeOf } from '../../core/status/payment-status.js';
import type { PaymentResult, SandboxOrder } from '../orders/sandbox-order.interface.js';
import { signatureOf } from '../signature-of.js';

/** A payment whose result the merchant is told. */
export interface ConcludedPayment {
  readonly appId: string;
  readonly order: SandboxOrder;
  readonly result: PaymentResult;
}

/**
 * The signed JSON of a payment callback: the fields of protocol 5.1 in the JSON types of its example,
 * where codes and `timestamp` are numbers. `appId` alone is text, as the table has it: the example's
 * number cannot be one of the documented ids.
 */
export async function paymentCallbackBody(
  { appId, order, result }: ConcludedPayment,
  signer: MerchantSigner,
): Promise<string> {
  const fields = {
    appId,
    payMethod: order.payMethod,
    orderAmt: order.orderAmt,
    currency: order.currency,
    newpayOrderNo: order.newpayOrderNo,
    orderNo: order.orderNo,
    subject: order.subject,
    transStatus: callbackCodeOf(result.status),
    transInfo: result.transInfo,
    settlementStatus: settlementCodeOf('not-settled'),
    timestamp: Date.now(),
    extra: order.extra,
  };
  return JSON.stringify({ ...fields, sign: await signatureOf(fields, signer) });
}
