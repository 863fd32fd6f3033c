import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import type { OrderStore } from '../orders/order-store.js';
import { payUrlOf } from '../orders/pay-url.js';
import type { AnswerData, ApiCall } from './api.js';
import { Refusal } from './envelope.js';
import { ORDER_PARAMETERS, orderRequest } from './order-parameters.js';
import { TRANSACTION_TYPES } from './transaction-types.js';

/** What {@link CreateOrder} works with. */
export interface CreateOrderParts {
  readonly orders: OrderStore;
  readonly baseUrl: string;
  /** The ways to pay that the call's page lists. */
  readonly payMethods: readonly number[];
}

/**
 * Create payment (protocol 4.1) and pre-payment (4.2), from a website and from an app alike: they
 * differ in nothing but the ways to pay.
 */
export class CreateOrder implements ApiCall {
  readonly parameters = ORDER_PARAMETERS;

  constructor(private readonly parts: CreateOrderParts) {}

  run(fields: VerifiedFields): AnswerData {
    const { orders, baseUrl, payMethods } = this.parts;
    const request = orderRequest(fields, payMethods);
    if (orders.find(request.orderNo)) {
      // Inferred: whether NewPay refuses a repeated number or answers with the first order is unknown.
      throw new Refusal('DUPLICATE_ORDER', `There is an order ${request.orderNo} already`);
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
