import { isSameAmount, isSumAbove } from '../../protocol/decimal-amount.js';
import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import type { OrderStore } from '../orders/order-store.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import type { RefundStore } from '../refunds/refund-store.js';
import type { RefundProcessor } from '../refunds/refund-processor.js';
import type { RefundRequest, SandboxRefund } from '../refunds/sandbox-refund.interface.js';
import { problemOfAmount } from './amount-rule.js';
import type { AnswerData, ApiCall } from './api.js';
import { Refusal } from './envelope.js';
import { refundData } from './refund-data.js';
import { REFUND_PARAMETERS, refundRequest } from './refund-parameters.js';

/** What {@link CreateRefund} works with. */
export interface CreateRefundParts {
  readonly orders: OrderStore;
  readonly refunds: RefundStore;
  readonly processor: RefundProcessor;
}

/**
 * Refund (protocol 4.4): in full, in part, or in several parts up to the order's amount. There is no
 * contract whose refund window could be over.
 */
export class CreateRefund implements ApiCall {
  readonly parameters = REFUND_PARAMETERS;

  constructor(private readonly parts: CreateRefundParts) {}

  run(fields: VerifiedFields): AnswerData {
    const request = refundRequest(fields);
    return refundData(this.#findRepeated(request) ?? this.#accept(request));
  }

  /**
   * The sandbox's own: the same refund again is answered with the first one, and gives nothing back a
   * second time. What NewPay does is not documented.
   */
  #findRepeated(request: RefundRequest): SandboxRefund | undefined {
    const first = this.parts.refunds.find(request.refundOrderNo);
    if (first && !isSameRefund(first, request)) {
      throw new Refusal(
        'DUPLICATE_REFUND',
        `There is a refund ${request.refundOrderNo} already, which is another one`,
      );
    }
    return first;
  }

  #accept(request: RefundRequest): SandboxRefund {
    const order = this.#requirePaidOrder(request.orderNo);
    const problem = problemOfAmount('refundOrderAmt', request.refundOrderAmt, order.currency);
    if (problem !== undefined) {
      throw new Refusal('INVALID_PARAMETER', problem);
    }
    const refunded = this.parts.refunds.amountsOf(order.orderNo);
    if (isSumAbove([...refunded, request.refundOrderAmt], order.orderAmt)) {
      throw new Refusal(
        'REFUND_EXCEEDS_ORDER',
        `refundOrderAmt is more than what is left of the ${order.orderAmt} of order ${order.orderNo}`,
      );
    }
    return this.parts.processor.accept(request, order);
  }

  #requirePaidOrder(orderNo: string): SandboxOrder {
    const order = this.parts.orders.find(orderNo);
    if (!order) {
      throw new Refusal('ORDER_NOT_FOUND', `There is no order ${orderNo}`);
    }
    if (order.result?.status !== 'paid') {
      throw new Refusal('ORDER_NOT_PAID', `The order ${orderNo} is not paid`);
    }
    return order;
  }
}

function isSameRefund(first: SandboxRefund, request: RefundRequest): boolean {
  return (
    first.orderNo === request.orderNo &&
    first.refundDesc === request.refundDesc &&
    first.callBackUrl === request.callBackUrl &&
    isSameAmount(first.refundOrderAmt, request.refundOrderAmt)
  );
}
