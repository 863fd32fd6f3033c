import { isWebAddress } from '../../protocol/web-address.js';
import { Currency } from '../../protocol/v1/currency.enum.js';
import { PayMethod } from '../../protocol/v1/pay-method.enum.js';
import type { OrderRequest } from '../orders/sandbox-order.interface.js';
import { problemOfAmount } from './amount-rule.js';

/** Says what is wrong with an order, `undefined` when nothing is. */
type OrderRule = (order: OrderRequest) => string | undefined;

/**
 * The ways to pay an order: the newer page's list, which it gives for website and mobile alike. The
 * older page of the mobile call lists no Visa (protocol 10.12).
 */
export const ORDER_PAY_METHODS: readonly number[] = [
  PayMethod.NewPay,
  PayMethod.Visa,
  PayMethod.WeChat,
  PayMethod.Alipay,
];

/** The ways to pay a pre-payment (protocol 4.2). */
export const PRE_PAYMENT_PAY_METHODS: readonly number[] = [
  PayMethod.NewPay,
  PayMethod.MasterCard,
  PayMethod.WeChat,
];

const CURRENCIES: readonly string[] = Object.values(Currency);

// As it stands in a request, where any number may stand.
const ALIPAY: number = PayMethod.Alipay;

const ADDRESSES = ['callBackUrl', 'successPageUrl', 'failurePageUrl', 'cancelPageUrl'] as const;

const RULES: readonly OrderRule[] = [
  ({ currency }) =>
    CURRENCIES.includes(currency) ? undefined : `currency must be one of ${CURRENCIES.join(', ')}`,
  ({ orderAmt, currency }) => problemOfAmount('orderAmt', orderAmt, currency),
  ...ADDRESSES.map(
    (name): OrderRule =>
      (order) =>
        isWebAddress(order[name]) ? undefined : `${name} must be an absolute http(s) address`,
  ),
  ({ payMethod, subject }) =>
    payMethod === ALIPAY && subject === '' ? 'subject is required for Alipay' : undefined,
  ({ payMethod, extra }) =>
    payMethod === ALIPAY && !/ANDROID|IOS/.test(extra)
      ? 'extra must contain ANDROID or IOS for Alipay'
      : undefined,
];

/**
 * Every rule of protocol 4.1 and 4.2 that an order breaks, a phrase each; empty when it breaks none.
 *
 * @param payMethods the ways to pay that the call's page lists
 */
export function problemsOfOrder(order: OrderRequest, payMethods: readonly number[]): string[] {
  const rules = [payMethodRule(payMethods), ...RULES];
  return rules.map((rule) => rule(order)).filter((problem) => problem !== undefined);
}

function payMethodRule(payMethods: readonly number[]): OrderRule {
  return ({ payMethod }) =>
    payMethods.includes(payMethod)
      ? undefined
      : `payMethod must be one of ${payMethods.join(', ')}`;
}
