import { Inject, Injectable } from '@nestjs/common';
import { ListenerCheck } from '../boot/listener-check.js';
import { checkInput, type InputType } from '../dto/check-input.js';
import { CreateV2RefundDto } from '../dto/create-v2-refund.dto.js';
import { amountToSend } from '../dto/rules/amount.rule.js';
import { hadNoEffect } from '../errors/had-no-effect.js';
import { requireCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import { isSameAmount } from '../protocol/decimal-amount.js';
import { Currency } from '../protocol/v1/currency.enum.js';
import { readAmount, readNumber, requiredField } from '../protocol/v1/field-readers.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import { readAmountObject } from '../protocol/v2/field-readers.js';
import type { V2Answer } from '../protocol/v2/gateway-answer.js';
import { refundStatusOfWord } from '../protocol/v2/status-words.js';
import type { V2Options } from '../options/resolved-options.interface.js';
import type { RefundAllowance } from '../refunds/refund-allowance.js';
import { NEWPAY_OPTIONS, NEWPAY_WATCHES } from '../registration/newpay.tokens.js';
import { CallbackUrl } from '../urls/callback-url.js';
import { OrderUrlCheck } from '../urls/order-url-check.js';
import { requireCallbackUrl } from '../urls/require-callback-url.js';
import { sendWatched } from '../watch/send-watched.js';
import type { Watches } from '../watch/watches.js';
import type { NewPayV2Refund, NewPayV2RefundReference } from './newpay-v2-refund.interface.js';
import { V2Gateway } from './v2-gateway.js';
import { requireReference } from './v2-reference.js';
import { NEWPAY_V2_ALLOWANCE } from './v2.tokens.js';

const REFUND: InputType<CreateV2RefundDto> = {
  subject: 'refund',
  Dto: CreateV2RefundDto,
};

/** Sends refunds of API v2 and queries them (protocol 6.3, 6.4). */
@Injectable()
export class V2RefundClient {
  constructor(
    private readonly gateway: V2Gateway,
    @Inject(NEWPAY_V2_ALLOWANCE) private readonly allowance: RefundAllowance,
    private readonly callbackUrl: CallbackUrl,
    private readonly urlCheck: OrderUrlCheck,
    private readonly listeners: ListenerCheck,
    @Inject(NEWPAY_OPTIONS) private readonly options: V2Options,
    @Inject(NEWPAY_WATCHES) private readonly watches: Watches | undefined,
  ) {}

  /** See `NewPayV2Service.refund`. */
  async refund(refund: CreateV2RefundDto, options?: NewPayCallOptions): Promise<NewPayV2Refund> {
    const { signal, timeout = this.options.timeout } = requireCallOptions(options);
    const request = this.#request(refund);
    const { newpayOrderNo, refundOrderNo, refundOrderAmt, currency, callBackUrl } = request;
    this.urlCheck.check(newpayOrderNo, { callBackUrl }, this.options.v2.baseUrl);
    this.listeners.beforeRefund();
    const reservation = this.allowance.reserve({
      orderNo: newpayOrderNo,
      refundOrderNo,
      refundOrderAmt,
      currency,
    });
    const call = {
      fields: {
        newpayOrderNo,
        mchRefundNo: refundOrderNo,
        refundAmt: refundOrderAmt,
        callback: callBackUrl,
      },
      interpret: (answer: V2Answer) => this.#interpret(answer, request),
      subject: { refundOrderNo },
    };
    try {
      // v2 refunds by NewPay's number: that of the merchant is not known here.
      const subject = { api: 'v2', orderNo: newpayOrderNo, refundOrderNo } as const;
      const answered = await sendWatched(this.watches, subject, { signal, timeout }, (left) =>
        this.gateway.write('refund', call, left),
      );
      reservation.keep();
      this.#release(answered);
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

  /** See `NewPayV2Service.queryRefund`. */
  async queryRefund(
    by: NewPayV2RefundReference,
    options?: NewPayCallOptions,
  ): Promise<NewPayV2Refund> {
    const callOptions = requireCallOptions(options);
    const { refundOrderNo, newpayRefundOrderNo } = requireReference(by, {
      own: 'refundOrderNo',
      newPays: 'newpayRefundOrderNo',
    });
    const call = {
      fields: { mchRefundNo: refundOrderNo, newpayRefundNo: newpayRefundOrderNo },
      interpret: ({ fields, isVerified }: V2Answer): NewPayV2Refund => {
        const status = requiredField(fields, 'refundStatus', refundStatusOfWord);
        const refundAmt = readAmountObject(fields, 'refundAmt', status === 'refunded');
        const orderAmt = readAmountObject(fields, 'orderAmt', status === 'refunded');
        requireSame('currency', refundAmt.currency, orderAmt.currency);
        const refund = {
          status,
          newpayOrderNo: readNumber(fields, 'newpayOrderNo'),
          refundOrderNo: readNumber(fields, 'mchRefundNo'),
          newpayRefundOrderNo: readNumber(fields, 'newpayRefundNo'),
          refundOrderAmt: refundAmt.value,
          orderAmt: orderAmt.value,
          currency: refundAmt.currency,
          tranInfo: fields.get('message'),
          verified: isVerified,
          raw: fields.toRecord(),
        };
        requireSame('mchRefundNo', refund.refundOrderNo, refundOrderNo ?? refund.refundOrderNo);
        requireSame(
          'newpayRefundNo',
          refund.newpayRefundOrderNo,
          newpayRefundOrderNo ?? refund.newpayRefundOrderNo,
        );
        return Object.freeze(refund);
      },
    };
    const refund = await this.gateway.read('queryRefund', call, callOptions);
    this.#release(refund);
    return refund;
  }

  #release({ status, newpayOrderNo, refundOrderNo }: NewPayV2Refund): void {
    this.allowance.release({ status, orderNo: newpayOrderNo, refundOrderNo });
  }

  #request(input: CreateV2RefundDto): Required<CreateV2RefundDto> {
    const { copy: refund, violations } = checkInput(REFUND, input);
    const { newpayOrderNo, refundOrderNo, currency } = refund;
    const callBackUrl = requireCallbackUrl(
      'refund',
      refund.callBackUrl,
      this.callbackUrl,
      violations,
    );
    const refundOrderAmt = amountToSend(refund.refundOrderAmt, currency);
    return { newpayOrderNo, refundOrderNo, refundOrderAmt, currency, callBackUrl };
  }

  #interpret(
    { fields, isVerified }: V2Answer,
    { newpayOrderNo, refundOrderNo, refundOrderAmt, currency }: CreateV2RefundDto,
  ): NewPayV2Refund {
    const refund = {
      status: requiredField(fields, 'status', refundStatusOfWord),
      newpayOrderNo,
      refundOrderNo: readNumber(fields, 'mchRefundNo'),
      newpayRefundOrderNo: readNumber(fields, 'newpayRefundNo'),
      refundOrderAmt: readAmount(fields, 'refundAmt'),
      orderAmt: readAmount(fields, 'orderAmt'),
      currency: Currency[currency],
      tranInfo: fields.get('message'),
      verified: isVerified,
      raw: fields.toRecord(),
    };
    // Not documented for this answer; where it is signed, it must be the same payment.
    requireSame('newpayOrderNo', fields.get('newpayOrderNo') ?? newpayOrderNo, newpayOrderNo);
    requireSame('mchRefundNo', refund.refundOrderNo, refundOrderNo);
    requireSame('refundAmt', refund.refundOrderAmt, refundOrderAmt, isSameAmount);
    return Object.freeze(refund);
  }
}
