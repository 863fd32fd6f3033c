import { Injectable, Logger } from '@nestjs/common';
import { NewPayFailedEvent, NewPayPaidEvent, OnNewPay } from 'nestjs-newpay';
import { OrdersService } from './orders.service.js';

/** NewPay's callback is acknowledged after the listener has finished. If it throws, NewPay delivers again. */
@Injectable()
export class PaymentListener {
  readonly #logger = new Logger(PaymentListener.name);

  constructor(private readonly orders: OrdersService) {}

  @OnNewPay('paid')
  onPaid({ orderNo, orderAmt, currency }: NewPayPaidEvent): void {
    this.orders.states.set(orderNo, 'paid');
    this.#logger.log(`Order ${orderNo} is paid: ${orderAmt} ${currency}`);
  }

  @OnNewPay('failed')
  onFailed({ orderNo, transInfo }: NewPayFailedEvent): void {
    this.orders.states.set(orderNo, 'failed');
    this.#logger.warn(`The payment of order ${orderNo} failed: ${transInfo ?? 'no reason given'}`);
  }
}
