import { PayMethod } from '../../protocol/v1/pay-method.enum.js';

/** How a payer pays with NewPay's real cashier. */
export interface PayMethodText {
  /** The name of the payment method. */
  readonly name: string;
  /** The app that scans the QR code; missing if there is none. */
  readonly app?: string;
}

const TEXTS: Readonly<Record<number, PayMethodText>> = {
  [PayMethod.NewPay]: { name: 'NewPay', app: 'the NewPay app' },
  [PayMethod.Visa]: { name: 'Visa' },
  [PayMethod.MasterCard]: { name: 'MasterCard' },
  [PayMethod.WeChat]: { name: 'WeChat', app: 'WeChat' },
  [PayMethod.Alipay]: { name: 'Alipay', app: 'the Alipay app' },
} satisfies Record<PayMethod, PayMethodText>;

/** The texts of the payment method of an order. */
export function payMethodText(payMethod: number): PayMethodText {
  return TEXTS[payMethod] ?? { name: String(payMethod) };
}
