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

export interface CreateRefundParts {
  readonly orders: OrderStore;
  readonly refunds: RefundStore;
  readonly processor: RefundProcessor;
}

/**
 * Creates a refund (protocol 4.4): of the whole amount, or of one or several parts. The refund
 * period, which NewPay's contracts have, is not checked.
 */
export class CreateRefund implements ApiCall {
  readonly parameters = REFUND_PARAMETERS;

  constructor(private readonly parts: CreateRefundParts) {}

  run(fields: VerifiedFields): AnswerData {
    const request = refundRequest(fields);
    return refundData(this.#findRepeated(request) ?? this.#accept(request));
  }

  /**
   * Returns the first refund if the same request is repeated, without a second refund. This is an
   * assumption: NewPay does not document it.
   */
  #findRepeated(request: RefundRequest): SandboxRefund | undefined {
    const first = this.parts.refunds.find(request.refundOrderNo);
    if (first && !isSameRefund(first, request)) {
      throw new Refusal(
        'DUPLICATE_REFUND',
        `Refund ${request.refundOrderNo} already exists with other fields`,
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
        `refundOrderAmt exceeds the refundable amount of order ${order.orderNo} (${order.orderAmt})`,
      );
    }
    return this.parts.processor.accept(request, order);
  }

  #requirePaidOrder(orderNo: string): SandboxOrder {
    const order = this.parts.orders.findOf('v1', orderNo);
    if (!order) {
      throw new Refusal('ORDER_NOT_FOUND', `Order ${orderNo} does not exist`);
    }
    if (order.result?.status !== 'paid') {
      throw new Refusal('ORDER_NOT_PAID', `Order ${orderNo} is not paid`);
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
