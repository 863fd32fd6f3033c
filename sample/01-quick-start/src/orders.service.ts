import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Currency, NewPayService, PayMethod } from 'nestjs-newpay';

export type OrderState = 'pending' | 'paid' | 'failed';

@Injectable()
export class OrdersService {
  // Your database, in an app of your own.
  readonly states = new Map<string, OrderState>();

  constructor(private readonly newPay: NewPayService) {}

  /** Returns the address of the cashier. */
  async buyCoffee(): Promise<string> {
    const orderNo = randomUUID();
    this.states.set(orderNo, 'pending');
    const { payUrl } = await this.newPay.createOrder({
      orderNo,
      payMethod: PayMethod.NewPay,
      currency: Currency.LAK,
      orderAmt: '50000',
      subject: 'Coffee',
    });
    return payUrl;
  }
}
