import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import { Refusal } from '../api/envelope.js';
import { given } from '../api/parameters.js';
import type { RefundStore } from '../refunds/refund-store.js';
import { queriedRefundData } from './refund-data.js';
import { requireOne } from './require-one.js';
import type { V2Data } from './signed-data.js';
import type { V2Call } from './v2-api.js';
import { QUERY_REFUND } from './v2-parameters.js';

/** Queries a refund (protocol 6.4). */
export class QueryUniRefund implements V2Call {
  readonly parameters = QUERY_REFUND;

  constructor(private readonly refunds: RefundStore) {}

  run(fields: VerifiedFields): V2Data {
    requireOne(fields, 'newpayRefundNo', 'mchRefundNo');
    const [newpayRefundNo, refundNo] = [
      given(fields, 'newpayRefundNo'),
      given(fields, 'mchRefundNo'),
    ];
    const refund =
      newpayRefundNo === ''
        ? this.refunds.find(refundNo)
        : this.refunds.findByNewPayNo(newpayRefundNo);
    if (!refund?.order.v2 || (refundNo !== '' && refund.refundOrderNo !== refundNo)) {
      throw new Refusal('REFUND_NOT_FOUND', `Refund ${newpayRefundNo || refundNo} does not exist`);
    }
    return queriedRefundData(refund);
  }
}
