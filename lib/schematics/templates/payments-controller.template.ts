/** An example of a call: a route that creates an order. */
export function paymentsControllerFile(): string {
  return `import { randomUUID } from 'node:crypto';
import { Controller, Post } from '@nestjs/common';
import { NewPayService, PayMethod, type NewPayOrder } from 'nestjs-newpay';

/** An example to try a payment with: replace it by the checkout of your app. */
@Controller('payments')
export class PaymentsController {
  constructor(private readonly newPay: NewPayService) {}

  /** Send the payer to payUrl of the answer. */
  @Post()
  create(): Promise<NewPayOrder> {
    return this.newPay.createOrder({
      orderNo: randomUUID(), // save the order before the call
      payMethod: PayMethod.NewPay,
      currency: 'LAK',
      orderAmt: '50000', // from your database, never from the request
      subject: 'Coffee',
    });
  }
}
`;
}
