import { NewPayService, PayMethod, type NewPayPayment, type NewPayRefund } from 'nestjs-newpay';
import type { Queryable } from '../database/database.js';
import type { Order } from '../orders/order.js';
import { PaymentGateway, type Payment } from './payment-gateway.js';

/** Payments by NewPay's API v1. */
export class V1Gateway extends PaymentGateway {
  readonly payMethods = [PayMethod.NewPay, PayMethod.Visa, PayMethod.WeChat, PayMethod.Alipay];

  constructor(private readonly newPay: NewPayService) {
    super();
  }

  async watch(orderNo: string, transaction: Queryable): Promise<void> {
    await this.newPay.watch(orderNo, { db: transaction });
  }

  async createOrder(
    { orderNo, payMethod, price, title }: Order,
    { device, orderPage }: Payment,
  ): Promise<string> {
    const { payUrl } = await this.newPay.createOrder({
      orderNo,
      payMethod,
      currency: price.currency,
      orderAmt: price.amount,
      subject: title,
      extra: device,
      // All three show the saved status. They prove nothing, because anybody can open them: only the
      // verified event marks an order as paid.
      successPageUrl: `${orderPage}?back=success`,
      failurePageUrl: `${orderPage}?back=failure`,
      cancelPageUrl: `${orderPage}?back=cancel`,
    });
    return payUrl;
  }

  async reconcile(orderNo: string, options: { readonly timeout: number }): Promise<NewPayPayment> {
    return this.newPay.reconcile(orderNo, options);
  }

  async refund({ orderNo, price, title }: Order, refundOrderNo: string): Promise<NewPayRefund> {
    return this.newPay.refund({
      orderNo,
      refundOrderNo,
      refundOrderAmt: price.amount,
      refundDesc: `Refund of ${title}`,
    });
  }

  async queryRefund(refundOrderNo: string): Promise<NewPayRefund> {
    return this.newPay.queryRefund(refundOrderNo);
  }
}
