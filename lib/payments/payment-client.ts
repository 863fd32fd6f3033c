import { Inject, Injectable } from '@nestjs/common';
import { requireOrderNo } from '../dto/rules/order-number.rule.js';
import { requireCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import { Gateway } from '../gateway/gateway.js';
import type { PaymentOptions } from '../options/resolved-options.interface.js';
import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import { nonEmpty, readPayment, requiredField } from '../protocol/v1/field-readers.js';
import { paymentStatusOfQuery } from '../protocol/v1/status-codes.js';
import { RefundAllowance } from '../refunds/refund-allowance.js';
import { NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import type { NewPayPayment } from './newpay-payment.interface.js';

/** Queries payments (protocol 4.3). */
@Injectable()
export class PaymentClient {
  constructor(
    private readonly gateway: Gateway,
    private readonly allowance: RefundAllowance,
    @Inject(NEWPAY_OPTIONS) private readonly options: PaymentOptions,
  ) {}

  /** See `NewPayService.queryOrder`. */
  async queryOrder(orderNo: string, options?: NewPayCallOptions): Promise<NewPayPayment> {
    const callOptions = requireCallOptions(options);
    requireOrderNo('orderNo', orderNo);
    const call = {
      fields: { orderNo },
      interpret: (answer: VerifiedFields) => this.#interpret(answer, orderNo),
    };
    const payment = await this.gateway.read('queryOrder', call, callOptions);
    this.allowance.recordPayment(payment);
    return payment;
  }

  #interpret(answer: VerifiedFields, orderNo: string): NewPayPayment {
    const status = requiredField(answer, 'transStatus', paymentStatusOfQuery);
    const payment = {
      status,
      ...readPayment(answer, status),
      tranNo: answer.get('tranNo'),
      tranAbbr: answer.get('tranAbbr'),
      appId: requiredField(answer, 'appId', nonEmpty),
    };
    requireSame('appId', payment.appId, this.options.appId);
    requireSame('orderNo', payment.orderNo, orderNo);
    return Object.freeze(payment);
  }
}
