import { Currency, NewPayService, PayMethod } from 'nestjs-newpay';
import type { RunningApp } from './running-app.js';

/** Creates an order with the service of a running app that has no page for it. */
export async function createOrder(app: RunningApp, orderNo: string): Promise<void> {
  await app.nest.get(NewPayService, { strict: false }).createOrder({
    orderNo,
    payMethod: PayMethod.NewPay,
    currency: Currency.LAK,
    orderAmt: '50000',
  });
}
