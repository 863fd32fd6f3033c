import { checkInput, type InputType } from '../dto/check-input.js';
import { CreateV2OrderDto } from '../dto/create-v2-order.dto.js';
import { amountToSend } from '../dto/rules/amount.rule.js';
import { problemOfExtraParam } from '../dto/rules/extra-param.rule.js';
import { NewPayValidationError } from '../errors/index.js';
import { problemsOfReturnedTexts } from '../orders/returned-texts.js';
import type { CallbackUrl } from '../urls/callback-url.js';
import { requireCallbackUrl } from '../urls/require-callback-url.js';

const ORDER: InputType<CreateV2OrderDto> = {
  subject: 'order',
  Dto: CreateV2OrderDto,
};

/** Values for an order that does not name them. */
export interface V2OrderDefaults {
  readonly callback: Pick<CallbackUrl, 'url' | 'remedy'>;
  readonly redirect: string | undefined;
  /** The maximum size of the order's callback, in bytes. */
  readonly maxCallbackBytes: number;
}

/** The parameters of an order of API v2 (protocol 6.1), without those common to every call. */
export interface V2OrderParameters {
  readonly mchOrderNo: string;
  readonly channel: string;
  readonly currency: string;
  readonly orderAmt: string;
  readonly subject: string | undefined;
  readonly callBackUrl: string;
  readonly redirect: string | undefined;
  readonly attach: string | undefined;
  readonly extraParam: Readonly<Record<string, string>> | undefined;
}

/** @throws {NewPayValidationError} listing every rule that the order breaks */
export function v2OrderRequest(
  input: CreateV2OrderDto,
  { callback, redirect, maxCallbackBytes }: V2OrderDefaults,
): V2OrderParameters {
  const { copy: order, violations } = checkInput(ORDER, input);
  const { subject, attach } = order;
  violations.push(...problemsOfReturnedTexts({ subject, attach }, maxCallbackBytes));
  const callBackUrl = requireCallbackUrl('order', order.callBackUrl, callback, violations);
  return {
    mchOrderNo: order.orderNo,
    channel: order.channel,
    currency: order.currency,
    orderAmt: amountToSend(order.orderAmt, order.currency),
    subject: subject ?? undefined,
    callBackUrl,
    redirect: order.redirect ?? redirect,
    attach: attach ?? undefined,
    extraParam: extraParamOf(order),
  };
}

/** A copy that was checked: an object with accessors may answer differently the second time. */
function extraParamOf({
  extraParam,
}: CreateV2OrderDto): Readonly<Record<string, string>> | undefined {
  if (extraParam === undefined || extraParam === null) {
    return undefined;
  }
  const copy: Record<string, string> = Object.fromEntries(Object.entries(extraParam));
  const problem = problemOfExtraParam(copy);
  if (problem !== undefined) {
    const messages = [`extraParam ${problem}`];
    throw new NewPayValidationError('order', [{ field: 'extraParam', messages }]);
  }
  return copy;
}
