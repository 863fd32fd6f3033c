import { Inject, Injectable } from '@nestjs/common';
import type { CreateOrderDto } from '../dto/create-order.dto.js';
import { problemOfOrderNumber } from '../dto/rules/order-number.rule.js';
import { requireCallOptions, type NewPayCallOptions } from '../gateway/call-options.js';
import { begin } from '../gateway/call-runner.js';
import { Gateway } from '../gateway/gateway.js';
import { RawApiClient, requireCallFields, type NewPayCallAnswer } from '../gateway/raw-call.js';
import type { OrderOptions } from '../options/resolved-options.interface.js';
import { PaymentClient } from '../payments/payment-client.js';
import { CallFailure } from '../protocol/call-failure.js';
import { isSameAmount } from '../protocol/decimal-amount.js';
import type { VerifiedFields } from '../protocol/signature/signed-message.js';
import type { NewPayEndpoint } from '../protocol/v1/endpoints.js';
import { nonEmpty, requiredField } from '../protocol/v1/field-readers.js';
import { requireSame } from '../protocol/v1/gateway-answer.js';
import { isPayAddress } from '../protocol/web-address.js';
import {
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
  NEWPAY_WATCHES,
} from '../registration/newpay.tokens.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { CallbackUrl } from '../urls/callback-url.js';
import { OrderUrlCheck } from '../urls/order-url-check.js';
import type { Watches } from '../watch/watches.js';
import { sendWatched } from '../watch/send-watched.js';
import { createAndResolve, type NewPayCreateOrderOptions } from './create-and-resolve.js';
import { requireMoney, type NewPayMiniProgramOrder } from './mini-program-order.js';
import type { NewPayOrder } from './newpay-order.interface.js';
import type { NewPayResolvedOrder } from './newpay-resolved-order.interface.js';
import { orderRequest } from './order-request.js';

/** Orders and pre-payments have the same fields and different paths (protocol 4.1, 4.2). */
type OrderType = 'order' | 'prePayment';

/** By where the payer is: at a browser, or in an app. */
const ENDPOINTS = {
  order: { website: 'createOrder', mobile: 'createMobileOrder' },
  prePayment: { website: 'createPrePayment', mobile: 'createMobilePrePayment' },
} as const satisfies Record<OrderType, Record<'website' | 'mobile', NewPayEndpoint>>;

/** Creates orders, pre-payments and orders of the WeChat mini program. */
@Injectable()
export class OrderClient {
  constructor(
    private readonly gateway: Gateway,
    private readonly rawApi: RawApiClient,
    private readonly payments: PaymentClient,
    private readonly callbackUrl: CallbackUrl,
    private readonly urlCheck: OrderUrlCheck,
    @Inject(NEWPAY_OPTIONS) private readonly options: OrderOptions,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
    @Inject(NEWPAY_WATCHES) private readonly watches: Watches | undefined,
  ) {}

  /** See `NewPayService.createOrder`. */
  createOrder(
    order: CreateOrderDto,
    options?: NewPayCreateOrderOptions,
  ): Promise<NewPayOrder | NewPayResolvedOrder> {
    return createAndResolve(options, {
      create: (callOptions) => begin(() => this.#create('order', order, callOptions)),
      query: (orderNo, callOptions) => this.payments.queryOrder(orderNo, callOptions),
    });
  }

  /** See `NewPayService.createPrePayment`. */
  createPrePayment(order: CreateOrderDto, options?: NewPayCallOptions): Promise<NewPayOrder> {
    return begin(() => this.#create('prePayment', order, requireCallOptions(options)));
  }

  /** See `NewPayService.createMiniProgramOrder`. */
  async createMiniProgramOrder(
    order: NewPayMiniProgramOrder,
    options?: NewPayCallOptions,
  ): Promise<NewPayCallAnswer> {
    const callOptions = requireCallOptions(options);
    const fields = requireMoney(requireCallFields(order));
    const { orderNo } = fields;
    return typeof orderNo === 'string' && problemOfOrderNumber(orderNo) === undefined
      ? this.#sendWatched(orderNo, callOptions, (left) =>
          this.rawApi.send('createMiniProgramOrder', fields, left),
        )
      : this.rawApi.send('createMiniProgramOrder', fields, callOptions);
  }

  /** Nothing that waits for the answer refers to `order`. */
  #create(
    type: OrderType,
    order: CreateOrderDto,
    options: NewPayCallOptions,
  ): Promise<NewPayOrder> {
    const { pages, appId } = this.options;
    const { parameters, terminal } = orderRequest(order, {
      callBackUrl: this.callbackUrl.url,
      callBackUrlRemedy: this.callbackUrl.remedy,
      pages,
      maxCallbackBytes: this.registration.maxBytes,
    });
    const { orderNo, orderAmt } = parameters;
    this.urlCheck.check(orderNo, parameters);
    const call = {
      fields: parameters,
      interpret: (answer: VerifiedFields) => orderAnswer(answer, { appId, orderNo, orderAmt }),
      subject: { orderNo },
    };
    return this.#sendWatched(orderNo, options, (left) =>
      this.gateway.write(ENDPOINTS[type][terminal], call, left),
    );
  }

  #sendWatched<T>(
    orderNo: string,
    options: NewPayCallOptions,
    send: (options: NewPayCallOptions) => Promise<T>,
  ): Promise<T> {
    const { timeout = this.options.timeout, signal } = options;
    return sendWatched(this.watches, { api: 'v1', orderNo }, { timeout, signal }, send);
  }
}

/** What the answer must repeat of the request. */
interface ExpectedOrder {
  readonly appId: string;
  readonly orderNo: string;
  readonly orderAmt: string;
}

/**
 * Reads the verified answer to an order (protocol 4.1) and compares it with the request: a genuine
 * answer to another order would send the payer to the wrong cashier.
 *
 * @throws {CallFailure} the answer is to another order, or its `payUrl` is not an address (`untrustworthy`)
 * @throws {NewPayValidationError} a field of the answer is missing
 */
function orderAnswer(fields: VerifiedFields, expected: ExpectedOrder): NewPayOrder {
  const order = {
    payUrl: requiredField(fields, 'payUrl', nonEmpty),
    orderNo: requiredField(fields, 'orderNo', nonEmpty),
    newpayOrderNo: requiredField(fields, 'newpayOrderNo', nonEmpty),
    tranNo: fields.get('tranNo'),
    tranAbbr: fields.get('tranAbbr'),
    orderAmt: requiredField(fields, 'orderAmt', nonEmpty),
    appId: requiredField(fields, 'appId', nonEmpty),
  };
  requireSame('appId', order.appId, expected.appId);
  requireSame('orderNo', order.orderNo, expected.orderNo);
  requireSame('orderAmt', order.orderAmt, expected.orderAmt, isSameAmount);
  if (!isPayAddress(order.payUrl)) {
    throw new CallFailure('untrustworthy', 'the "payUrl" of the answer is not an address');
  }
  return order;
}
