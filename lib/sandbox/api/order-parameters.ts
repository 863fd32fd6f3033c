import { decimalsOf, isAboveZero, isDecimalText } from '../../core/amount/decimal-text.js';
import type { VerifiedFields } from '../../core/signature/signed-message.js';
import { isWebAddress } from '../../core/wire/web-address.js';
import { Currency } from '../../dto/currency.enum.js';
import { PayMethod } from '../../dto/pay-method.enum.js';
import type { OrderRequest } from '../orders/sandbox-order.interface.js';
import { Refusal } from './envelope.js';
import { amount, COMMON_PARAMETERS, int, text, type Parameter } from './parameters.js';

/** The parameters of an order (protocol 4.1). */
export const ORDER_PARAMETERS = {
  ...COMMON_PARAMETERS,
  payMethod: { type: int, required: true },
  currency: { type: text, required: true },
  orderAmt: { type: amount, required: true },
  orderNo: { type: text, required: true },
  callBackUrl: { type: text, required: true },
  successPageUrl: { type: text, required: true },
  failurePageUrl: { type: text, required: true },
  cancelPageUrl: { type: text, required: true },
  subject: { type: text, required: false },
  extra: { type: text, required: false },
} satisfies Record<string, Parameter>;

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
    payMethod === PayMethod.Alipay && subject === '' ? 'subject is required for Alipay' : undefined,
  ({ payMethod, extra }) =>
    payMethod === PayMethod.Alipay && !/ANDROID|IOS/.test(extra)
      ? 'extra must contain ANDROID or IOS for Alipay'
      : undefined,
];

/**
 * Reads the order out of verified parameters.
 *
 * @throws {Refusal} naming every rule that the order breaks
 */
export function orderRequest(fields: VerifiedFields): OrderRequest {
  const given = (name: keyof typeof ORDER_PARAMETERS) => fields.get(name) ?? '';
  const order = {
    payMethod: Number(given('payMethod')),
    currency: given('currency'),
    orderAmt: given('orderAmt'),
    orderNo: given('orderNo'),
    callBackUrl: given('callBackUrl'),
    successPageUrl: given('successPageUrl'),
    failurePageUrl: given('failurePageUrl'),
    cancelPageUrl: given('cancelPageUrl'),
    subject: given('subject'),
    extra: given('extra'),
  };
  const problems = RULES.map((rule) => rule(order)).filter((problem) => problem !== undefined);
  if (problems.length > 0) {
    throw new Refusal('INVALID_PARAMETER', problems.join('; '));
  }
  return order;
}

/** The only amount rule that NewPay documents: whole for LAK, two decimals for USD (protocol 8.1). */
function problemOfAmount({ orderAmt, currency }: OrderRequest): string | undefined {
  if (!isDecimalText(orderAmt) || /^0\d/.test(orderAmt)) {
    return 'orderAmt must be decimal text, such as "50000" or "12.50"';
  }
  if (!isAboveZero(orderAmt)) {
    return 'orderAmt must be above zero';
  }
  if (currency === Currency.LAK && orderAmt.includes('.')) {
    return 'orderAmt must be whole for LAK';
  }
  return decimalsOf(orderAmt) > 2 ? 'orderAmt must have at most two decimals' : undefined;
}
