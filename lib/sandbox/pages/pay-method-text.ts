import type { OrderRequest } from '../orders/sandbox-order.interface.js';
import { PayMethod } from '../../protocol/v1/pay-method.enum.js';

/** How a payer pays with NewPay's real cashier. */
export interface PayMethodText {
  /** The name of the payment method. */
  readonly name: string;
  /** The app that scans the QR code; missing if there is none. */
  readonly app?: string;
}

const TEXTS = {
  [PayMethod.NewPay]: { name: 'NewPay', app: 'the NewPay app' },
  [PayMethod.Visa]: { name: 'Visa' },
  [PayMethod.MasterCard]: { name: 'MasterCard' },
  [PayMethod.WeChat]: { name: 'WeChat', app: 'WeChat' },
  [PayMethod.Alipay]: { name: 'Alipay', app: 'the Alipay app' },
} satisfies Record<PayMethod, PayMethodText>;

const CODE_TEXTS: Readonly<Record<number, PayMethodText>> = TEXTS;

/** By the first word of the channel of an order of API v2. */
const CHANNEL_TEXTS: Readonly<Record<string, PayMethodText>> = {
  WECHAT: TEXTS[PayMethod.WeChat],
  ALIPAY: TEXTS[PayMethod.Alipay],
  NEWPAY: TEXTS[PayMethod.NewPay],
  LAP: { name: 'LAO QR', app: "the app of the payer's bank" },
};

/** The texts of the payment method of an order. */
export function payMethodText({
  payMethod,
  v2,
}: Pick<OrderRequest, 'payMethod' | 'v2'>): PayMethodText {
  const text = v2 ? CHANNEL_TEXTS[v2.channel.split('_')[0] ?? ''] : CODE_TEXTS[payMethod];
  return text ?? { name: v2?.channel ?? String(payMethod) };
}
