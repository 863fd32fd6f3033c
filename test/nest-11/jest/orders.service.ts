import { Injectable } from '@nestjs/common';
import { NewPayService, OnNewPay, type NewPayOrder, type NewPayPaidEvent } from 'nestjs-newpay';

@Injectable()
export class OrdersService {
  readonly paid: string[] = [];

  constructor(private readonly newPay: NewPayService) {}

  buy(orderNo: string): Promise<NewPayOrder> {
    return this.newPay.createOrder({
      orderNo,
      orderAmt: '50000',
      currency: 'LAK',
      payMethod: 1,
    });
  }

  @OnNewPay('paid')
  onPaid({ orderNo }: NewPayPaidEvent): void {
    this.paid.push(orderNo);
  }
}
