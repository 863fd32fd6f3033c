import { violationsOf } from '../dto/check-input.js';
import { CreateOrderDto } from '../dto/create-order.dto.js';
import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';
import type { GatewayFields } from '../gateway/gateway-client.js';
import type { NewPayPages } from '../options/newpay-options.interface.js';

/** What fills the addresses that an order does not name. */
export interface OrderDefaults {
  readonly callBackUrl: string | undefined;
  /** What to do when that is not known. */
  readonly callBackUrlRemedy: string;
  readonly pages: Readonly<NewPayPages>;
}

const ADDRESSES = ['callBackUrl', 'successPageUrl', 'failurePageUrl', 'cancelPageUrl'] as const;

type AddressField = (typeof ADDRESSES)[number];

/**
 * The parameters of an order (protocol 4.1), without the ones common to every call.
 *
 * @throws {NewPayValidationError} listing every rule that the order breaks
 */
export function orderRequest(order: CreateOrderDto, defaults: OrderDefaults): GatewayFields {
  const violations = violationsOf(CreateOrderDto, 'order', order);
  const addresses = addressesOf(order, defaults);
  violations.push(...missingAddresses(addresses, defaults));
  if (violations.length > 0) {
    throw new NewPayValidationError('order', violations);
  }
  return {
    payMethod: order.payMethod,
    currency: order.currency,
    orderAmt: order.orderAmt,
    orderNo: order.orderNo,
    ...addresses,
    subject: order.subject ?? undefined,
    extra: order.extra ?? undefined,
  };
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
