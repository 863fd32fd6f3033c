import { Inject, Injectable } from '@nestjs/common';
import { ListenerDiagnosis } from '../events/listener-diagnosis.js';
import { OrderUrlCheck } from '../urls/order-url-check.js';
import { CallbackUrl } from '../urls/callback-url.js';
import { isSameAmount } from '../protocol/decimal-amount.js';
import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import { refundStatusOfQuery, refundStatusOfReply } from '../protocol/v1/status-codes.js';
import type { RefundDto } from '../dto/refund.dto.js';
import { NewPayGatewayError, NewPayTransportError } from '../errors/index.js';
import { Gateway } from '../gateway/gateway.js';
import { requireSame } from '../protocol/v1/answer.js';
import { NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import type { RefundOptions } from '../options/resolved-options.interface.js';
import type { NewPayRefund } from './newpay-refund.interface.js';
import { refundAnswer } from './refund-answer.js';
import { RefundFinality } from './refund-finality.js';
import { RefundAllowance } from './refund-allowance.js';
import { refundRequest } from './refund-request.js';

/** Gives money back (protocol 4.4). */
@Injectable()
export class RefundClient {
  constructor(
    private readonly gateway: Gateway,
    private readonly ledger: RefundAllowance,
    private readonly finality: RefundFinality,
    private readonly callbackAddress: CallbackUrl,
    private readonly ownAddresses: OrderUrlCheck,
    private readonly listeners: ListenerDiagnosis,
    @Inject(NEWPAY_OPTIONS) private readonly options: RefundOptions,
  ) {}

  /** Rejects as `NewPayService.refund` says. */
  async refund(refund: RefundDto): Promise<NewPayRefund> {
    const { url, remedy } = this.callbackAddress;
    const currencyOf = (orderNo: string) => this.ledger.currencyOf(orderNo);
    const request = refundRequest(refund, { url, remedy, currencyOf });
    this.ownAddresses.check(request.orderNo, { callBackUrl: request.callBackUrl });
    this.listeners.beforeRefund();
    const reservation = this.ledger.reserve(request);
    this.finality.sent(request.refundOrderNo);
    try {
      const given = await this.gateway.write(
        {
          name: 'refund',
          url: this.options.endpoints.refund,
          fields: { ...request },
          kind: 'refund',
          interpret: (answer) => this.#interpret(answer, request),
        },
        { refundOrderNo: request.refundOrderNo },
      );
      reservation.keep();
      return given;
    } catch (error) {
      if (error instanceof NewPayGatewayError || error instanceof NewPayTransportError) {
        reservation.release();
      } else {
        reservation.keep();
      }
      throw error;
    }
  }

  #interpret(answer: VerifiedFields, request: RefundDto): NewPayRefund {
    const { orderNo, refundOrderNo, refundOrderAmt } = request;
    const expected = { appId: this.options.appId, refundOrderNo, statusOf: refundStatusOfReply };
    const refund = refundAnswer(answer, expected);
    requireSame('orderNo', refund.orderNo, orderNo);
    requireSame('refundOrderAmt', refund.refundOrderAmt, refundOrderAmt, isSameAmount);
    if (refundStatusOfQuery(refund.raw['tranStatus'] ?? '') === 'processing') {
      this.finality.sawProcessingCode();
    }
    return refund;
  }
}
