import { violationsOf } from '../dto/check-input.js';
import { RefundDto } from '../dto/refund.dto.js';
import { NewPayValidationError } from '../errors/index.js';

/**
 * The parameters of a refund (protocol 4.4), without the ones common to every call.
 *
 * @param defaultCallBackUrl fills the address that the refund does not name
 * @throws {NewPayValidationError} listing every rule that the refund breaks
 */
export function refundRequest(
  refund: RefundDto,
  defaultCallBackUrl: string | undefined,
): Required<RefundDto> {
  const violations = violationsOf(RefundDto, 'refund', refund);
  const callBackUrl = refund.callBackUrl ?? defaultCallBackUrl;
  if (callBackUrl === undefined) {
    const message = 'callBackUrl is missing: name it in the refund or set the option "publicUrl"';
    violations.push({ field: 'callBackUrl', messages: [message] });
  }
  if (callBackUrl === undefined || violations.length > 0) {
    throw new NewPayValidationError('refund', violations);
  }
  const { orderNo, refundOrderNo, refundOrderAmt, refundDesc } = refund;
  return { orderNo, refundOrderNo, refundOrderAmt, refundDesc, callBackUrl };
}
