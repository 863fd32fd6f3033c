import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import type { OrderStore } from '../orders/order-store.js';
import { payUrlOf } from '../orders/pay-url.js';
import type { AnswerData, ApiCall } from './api.js';
import { Refusal } from './envelope.js';
import { ORDER_PARAMETERS, orderRequest } from './order-parameters.js';
import { TRANSACTION_TYPES } from './transaction-types.js';

export interface CreateOrderParts {
  readonly orders: OrderStore;
  readonly baseUrl: string;
  /** The documented payment methods of the call. */
  readonly payMethods: readonly number[];
}

/**
 * Creates a payment (protocol 4.1) or pre-payment (4.2), from a website or an app. They differ only
 * in the payment methods.
 */
export class CreateOrder implements ApiCall {
  readonly parameters = ORDER_PARAMETERS;

  constructor(private readonly parts: CreateOrderParts) {}

  run(fields: VerifiedFields): AnswerData {
    const { orders, baseUrl, payMethods } = this.parts;
    const request = orderRequest(fields, payMethods);
    if (orders.find(request.orderNo)) {
      // Inferred: NewPay may also answer a repeated number with the first order.
      throw new Refusal('DUPLICATE_ORDER', `Order ${request.orderNo} already exists`);
    }
    const order = orders.add(request);
    const { tranNo, orderAmt, orderNo, newpayOrderNo } = order;
    return {
      tranAbbr: TRANSACTION_TYPES.payment,
      tranNo,
      orderAmt,
      payUrl: payUrlOf(baseUrl, order),
      orderNo,
      newpayOrderNo,
    };
  }
}
