import { Injectable } from '@nestjs/common';
import { NewPayUnknownOutcomeError } from '../errors/index.js';
import type { NewPayPayment } from '../payments/newpay-payment.interface.js';
import { PaymentClient } from '../payments/payment-client.js';

/** Finds out what became of an order whose creation had no trustworthy answer. */
@Injectable()
export class UnknownOrderResolver {
  constructor(private readonly payments: PaymentClient) {}

  /**
   * What NewPay knows of the order. Never sends it again: NewPay's refusal to find an order may mean
   * that it does not have it yet.
   *
   * @throws the fault itself, when it is no unknown outcome or the query does not settle it
   */
  async resolve(fault: unknown): Promise<NewPayPayment> {
    if (!(fault instanceof NewPayUnknownOutcomeError) || fault.orderNo === undefined) {
      throw fault;
    }
    try {
      return await this.payments.query(fault.orderNo);
    } catch {
      throw fault;
    }
  }
}
