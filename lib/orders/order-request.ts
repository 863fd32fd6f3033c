import { violationsOf } from '../dto/check-input.js';
import { CreateOrderDto } from '../dto/create-order.dto.js';
import { NewPayValidationError, type NewPayFieldViolation } from '../errors/index.js';
import type { GatewayFields } from '../gateway/gateway-client.js';
import type { NewPayPages } from '../options/newpay-options.interface.js';

/** What fills the addresses that an order does not name. */
export interface OrderDefaults {
  readonly callBackUrl: string | undefined;
  readonly pages: Readonly<NewPayPages>;
}

const ADDRESSES = ['callBackUrl', 'successPageUrl', 'failurePageUrl', 'cancelPageUrl'] as const;

type AddressField = (typeof ADDRESSES)[number];

const ADDRESS_OPTIONS: Readonly<Record<AddressField, string>> = {
  callBackUrl: 'publicUrl',
  successPageUrl: 'pages.success',
  failurePageUrl: 'pages.failure',
  cancelPageUrl: 'pages.cancel',
};

/**
 * The parameters of an order (protocol 4.1), without the ones common to every call.
 *
 * @throws {NewPayValidationError} listing every rule that the order breaks
 */
export function orderRequest(order: CreateOrderDto, defaults: OrderDefaults): GatewayFields {
  const violations = violationsOf(CreateOrderDto, 'order', order);
  const addresses = addressesOf(order, defaults);
  violations.push(...missingAddresses(addresses));
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
): NewPayFieldViolation[] {
  return ADDRESSES.filter((field) => addresses[field] === undefined).map((field) => ({
    field,
    messages: [
      `${field} is missing: name it in the order or set the option "${ADDRESS_OPTIONS[field]}"`,
    ],
  }));
}
