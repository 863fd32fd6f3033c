import { Inject, Injectable } from '@nestjs/common';
import { refundStatusOfQuery } from '../protocol/v1/status-codes.js';
import { requireOrderNo } from '../dto/order-number.js';
import { Gateway } from '../gateway/gateway.js';
import { NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import type { RefundOptions } from '../options/resolved-options.interface.js';
import type { NewPayRefund } from './newpay-refund.interface.js';
import { refundAnswer } from './refund-answer.js';
import { RefundFinality } from './refund-finality.js';
import { RefundAllowance } from './refund-allowance.js';

/** Asks NewPay what became of a refund (protocol 4.5). */
@Injectable()
export class RefundQuery {
  constructor(
    private readonly gateway: Gateway,
    private readonly finality: RefundFinality,
    private readonly ledger: RefundAllowance,
    @Inject(NEWPAY_OPTIONS) private readonly options: RefundOptions,
  ) {}

  /** Rejects as `NewPayService.queryRefund` says. */
  async query(refundOrderNo: string): Promise<NewPayRefund> {
    requireOrderNo('refundOrderNo', refundOrderNo);
    const { appId, endpoints } = this.options;
    const answered = await this.gateway.read({
      name: 'queryRefund',
      url: endpoints.queryRefund,
      fields: { refundOrderNo },
      kind: 'refundQuery',
      interpret: (answer) =>
        refundAnswer(answer, { appId, refundOrderNo, statusOf: refundStatusOfQuery }),
    });
    const status = this.finality.read(refundOrderNo, answered.status);
    const refund = Object.freeze({ ...answered, status });
    this.ledger.settle(refund);
    return refund;
  }
}
