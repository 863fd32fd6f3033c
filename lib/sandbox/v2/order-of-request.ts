import { isWebAddress } from '../../protocol/web-address.js';
import { problemOfAmount } from '../api/amount-rule.js';
import { Refusal } from '../api/envelope.js';
import type { OrderStore } from '../orders/order-store.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import type { V2OrderDetails } from './v2-order-details.js';

/** What a unified order and a scanned one have in common. */
export interface V2OrderRequest {
  readonly v2: V2OrderDetails;
  readonly payMethod: number;
  readonly currency: string;
  readonly orderAmt: string;
  readonly orderNo: string;
  readonly callBackUrl: string;
  /** Empty: the payer stays on the cashier page. */
  readonly redirect: string;
  readonly subject: string;
  readonly attach: string;
}

/** The names of the parameters, which the two calls spell differently (protocol 10.14). */
export interface ParameterNames {
  readonly orderAmt: string;
  readonly callBackUrl: string;
  readonly currencies: readonly string[];
}

/**
 * Adds an order.
 *
 * @throws {Refusal} naming every rule that it breaks
 */
export function addOrder(
  orders: OrderStore,
  { redirect, attach, ...order }: V2OrderRequest,
  names: ParameterNames,
): SandboxOrder {
  const problems = [
    names.currencies.includes(order.currency)
      ? undefined
      : `currency must be one of ${names.currencies.join(', ')}`,
    problemOfAmount(names.orderAmt, order.orderAmt, order.currency),
    problemOfUrl(names.callBackUrl, order.callBackUrl),
    redirect === '' ? undefined : problemOfUrl('redirect', redirect),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) {
    throw new Refusal('INVALID_PARAMETER', problems.join('; '));
  }
  if (orders.find(order.orderNo)) {
    // Inferred: NewPay may also answer a repeated number with the first order.
    throw new Refusal('DUPLICATE_ORDER', `Order ${order.orderNo} already exists`);
  }
  return orders.add({
    ...order,
    successPageUrl: redirect,
    failurePageUrl: '',
    cancelPageUrl: '',
    extra: attach,
  });
}

function problemOfUrl(name: string, url: string): string | undefined {
  return isWebAddress(url) ? undefined : `${name} must be an absolute http(s) URL`;
}
