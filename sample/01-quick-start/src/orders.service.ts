import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Currency, NewPayService, PayMethod } from 'nestjs-newpay';

export type OrderState = 'pending' | 'paid' | 'failed';

@Injectable()
export class OrdersService {
  /** A real app keeps its orders in a database. */
  readonly states = new Map<string, OrderState>();

  constructor(private readonly newPay: NewPayService) {}

  /** Creates an order for a coffee and returns the URL of the cashier page. */
  async buyCoffee(): Promise<string> {
    const orderNo = randomUUID();
    // Before the call: the order is known here even if no answer comes.
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
