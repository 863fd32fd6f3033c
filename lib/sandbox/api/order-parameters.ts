import type { VerifiedFields } from '../../core/signature/signed-message.js';
import type { OrderRequest } from '../orders/sandbox-order.interface.js';
import { Refusal } from './envelope.js';
import { problemsOfOrder } from './order-rules.js';
import { amount, COMMON_PARAMETERS, int, text, type Parameter } from './parameters.js';

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
 * Reads the order out of verified parameters.
 *
 * @throws {Refusal} naming every rule that the order breaks
 */
export function orderRequest(fields: VerifiedFields): OrderRequest {
  const given = (name: keyof typeof ORDER_PARAMETERS) => fields.get(name) ?? '';
  const order = {
    payMethod: Number(given('payMethod')),
    currency: given('currency'),
    orderAmt: given('orderAmt'),
    orderNo: given('orderNo'),
    callBackUrl: given('callBackUrl'),
    successPageUrl: given('successPageUrl'),
    failurePageUrl: given('failurePageUrl'),
    cancelPageUrl: given('cancelPageUrl'),
    subject: given('subject'),
    extra: given('extra'),
  };
  const problems = problemsOfOrder(order);
  if (problems.length > 0) {
    throw new Refusal('INVALID_PARAMETER', problems.join('; '));
  }
  return order;
}
