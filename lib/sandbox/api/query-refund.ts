import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import type { RefundStore } from '../refunds/refund-store.js';
import type { AnswerData, ApiCall } from './api.js';
import { Refusal } from './envelope.js';
import { COMMON_PARAMETERS, given, text } from './parameters.js';
import { refundData } from './refund-data.js';
import { TRANSACTION_TYPES } from './transaction-types.js';

/** Queries a refund (protocol 4.5). */
export class QueryRefund implements ApiCall {
  readonly parameters = { ...COMMON_PARAMETERS, refundOrderNo: { type: text, required: true } };

  constructor(private readonly refunds: RefundStore) {}

  run(fields: VerifiedFields): AnswerData {
    const refundOrderNo = given(fields, 'refundOrderNo');
    const refund = this.refunds.find(refundOrderNo);
    if (!refund || refund.order.v2) {
      throw new Refusal('REFUND_NOT_FOUND', `Refund ${refundOrderNo} does not exist`);
    }
    return {
      tranAbbr: TRANSACTION_TYPES.refund,
      tranNo: refund.tranNo,
      ...refundData(refund),
      newpayOrderNo: refund.order.newpayOrderNo,
    };
  }
}
