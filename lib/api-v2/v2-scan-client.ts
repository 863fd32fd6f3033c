import { Inject, Injectable } from '@nestjs/common';
import { checkInput, type InputType } from '../dto/check-input.js';
import { ScanPayDto } from '../dto/scan-pay.dto.js';
import { amountToSend } from '../dto/rules/amount.rule.js';
import { requireCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import type { V2Options } from '../options/resolved-options.interface.js';
import { problemsOfReturnedTexts } from '../orders/returned-texts.js';
import { isSameAmount } from '../protocol/decimal-amount.js';
import { readAmount, readNumber } from '../protocol/v1/field-readers.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import { UNKNOWN_PAY_METHOD, readV2Currency } from '../protocol/v2/field-readers.js';
import type { V2Answer } from '../protocol/v2/gateway-answer.js';
import { PayMethod } from '../protocol/v1/pay-method.enum.js';
import {
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
  NEWPAY_WATCHES,
} from '../registration/newpay.tokens.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { CallbackUrl } from '../urls/callback-url.js';
import { OrderUrlCheck } from '../urls/order-url-check.js';
import { requireCallbackUrl } from '../urls/require-callback-url.js';
import { sendWatched } from '../watch/send-watched.js';
import type { Watches } from '../watch/watches.js';
import type { NewPayV2Payment } from './newpay-v2-payment.interface.js';
import { V2Gateway } from './v2-gateway.js';

const ORDER: InputType<ScanPayDto> = {
  subject: 'order',
  Dto: ScanPayDto,
};

/** The words of `channel` in the scanner's answer (protocol 7). */
const PAY_METHODS: ReadonlyMap<string, number> = new Map([
  ['WECHAT', PayMethod.WeChat],
  ['ALIPAY', PayMethod.Alipay],
]);

/** Takes payments by the code that a payer's phone shows (protocol 7). */
@Injectable()
export class V2ScanClient {
  constructor(
    private readonly gateway: V2Gateway,
    private readonly callbackUrl: CallbackUrl,
    private readonly urlCheck: OrderUrlCheck,
    @Inject(NEWPAY_OPTIONS) private readonly options: V2Options,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
    @Inject(NEWPAY_WATCHES) private readonly watches: Watches | undefined,
  ) {}

  /** See `NewPayV2Service.scanPay`. */
  async scanPay(order: ScanPayDto, options?: NewPayCallOptions): Promise<NewPayV2Payment> {
    const { signal, timeout = this.options.timeout } = requireCallOptions(options);
    const request = this.#request(order);
    const { orderNo, callBackUrl } = request;
    this.urlCheck.check(orderNo, { callBackUrl }, this.options.v2.baseUrl);
    const call = {
      fields: {
        authCode: request.authCode,
        amount: request.orderAmt,
        currency: request.currency,
        mchOrderNo: orderNo,
        callbackUrl: callBackUrl,
        description: request.subject,
      },
      interpret: (answer: V2Answer) => this.#interpret(answer, request),
      subject: { orderNo },
    };
    const subject = { api: 'v2', orderNo } as const;
    return sendWatched(this.watches, subject, { signal, timeout }, (left) =>
      this.gateway.write('scanPay', call, left),
    );
  }

  #request(input: ScanPayDto): ScanPayDto & { readonly callBackUrl: string } {
    const { copy, violations } = checkInput(ORDER, input);
    const { subject } = copy;
    violations.push(...problemsOfReturnedTexts({ subject }, this.registration.maxBytes));
    const callBackUrl = requireCallbackUrl('order', copy.callBackUrl, this.callbackUrl, violations);
    const { authCode, currency, orderNo } = copy;
    const orderAmt = amountToSend(copy.orderAmt, currency);
    return {
      authCode,
      currency,
      orderAmt,
      orderNo,
      subject: subject ?? undefined,
      callBackUrl,
    };
  }

  /** The meanings of `status` are not documented: whatever it is, the payment is not known to be final. */
  #interpret({ fields, isVerified }: V2Answer, request: ScanPayDto): NewPayV2Payment {
    const payment = {
      status: 'processing',
      orderNo: readNumber(fields, 'mchOrderNo'),
      newpayOrderNo: readNumber(fields, 'newpayOrderNo'),
      orderAmt: readAmount(fields, 'orderAmt'),
      currency: readV2Currency(fields),
      payMethod: PAY_METHODS.get(fields.get('channel') ?? '') ?? UNKNOWN_PAY_METHOD,
      orderType: undefined,
      subject: request.subject,
      extra: undefined,
      transInfo: undefined,
      settlementStatus: 'unknown',
      paidAt: undefined,
      appId: this.options.appId,
      verified: isVerified,
      raw: fields.toRecord(),
    } as const;
    requireSame('mchOrderNo', payment.orderNo, request.orderNo);
    requireSame('orderAmt', payment.orderAmt, request.orderAmt, isSameAmount);
    requireSame('currency', payment.currency, request.currency);
    return Object.freeze(payment);
  }
}
