import { PayMethod } from 'nestjs-newpay';

/** The names of the pay methods that this shop knows. */
export const PAY_METHODS: ReadonlyMap<PayMethod, string> = new Map([
  [PayMethod.NewPay, 'NewPay'],
  [PayMethod.Visa, 'Visa'],
  [PayMethod.WeChat, 'WeChat Pay'],
  [PayMethod.Alipay, 'Alipay'],
]);
