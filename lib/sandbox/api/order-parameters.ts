import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import type { OrderRequest } from '../orders/sandbox-order.interface.js';
import { Refusal } from './envelope.js';
import { problemsOfOrder } from './order-rules.js';
import { amount, COMMON_PARAMETERS, given, int, text, type Parameter } from './parameters.js';

/** The parameters of an order (protocol 4.1). */
export const ORDER_PARAMETERS = {
  ...COMMON_PARAMETERS,
  payMethod: { type: int, required: true },
  currency: { type: text, required: true },
  orderAmt: { type: amount, required: true },
  orderNo: { type: text, required: true },
  callBackUrl: { type: text, required: true },
  successPageUrl: { type: text, required: true },
  failurePageUrl: { type: text, required: true },
  cancelPageUrl: { type: text, required: true },
  subject: { type: text, required: false },
  extra: { type: text, required: false },
} satisfies Record<string, Parameter>;

/**
 * Reads an order from verified parameters.
 *
 * @param payMethods the documented payment methods of the call
 * @throws {Refusal} naming every rule that the order breaks
 */
export function orderRequest(fields: VerifiedFields, payMethods: readonly number[]): OrderRequest {
  const order = {
    payMethod: Number(given(fields, 'payMethod')),
    currency: given(fields, 'currency'),
    orderAmt: given(fields, 'orderAmt'),
    orderNo: given(fields, 'orderNo'),
    callBackUrl: given(fields, 'callBackUrl'),
    successPageUrl: given(fields, 'successPageUrl'),
    failurePageUrl: given(fields, 'failurePageUrl'),
    cancelPageUrl: given(fields, 'cancelPageUrl'),
    subject: given(fields, 'subject'),
    extra: given(fields, 'extra'),
  };
  const problems = problemsOfOrder(order, payMethods);
  if (problems.length > 0) {
    throw new Refusal('INVALID_PARAMETER', problems.join('; '));
  }
  return order;
}
