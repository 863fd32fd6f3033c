import {
  NewPayChannel,
  NewPayV2Service,
  PayMethod,
  type NewPayV2Payment,
  type NewPayV2Refund,
} from 'nestjs-newpay';
import type { Queryable } from '../database/database.js';
import type { Order } from '../orders/order.js';
import { PaymentGateway, type Payment } from './payment-gateway.js';

/** The channels of web pages. API v2 has none for cards. */
const CHANNELS: ReadonlyMap<PayMethod, NewPayChannel> = new Map([
  [PayMethod.NewPay, NewPayChannel.NewPayOnline],
  [PayMethod.WeChat, NewPayChannel.WeChatOnline],
  [PayMethod.Alipay, NewPayChannel.AlipayOnline],
]);

/** Payments by NewPay's API v2. */
export class V2Gateway extends PaymentGateway {
  readonly payMethods = [...CHANNELS.keys()];

  constructor(private readonly newPay: NewPayV2Service) {
    super();
  }

  async watch(orderNo: string, transaction: Queryable): Promise<void> {
    await this.newPay.watch(orderNo, { db: transaction });
  }

  async createOrder(
    { orderNo, payMethod, price, title }: Order,
    { orderPage }: Payment,
  ): Promise<string> {
    const channel = CHANNELS.get(payMethod);
    if (channel === undefined) {
      throw new RangeError(`API v2 has no channel for the pay method ${payMethod}`);
    }
    const { payReference } = await this.newPay.createOrder({
      orderNo,
      channel,
      currency: price.currency,
      orderAmt: price.amount,
      subject: title,
      // For a buyer who has paid. API v2 has no page for a failure or a cancellation.
      redirect: `${orderPage}?back=success`,
    });
    return payReference.value;
  }

  async reconcile(
    orderNo: string,
    options: { readonly timeout: number },
  ): Promise<NewPayV2Payment> {
    return this.newPay.reconcile({ orderNo }, options);
  }

  async refund(
    { orderNo, newpayOrderNo, price }: Order,
    refundOrderNo: string,
  ): Promise<NewPayV2Refund> {
    if (newpayOrderNo === undefined) {
      throw new Error(`Order ${orderNo} has no number of NewPay's: it is not paid`);
    }
    return this.newPay.refund({
      newpayOrderNo,
      refundOrderNo,
      refundOrderAmt: price.amount,
      currency: price.currency,
    });
  }

  async queryRefund(refundOrderNo: string): Promise<NewPayV2Refund> {
    return this.newPay.queryRefund({ refundOrderNo });
  }
}
