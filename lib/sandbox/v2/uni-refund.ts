import { isSameAmount, isSumAbove } from '../../protocol/decimal-amount.js';
import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import { isWebAddress } from '../../protocol/web-address.js';
import { problemOfAmount } from '../api/amount-rule.js';
import type { CreateRefundParts } from '../api/create-refund.js';
import { Refusal } from '../api/envelope.js';
import { given } from '../api/parameters.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import type { RefundRequest, SandboxRefund } from '../refunds/sandbox-refund.interface.js';
import { refundData } from './refund-data.js';
import type { V2Data } from './signed-data.js';
import type { V2Call } from './v2-api.js';
import { UNI_REFUND } from './v2-parameters.js';

/** Creates a refund (protocol 6.3): by NewPay's number of the payment, in full or in part. */
export class UniRefund implements V2Call {
  readonly parameters = UNI_REFUND;

  constructor(private readonly parts: CreateRefundParts) {}

  run(fields: VerifiedFields): V2Data {
    const order = this.#requirePaidOrder(given(fields, 'newpayOrderNo'));
    const request = {
      refundOrderAmt: given(fields, 'refundAmt'),
      orderNo: order.orderNo,
      refundOrderNo: given(fields, 'mchRefundNo'),
      refundDesc: '',
      callBackUrl: given(fields, 'callback'),
    };
    if (request.callBackUrl !== '' && !isWebAddress(request.callBackUrl)) {
      throw new Refusal('INVALID_PARAMETER', 'callback must be an absolute http(s) URL');
    }
    return refundData(this.#findRepeated(request) ?? this.#accept(request, order));
  }

  /** The first refund if the same request is repeated (an assumption: NewPay does not document it). */
  #findRepeated(request: RefundRequest): SandboxRefund | undefined {
    const first = this.parts.refunds.find(request.refundOrderNo);
    const isSame =
      first?.orderNo === request.orderNo &&
      isSameAmount(first.refundOrderAmt, request.refundOrderAmt);
    if (first && !isSame) {
      throw new Refusal(
        'DUPLICATE_REFUND',
        `Refund ${request.refundOrderNo} already exists with other fields`,
      );
    }
    return first;
  }

  #accept(request: RefundRequest, order: SandboxOrder): SandboxRefund {
    const problem = problemOfAmount('refundAmt', request.refundOrderAmt, order.currency);
    if (problem !== undefined) {
      throw new Refusal('INVALID_PARAMETER', problem);
    }
    const refunded = this.parts.refunds.amountsOf(order.orderNo);
    if (isSumAbove([...refunded, request.refundOrderAmt], order.orderAmt)) {
      throw new Refusal(
        'REFUND_EXCEEDS_ORDER',
        `refundAmt exceeds the refundable amount of order ${order.orderNo} (${order.orderAmt})`,
      );
    }
    return this.parts.processor.accept(request, order);
  }

  #requirePaidOrder(newpayOrderNo: string): SandboxOrder {
    const order = this.parts.orders.findByNewPayNo(newpayOrderNo);
    if (!order?.v2) {
      throw new Refusal('ORDER_NOT_FOUND', `Order ${newpayOrderNo} does not exist`);
    }
    if (order.result?.status !== 'paid') {
      throw new Refusal('ORDER_NOT_PAID', `Order ${newpayOrderNo} is not paid`);
    }
    return order;
  }
}
