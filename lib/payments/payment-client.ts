import { Inject, Injectable } from '@nestjs/common';
import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import { paymentStatusOfQuery } from '../protocol/v1/status-codes.js';
import { nonEmpty, requiredField } from '../protocol/v1/fields.js';
import { requireOrderNo } from '../dto/order-number.js';
import { Gateway } from '../gateway/gateway.js';
import { requireSame } from '../protocol/v1/answer.js';
import { NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import type { PaymentOptions } from '../options/resolved-options.interface.js';
import { RefundAllowance } from '../refunds/refund-allowance.js';
import type { NewPayPayment } from './newpay-payment.interface.js';
import { readPayment } from '../protocol/v1/fields.js';

/** Asks NewPay what became of a payment (protocol 4.3). */
@Injectable()
export class PaymentClient {
  constructor(
    private readonly gateway: Gateway,
    private readonly ledger: RefundAllowance,
    @Inject(NEWPAY_OPTIONS) private readonly options: PaymentOptions,
  ) {}

  /** Rejects as `NewPayService.queryOrder` says. */
  async query(orderNo: string): Promise<NewPayPayment> {
    requireOrderNo('orderNo', orderNo);
    const payment = await this.gateway.read({
      name: 'queryOrder',
      url: this.options.endpoints.queryOrder,
      fields: { orderNo },
      kind: 'paymentQuery',
      interpret: (answer) => this.#interpret(answer, orderNo),
    });
    this.ledger.learn(payment);
    return payment;
  }

  #interpret(answer: VerifiedFields, orderNo: string): NewPayPayment {
    const payment = {
      status: requiredField(answer, 'transStatus', paymentStatusOfQuery),
      ...readPayment(answer),
      tranNo: answer.get('tranNo'),
      tranAbbr: answer.get('tranAbbr'),
      appId: requiredField(answer, 'appId', nonEmpty),
    };
    requireSame('appId', payment.appId, this.options.appId);
    requireSame('orderNo', payment.orderNo, orderNo);
    return Object.freeze(payment);
  }
}
