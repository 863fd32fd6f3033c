import { Inject, Injectable } from '@nestjs/common';
import { requireCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import type { V2Answer } from '../protocol/v2/gateway-answer.js';
import { readV2Payment } from '../protocol/v2/payment.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import type { RefundAllowance } from '../refunds/refund-allowance.js';
import type { NewPayV2OrderReference, NewPayV2Payment } from './newpay-v2-payment.interface.js';
import { NEWPAY_V2_ALLOWANCE } from './v2.tokens.js';
import { V2Gateway } from './v2-gateway.js';
import { requireReference } from './v2-reference.js';

/** Queries payments of API v2 (protocol 6.2). */
@Injectable()
export class V2PaymentClient {
  constructor(
    private readonly gateway: V2Gateway,
    @Inject(NEWPAY_V2_ALLOWANCE) private readonly allowance: RefundAllowance,
  ) {}

  /** See `NewPayV2Service.queryOrder`. */
  async queryOrder(
    by: NewPayV2OrderReference,
    options?: NewPayCallOptions,
  ): Promise<NewPayV2Payment> {
    const callOptions = requireCallOptions(options);
    const { orderNo, newpayOrderNo } = requireReference(by, {
      own: 'orderNo',
      newPays: 'newpayOrderNo',
    });
    const call = {
      fields: { mchOrderNo: orderNo, newpayOrderNo },
      interpret: ({ fields, isVerified }: V2Answer): NewPayV2Payment => {
        const payment = readV2Payment(fields);
        requireSame('mchOrderNo', payment.orderNo, orderNo ?? payment.orderNo);
        requireSame('newpayOrderNo', payment.newpayOrderNo, newpayOrderNo ?? payment.newpayOrderNo);
        return Object.freeze({ ...payment, verified: isVerified });
      },
    };
    const payment = await this.gateway.read('queryOrder', call, callOptions);
    // v2 refunds by NewPay's number alone.
    this.allowance.recordPayment({ ...payment, orderNo: payment.newpayOrderNo });
    return payment;
  }
}
