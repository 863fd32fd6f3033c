import { violationsOf } from '../dto/check-input.js';
import { RefundDto } from '../dto/refund.dto.js';
import { NewPayValidationError } from '../errors/index.js';

/**
 * The parameters of a refund (protocol 4.4), without the ones common to every call.
 *
 * @param callbackAddress fills the address that the refund does not name
 * @throws {NewPayValidationError} listing every rule that the refund breaks
 */
export function refundRequest(
  refund: RefundDto,
  { url: defaultCallBackUrl, remedy }: { url: string | undefined; remedy: string },
): Required<RefundDto> {
  const violations = violationsOf(RefundDto, 'refund', refund);
  const callBackUrl = refund.callBackUrl ?? defaultCallBackUrl;
  if (callBackUrl === undefined) {
    violations.push({ field: 'callBackUrl', messages: [`callBackUrl is missing: ${remedy}`] });
  }
  if (callBackUrl === undefined || violations.length > 0) {
    throw new NewPayValidationError('refund', violations);
  }
  const { orderNo, refundOrderNo, refundOrderAmt, refundDesc } = refund;
  return { orderNo, refundOrderNo, refundOrderAmt, refundDesc, callBackUrl };
}
