import { PayMethod } from 'nestjs-newpay';

/** The pay methods of this shop, in the order of its list. */
export const PAY_METHODS: ReadonlyMap<PayMethod, string> = new Map([
  [PayMethod.NewPay, 'NewPay'],
  [PayMethod.Visa, 'Visa'],
  [PayMethod.WeChat, 'WeChat Pay'],
  [PayMethod.Alipay, 'Alipay'],
]);
