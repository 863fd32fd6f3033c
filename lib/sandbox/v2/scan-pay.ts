import type { VerifiedFields } from '../../protocol/signature/signed-message.js';
import { Refusal } from '../api/envelope.js';
import { given } from '../api/parameters.js';
import type { OrderStore } from '../orders/order-store.js';
import { payUrlOf } from '../orders/pay-url.js';
import type { PaymentSimulator } from '../orders/payment-simulator.js';
import { addOrder } from './order-of-request.js';
import type { V2Data } from './signed-data.js';
import type { V2Call } from './v2-api.js';
import { SCAN } from './v2-parameters.js';

export interface ScanPayParts {
  readonly appId: string;
  readonly orders: OrderStore;
  readonly simulator: PaymentSimulator;
  readonly baseUrl: string;
}

const NAMES = { orderAmt: 'amount', callBackUrl: 'callbackUrl', currencies: ['LAK', 'USD'] };

/** The wallets, by the first digits of their payment codes. */
const WALLETS = [
  { channel: 'WECHAT', payMethod: 1, code: /^1[0-5]\d{16}$/ },
  { channel: 'ALIPAY', payMethod: 11, code: /^(?:2[5-9]|30)\d{14,22}$/ },
] as const;

/** A payer with such a code must confirm the payment: it is not paid at once. */
const IS_TO_BE_CONFIRMED = /00$/;

/** `status` of an order that is not paid yet; no page says what the codes mean. */
const PROCESSING = 2;

/**
 * Creates an order from the code on the payer's phone (protocol 7). It is paid right after the answer,
 * unless the code ends in `00`.
 */
export class ScanPay implements V2Call {
  readonly parameters = SCAN;
  readonly hasVersion = true;

  constructor(private readonly parts: ScanPayParts) {}

  run(fields: VerifiedFields): V2Data {
    const { appId, orders, simulator, baseUrl } = this.parts;
    const authCode = given(fields, 'authCode');
    const wallet = WALLETS.find(({ code }) => code.test(authCode));
    if (!wallet) {
      throw new Refusal('INVALID_PARAMETER', 'authCode is not a payment code of WeChat or Alipay');
    }
    const { channel, payMethod } = wallet;
    const request = {
      v2: { channel, orderType: 'MICRO_CODE' },
      payMethod,
      currency: given(fields, 'currency'),
      orderAmt: given(fields, 'amount'),
      orderNo: given(fields, 'mchOrderNo'),
      callBackUrl: given(fields, 'callbackUrl'),
      redirect: '',
      subject: given(fields, 'description'),
      attach: '',
    };
    const order = addOrder(orders, request, NAMES);
    if (!IS_TO_BE_CONFIRMED.test(authCode)) {
      // After the answer. The order may have been paid by then.
      setImmediate(() => void simulator.pay(order.orderNo).catch(() => undefined));
    }
    return {
      appId,
      orderAmt: order.orderAmt,
      payUrl: payUrlOf(baseUrl, order),
      mchOrderNo: order.orderNo,
      newpayOrderNo: order.newpayOrderNo,
      status: PROCESSING,
      currency: order.currency,
      channel,
    };
  }
}
