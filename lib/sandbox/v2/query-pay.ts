import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import { Refusal } from '../api/envelope.js';
import { given } from '../api/parameters.js';
import type { OrderStore } from '../orders/order-store.js';
import { paymentData } from './payment-data.js';
import { requireOne } from './require-one.js';
import type { V2Data } from './signed-data.js';
import type { V2Call } from './v2-api.js';
import { QUERY_PAY } from './v2-parameters.js';

/** Queries a payment (protocol 6.2). It is `PROCESSING` until it has a result. */
export class QueryPay implements V2Call {
  readonly parameters = QUERY_PAY;

  constructor(
    private readonly appId: string,
    private readonly orders: OrderStore,
  ) {}

  run(fields: VerifiedFields): V2Data {
    requireOne(fields, 'newpayOrderNo', 'mchOrderNo');
    const [newpayOrderNo, orderNo] = [given(fields, 'newpayOrderNo'), given(fields, 'mchOrderNo')];
    const order =
      newpayOrderNo === '' ? this.orders.find(orderNo) : this.orders.findByNewPayNo(newpayOrderNo);
    if (!order?.v2 || (orderNo !== '' && order.orderNo !== orderNo)) {
      throw new Refusal('ORDER_NOT_FOUND', `Order ${newpayOrderNo || orderNo} does not exist`);
    }
    return paymentData(this.appId, order);
  }
}
