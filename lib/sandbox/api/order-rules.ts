import { decimalsOf, isAboveZero, isDecimalText } from '../../core/amount/decimal-text.js';
import { isWebAddress } from '../../core/wire/web-address.js';
import { Currency } from '../../dto/currency.enum.js';
import { PayMethod } from '../../dto/pay-method.enum.js';
import type { OrderRequest } from '../orders/sandbox-order.interface.js';

/** Says what is wrong with an order, `undefined` when nothing is. */
type OrderRule = (order: OrderRequest) => string | undefined;

// The newer page's list, which it gives for website and mobile alike; the older page of the mobile
// call lists no Visa (protocol 10.12).
const PAY_METHODS: readonly number[] = [
  PayMethod.NewPay,
  PayMethod.Visa,
  PayMethod.WeChat,
  PayMethod.Alipay,
];

const CURRENCIES: readonly string[] = Object.values(Currency);

// As they stand in a request, where any number and any text may stand.
const ALIPAY: number = PayMethod.Alipay;
const LAK: string = Currency.LAK;

const ADDRESSES = ['callBackUrl', 'successPageUrl', 'failurePageUrl', 'cancelPageUrl'] as const;

const RULES: readonly OrderRule[] = [
  ({ payMethod }) =>
    PAY_METHODS.includes(payMethod)
      ? undefined
      : `payMethod must be one of ${PAY_METHODS.join(', ')}`,
  ({ currency }) =>
    CURRENCIES.includes(currency) ? undefined : `currency must be one of ${CURRENCIES.join(', ')}`,
  problemOfAmount,
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

/** Every rule of protocol 4.1 that an order breaks, a phrase each; empty when it breaks none. */
export function problemsOfOrder(order: OrderRequest): string[] {
  return RULES.map((rule) => rule(order)).filter((problem) => problem !== undefined);
}

/** The only amount rule that NewPay documents: whole for LAK, two decimals for USD (protocol 8.1). */
function problemOfAmount({ orderAmt, currency }: OrderRequest): string | undefined {
  if (!isDecimalText(orderAmt) || /^0\d/.test(orderAmt)) {
    return 'orderAmt must be decimal text, such as "50000" or "12.50"';
  }
  if (!isAboveZero(orderAmt)) {
    return 'orderAmt must be above zero';
  }
  if (currency === LAK && orderAmt.includes('.')) {
    return 'orderAmt must be whole for LAK';
  }
  return decimalsOf(orderAmt) > 2 ? 'orderAmt must have at most two decimals' : undefined;
}
