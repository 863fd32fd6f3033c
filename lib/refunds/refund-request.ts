import { checkInput, type InputType } from '../dto/check-input.js';
import { CreateRefundDto } from '../dto/create-refund.dto.js';
import { amountToSend } from '../dto/rules/amount.rule.js';
import { requireCallbackUrl } from '../urls/require-callback-url.js';

const REFUND: InputType<CreateRefundDto> = {
  subject: 'refund',
  Dto: CreateRefundDto,
};

/** Values for a refund that does not name them. */
export interface RefundDefaults {
  /** The callback URL for refunds that do not name their own. */
  readonly url: string | undefined;
  /** What to do when `url` is not known, as a phrase. */
  readonly remedy: string;
  /** The currency of a payment, if this process knows it. */
  readonly currencyOf: (orderNo: string) => string | undefined;
}

/**
 * The parameters of a refund (protocol 4.4), without those common to every call. They are sent as they were
 * checked.
 *
 * @throws {NewPayValidationError} listing every rule that the refund breaks
 */
export function refundRequest(
  input: CreateRefundDto,
  defaults: RefundDefaults,
): Required<CreateRefundDto> {
  const { copy: refund, violations } = checkInput(REFUND, input);
  const callBackUrl = requireCallbackUrl('refund', refund.callBackUrl, defaults, violations);
  const { orderNo, refundOrderNo, refundDesc } = refund;
  const refundOrderAmt = amountToSend(refund.refundOrderAmt, defaults.currencyOf(orderNo));
  return { orderNo, refundOrderNo, refundOrderAmt, refundDesc, callBackUrl };
}
