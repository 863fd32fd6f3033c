import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import { PAYMENT_QUERY_CODES, SETTLEMENT_CODES } from '../status-code-encoding.js';
import type { PaymentResult } from '../orders/sandbox-order.interface.js';
import type { OrderStore } from '../orders/order-store.js';
import type { AnswerData, ApiCall } from './api.js';
import { Refusal } from './envelope.js';
import { COMMON_PARAMETERS, given, text } from './parameters.js';
import { TRANSACTION_TYPES } from './transaction-types.js';

/** Queries a payment (protocol 4.3). It is `processing` until the payer has paid or failed. */
export class QueryOrder implements ApiCall {
  readonly parameters = { ...COMMON_PARAMETERS, orderNo: { type: text, required: true } };

  constructor(private readonly orders: OrderStore) {}

  run(fields: VerifiedFields): AnswerData {
    const orderNo = given(fields, 'orderNo');
    const order = this.orders.findOf('v1', orderNo);
    if (!order) {
      throw new Refusal('ORDER_NOT_FOUND', `Order ${orderNo} does not exist`);
    }
    return {
      tranAbbr: TRANSACTION_TYPES.payment,
      tranNo: order.tranNo,
      transStatus: codeOf(order.result),
      transInfo: order.result?.transInfo ?? '',
      payMethod: order.payMethod,
      extra: order.extra,
      orderNo,
      newpayOrderNo: order.newpayOrderNo,
      currency: order.currency,
      orderAmt: order.orderAmt,
      subject: order.subject,
      settlementStatus: SETTLEMENT_CODES['not-settled'],
    };
  }
}

/** An order of v1 never expires. */
function codeOf(result: PaymentResult | undefined): number {
  const status = result?.status ?? 'processing';
  return PAYMENT_QUERY_CODES[status === 'expired' ? 'failed' : status];
}
