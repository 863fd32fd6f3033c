import { isWebAddress } from '../../protocol/web-address.js';
import { V1_CURRENCIES } from '../../protocol/v1/currency.enum.js';
import { PayMethod } from '../../protocol/v1/pay-method.enum.js';
import type { OrderRequest } from '../orders/sandbox-order.interface.js';
import { problemOfAmount } from './amount-rule.js';

/** Returns a problem of an order, `undefined` if it follows the rule. */
type OrderRule = (order: OrderRequest) => string | undefined;

/**
 * The payment methods of an order, by the newer page, for website and mobile. The older page of the
 * mobile call does not list Visa (protocol 10.12).
 */
export const ORDER_PAY_METHODS: readonly number[] = [
  PayMethod.NewPay,
  PayMethod.Visa,
  PayMethod.WeChat,
  PayMethod.Alipay,
];

/** The payment methods of a pre-payment (protocol 4.2). */
export const PRE_PAYMENT_PAY_METHODS: readonly number[] = [
  PayMethod.NewPay,
  PayMethod.MasterCard,
  PayMethod.WeChat,
];

const CURRENCIES: readonly string[] = V1_CURRENCIES;

// As a number: a request may contain any payment method.
const ALIPAY: number = PayMethod.Alipay;

const URLS = ['callBackUrl', 'successPageUrl', 'failurePageUrl', 'cancelPageUrl'] as const;

const RULES: readonly OrderRule[] = [
  ({ currency }) =>
    CURRENCIES.includes(currency) ? undefined : `currency must be one of ${CURRENCIES.join(', ')}`,
  ({ orderAmt, currency }) => problemOfAmount('orderAmt', orderAmt, currency),
  ...URLS.map(
    (name): OrderRule =>
      (order) =>
        isWebAddress(order[name]) ? undefined : `${name} must be an absolute http(s) URL`,
  ),
  ({ payMethod, subject }) =>
    payMethod === ALIPAY && subject === '' ? 'subject is required for Alipay' : undefined,
  ({ payMethod, extra }) =>
    payMethod === ALIPAY && !/ANDROID|IOS/.test(extra)
      ? 'extra must contain ANDROID or IOS for Alipay'
      : undefined,
];

/**
 * Validates an order by the rules of protocol 4.1 and 4.2, and returns all problems.
 *
 * @param payMethods the documented payment methods of the call
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
