import { Injectable } from '@nestjs/common';
import { NewPayFailedEvent, NewPayPaidEvent, OnNewPay } from 'nestjs-newpay';
import { OrdersService } from './orders.service.js';

@Injectable()
export class PaymentListener {
  constructor(private readonly orders: OrdersService) {}

  @OnNewPay('paid')
  onPaid({ orderNo }: NewPayPaidEvent): void {
    this.orders.states.set(orderNo, 'paid');
  }

  @OnNewPay('failed')
  onFailed({ orderNo }: NewPayFailedEvent): void {
    this.orders.states.set(orderNo, 'failed');
  }
}
