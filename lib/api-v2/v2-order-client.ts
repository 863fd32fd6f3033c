import { Inject, Injectable } from '@nestjs/common';
import type { CreateV2OrderDto } from '../dto/create-v2-order.dto.js';
import type { NewPayCallOptions } from '../gateway/call-options.js';
import type { V2Options } from '../options/resolved-options.interface.js';
import { createAndResolve, type NewPayCreateOrderOptions } from '../orders/create-and-resolve.js';
import { isSameAmount } from '../protocol/decimal-amount.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import { nonEmpty, requiredField } from '../protocol/v1/field-readers.js';
import { findNumber } from '../protocol/v2/field-readers.js';
import type { MessageFields } from '../protocol/v2/message-kind.js';
import {
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
  NEWPAY_WATCHES,
} from '../registration/newpay.tokens.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { CallbackUrl } from '../urls/callback-url.js';
import { OrderUrlCheck } from '../urls/order-url-check.js';
import { sendWatched } from '../watch/send-watched.js';
import type { Watches } from '../watch/watches.js';
import type { NewPayV2Order } from './newpay-v2-order.interface.js';
import type { NewPayV2ResolvedOrder } from './newpay-v2-resolved-order.interface.js';
import { payReferenceOf } from './pay-reference.js';
import { V2Gateway } from './v2-gateway.js';
import { V2PaymentClient } from './v2-payment-client.js';
import { v2OrderRequest, type V2OrderParameters } from './v2-order-request.js';

/** Creates orders of API v2 (protocol 6.1). */
@Injectable()
export class V2OrderClient {
  constructor(
    private readonly gateway: V2Gateway,
    private readonly payments: V2PaymentClient,
    private readonly callbackUrl: CallbackUrl,
    private readonly urlCheck: OrderUrlCheck,
    @Inject(NEWPAY_OPTIONS) private readonly options: V2Options,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
    @Inject(NEWPAY_WATCHES) private readonly watches: Watches | undefined,
  ) {}

  /** See `NewPayV2Service.createOrder`. */
  createOrder(
    order: CreateV2OrderDto,
    options?: NewPayCreateOrderOptions,
  ): Promise<NewPayV2Order | NewPayV2ResolvedOrder> {
    return createAndResolve(options, {
      create: (callOptions) => this.#create(order, callOptions),
      query: (orderNo, callOptions) => this.payments.queryOrder({ orderNo }, callOptions),
    });
  }

  async #create(
    order: CreateV2OrderDto,
    { signal, timeout = this.options.timeout }: NewPayCallOptions,
  ): Promise<NewPayV2Order> {
    const { pages, v2 } = this.options;
    const request = v2OrderRequest(order, {
      callback: this.callbackUrl,
      redirect: pages.success,
      maxCallbackBytes: this.registration.maxBytes,
    });
    const { mchOrderNo: orderNo, callBackUrl, redirect } = request;
    this.urlCheck.check(orderNo, { callBackUrl, redirect }, v2.baseUrl);
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
