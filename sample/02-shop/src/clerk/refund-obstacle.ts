import type { NewPayAccount } from '../newpay/newpay-account.js';
import type { Order } from '../orders/order.js';

/** Why an order cannot be refunded, or `undefined` if it can. */
export function refundObstacle(order: Order, account: NewPayAccount): string | undefined {
  if (order.status !== 'paid') {
    return `It is ${order.status}. Only a paid order can be refunded.`;
  }
  if (account.knows(order)) {
    return undefined;
  }
  return account.consoleUrl === undefined
    ? `It was paid through another appId than ${account.appId}, which this shop uses now. A refund has to go through that appId.`
    : 'It cannot be refunded: the shop was started again after the payment. The sandbox that stands for NewPay keeps its orders in memory and starts empty, so that it does not know this one.';
}
