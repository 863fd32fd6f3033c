import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import { isWebAddress } from '../../protocol/web-address.js';
import type { RefundRequest } from '../refunds/sandbox-refund.interface.js';
import { Refusal } from './envelope.js';
import { amount, COMMON_PARAMETERS, given, text, type Parameter } from './parameters.js';

/** The parameters of a refund (protocol 4.4). */
export const REFUND_PARAMETERS = {
  ...COMMON_PARAMETERS,
  refundOrderAmt: { type: amount, required: true },
  orderNo: { type: text, required: true },
  refundOrderNo: { type: text, required: true },
  refundDesc: { type: text, required: true },
  // Required, but empty in NewPay's example (protocol 10.11).
  callBackUrl: { type: text, required: true, mayBeEmpty: true },
} satisfies Record<string, Parameter>;

/**
 * Reads a refund from verified parameters. Its amount is checked later, because the rules depend on
 * the order.
 *
 * @throws {Refusal} `callBackUrl` is neither a URL nor empty
 */
export function refundRequest(fields: VerifiedFields): RefundRequest {
  const callBackUrl = given(fields, 'callBackUrl');
  if (callBackUrl !== '' && !isWebAddress(callBackUrl)) {
    throw new Refusal('INVALID_PARAMETER', 'callBackUrl must be an absolute http(s) URL');
  }
  return {
    refundOrderAmt: given(fields, 'refundOrderAmt'),
    orderNo: given(fields, 'orderNo'),
    refundOrderNo: given(fields, 'refundOrderNo'),
    refundDesc: given(fields, 'refundDesc'),
    callBackUrl,
  };
}
