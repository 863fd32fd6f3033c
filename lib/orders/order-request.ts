import { checkInput, type InputType } from '../dto/check-input.js';
import { CreateOrderDto, type NewPayTerminal } from '../dto/create-order.dto.js';
import { amountToSend } from '../dto/rules/amount.rule.js';
import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';
import type { NewPayPages } from '../options/newpay-options.interface.js';
import { problemsOfReturnedTexts } from './returned-texts.js';

/** The URLs for orders that do not name their own. */
export interface OrderDefaults {
  readonly callBackUrl: string | undefined;
  /** What to do when `callBackUrl` is not known, as a phrase. */
  readonly callBackUrlRemedy: string;
  readonly pages: Readonly<NewPayPages>;
  /** The maximum size of the order's callback, in bytes. */
  readonly maxCallbackBytes: number;
}

const ADDRESSES = ['callBackUrl', 'successPageUrl', 'failurePageUrl', 'cancelPageUrl'] as const;

const ORDER: InputType<CreateOrderDto> = {
  subject: 'order',
  Dto: CreateOrderDto,
};

type AddressField = (typeof ADDRESSES)[number];

/** The parameters of an order (protocol 4.1), without those common to every call. */
export type OrderParameters = Readonly<Record<AddressField, string | undefined>> & {
  readonly payMethod: number;
  readonly currency: string;
  readonly orderAmt: string;
  readonly orderNo: string;
  readonly subject: string | undefined;
  readonly extra: string | undefined;
};

/** An order that was checked. */
export interface OrderRequest {
  readonly parameters: OrderParameters;
  readonly terminal: NewPayTerminal;
}

/**
 * Checks an order and fills in the URLs that it does not name.
 *
 * @throws {NewPayValidationError} listing every rule that the order breaks
 */
export function orderRequest(input: CreateOrderDto, defaults: OrderDefaults): OrderRequest {
  const { copy: order, violations } = checkInput(ORDER, input);
  const addresses = addressesOf(order, defaults);
  const { subject, extra } = order;
  violations.push(
    ...missingAddresses(addresses, defaults),
    ...problemsOfReturnedTexts({ subject, extra }, defaults.maxCallbackBytes),
  );
  if (violations.length > 0) {
    throw new NewPayValidationError('order', violations);
  }
  const parameters = {
    payMethod: order.payMethod,
    currency: order.currency,
    orderAmt: amountToSend(order.orderAmt, order.currency),
    orderNo: order.orderNo,
    ...addresses,
    subject: subject ?? undefined,
    extra: extra ?? undefined,
  };
  return { parameters, terminal: order.terminal ?? 'website' };
}

function addressesOf(
  order: CreateOrderDto,
  { callBackUrl, pages }: OrderDefaults,
): Record<AddressField, string | undefined> {
  return {
    callBackUrl: order.callBackUrl ?? callBackUrl,
    successPageUrl: order.successPageUrl ?? pages.success,
    failurePageUrl: order.failurePageUrl ?? pages.failure,
    cancelPageUrl: order.cancelPageUrl ?? pages.cancel,
  };
}

function missingAddresses(
  addresses: Record<AddressField, string | undefined>,
  { callBackUrlRemedy }: OrderDefaults,
): NewPayFieldViolation[] {
  const remedies: Readonly<Record<AddressField, string>> = {
    callBackUrl: callBackUrlRemedy,
    successPageUrl: 'name it or set the option "pages.success"',
    failurePageUrl: 'name it or set the option "pages.failure"',
    cancelPageUrl: 'name it or set the option "pages.cancel"',
  };
  return ADDRESSES.filter((field) => addresses[field] === undefined).map((field) => ({
    field,
    messages: [`${field} is missing: ${remedies[field]}`],
  }));
}
