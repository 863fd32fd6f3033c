import { Inject, Injectable } from '@nestjs/common';
import { requireOrderNo } from '../dto/rules/order-number.rule.js';
import type { CreateRefundDto } from '../dto/create-refund.dto.js';
import { hadNoEffect } from '../errors/had-no-effect.js';
import { ListenerCheck } from '../boot/listener-check.js';
import { requireCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import { Gateway } from '../gateway/gateway.js';
import type { RefundOptions } from '../options/resolved-options.interface.js';
import { isSameAmount } from '../protocol/decimal-amount.js';
import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import { refundStatusOfQuery, refundStatusOfReply } from '../protocol/v1/status-codes.js';
import { NEWPAY_OPTIONS, NEWPAY_WATCHES } from '../registration/newpay.tokens.js';
import { CallbackUrl } from '../urls/callback-url.js';
import { OrderUrlCheck } from '../urls/order-url-check.js';
import { sendWatched } from '../watch/send-watched.js';
import type { Watches } from '../watch/watches.js';
import type { NewPayRefund } from './newpay-refund.interface.js';
import { RefundAllowance } from './refund-allowance.js';
import { refundAnswer } from './refund-answer.js';
import { RefundFinality } from './refund-finality.js';
import { refundRequest } from './refund-request.js';

/** Sends refunds and queries them (protocol 4.4, 4.5). */
@Injectable()
export class RefundClient {
  constructor(
    private readonly gateway: Gateway,
    private readonly allowance: RefundAllowance,
    private readonly finality: RefundFinality,
    private readonly callbackUrl: CallbackUrl,
    private readonly urlCheck: OrderUrlCheck,
    private readonly listeners: ListenerCheck,
    @Inject(NEWPAY_OPTIONS) private readonly options: RefundOptions,
    @Inject(NEWPAY_WATCHES) private readonly watches: Watches | undefined,
  ) {}

  /** See `NewPayService.refund`. */
  async refund(refund: CreateRefundDto, options?: NewPayCallOptions): Promise<NewPayRefund> {
    const callOptions = requireCallOptions(options);
    const { url, remedy } = this.callbackUrl;
    const currencyOf = (orderNo: string) => this.allowance.currencyOf(orderNo);
    const request = refundRequest(refund, { url, remedy, currencyOf });
    this.urlCheck.check(request.orderNo, { callBackUrl: request.callBackUrl });
    this.listeners.beforeRefund();
    const reservation = this.allowance.reserve(request);
    this.finality.sent(request.refundOrderNo);
    const call = {
      fields: { ...request },
      interpret: (answer: VerifiedFields) => this.#interpret(answer, request),
      subject: { refundOrderNo: request.refundOrderNo },
    };
    try {
      const answered = await this.#sendWatched(request, callOptions, (left) =>
        this.gateway.write('refund', call, left),
      );
      reservation.keep();
      return answered;
    } catch (error) {
      if (hadNoEffect(error)) {
        reservation.release();
      } else {
        reservation.keep();
      }
      throw error;
    }
  }

  /** See `NewPayService.queryRefund`. */
  async queryRefund(refundOrderNo: string, options?: NewPayCallOptions): Promise<NewPayRefund> {
    const callOptions = requireCallOptions(options);
    requireOrderNo('refundOrderNo', refundOrderNo);
    const { appId } = this.options;
    const call = {
      fields: { refundOrderNo },
      interpret: (answer: VerifiedFields) =>
        refundAnswer(answer, { appId, refundOrderNo, statusOf: refundStatusOfQuery }),
    };
    const answered = await this.gateway.read('queryRefund', call, callOptions);
    const status = this.finality.read(refundOrderNo, answered.status);
    const refund = Object.freeze({ ...answered, status });
    this.allowance.release(refund);
    return refund;
  }

  #sendWatched<T>(
    { orderNo, refundOrderNo }: CreateRefundDto,
    options: NewPayCallOptions,
    send: (options: NewPayCallOptions) => Promise<T>,
  ): Promise<T> {
    const { timeout = this.options.timeout, signal } = options;
    const subject = { api: 'v1', orderNo, refundOrderNo } as const;
    return sendWatched(this.watches, subject, { timeout, signal }, send);
  }

  #interpret(answer: VerifiedFields, request: CreateRefundDto): NewPayRefund {
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
