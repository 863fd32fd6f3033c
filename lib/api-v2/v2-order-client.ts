import { Inject, Injectable } from '@nestjs/common';
import type { CreateV2OrderDto } from '../dto/create-v2-order.dto.js';
import { requireCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import type { V2Options } from '../options/resolved-options.interface.js';
import { isSameAmount } from '../protocol/decimal-amount.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import { nonEmpty, requiredField } from '../protocol/v1/field-readers.js';
import { findNumber } from '../protocol/v2/field-readers.js';
import type { MessageFields } from '../protocol/v2/message-kind.js';
import { NEWPAY_OPTIONS, NEWPAY_WATCHES } from '../registration/newpay.tokens.js';
import { CallbackUrl } from '../urls/callback-url.js';
import { OrderUrlCheck } from '../urls/order-url-check.js';
import { sendWatched } from '../watch/send-watched.js';
import type { Watches } from '../watch/watches.js';
import type { NewPayV2Order } from './newpay-v2-order.interface.js';
import { payReferenceOf } from './pay-reference.js';
import { V2Gateway } from './v2-gateway.js';
import { v2OrderRequest, type V2OrderParameters } from './v2-order-request.js';

/** Creates orders of API v2 (protocol 6.1). */
@Injectable()
export class V2OrderClient {
  constructor(
    private readonly gateway: V2Gateway,
    private readonly callbackUrl: CallbackUrl,
    private readonly urlCheck: OrderUrlCheck,
    @Inject(NEWPAY_OPTIONS) private readonly options: V2Options,
    @Inject(NEWPAY_WATCHES) private readonly watches: Watches | undefined,
  ) {}

  /** See `NewPayV2Service.createOrder`. */
  async createOrder(order: CreateV2OrderDto, options?: NewPayCallOptions): Promise<NewPayV2Order> {
    const { signal, timeout = this.options.timeout } = requireCallOptions(options);
    const { url: callBackUrl, remedy: callBackUrlRemedy } = this.callbackUrl;
    const redirect = this.options.pages.success;
    const request = v2OrderRequest(order, { callBackUrl, callBackUrlRemedy, redirect });
    const orderNo = request.mchOrderNo;
    this.urlCheck.check(orderNo, {
      callBackUrl: request.callBackUrl,
      successPageUrl: request.redirect,
    });
    const call = {
      fields: { ...request },
      interpret: ({ fields }: { readonly fields: MessageFields }) =>
        this.#interpret(fields, request),
      subject: { orderNo },
    };
    const subject = { api: 'v2', orderNo } as const;
    return sendWatched(this.watches, subject, { signal, timeout }, (left) =>
      this.gateway.write('createOrder', call, left),
    );
  }

  /** What the pages do not document is compared only where the answer has it. */
  #interpret(fields: MessageFields, request: V2OrderParameters): NewPayV2Order {
    const { mchOrderNo: orderNo, orderAmt } = request;
    requireSame('mchOrderNo', fields.get('mchOrderNo') ?? orderNo, orderNo);
    const answered = fields.object('orderAmt')?.get('value') ?? fields.get('orderAmt');
    requireSame('orderAmt', answered ?? orderAmt, orderAmt, isSameAmount);
    return Object.freeze({
      payReference: payReferenceOf(requiredField(fields, 'payReference', nonEmpty)),
      orderNo,
      newpayOrderNo: findNumber(fields, 'newpayOrderNo'),
      appId: requiredField(fields, 'appId', nonEmpty),
      raw: fields.toRecord(),
    });
  }
}
