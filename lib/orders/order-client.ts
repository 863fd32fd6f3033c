import { Inject, Injectable } from '@nestjs/common';
import type { CreateOrderDto } from '../dto/create-order.dto.js';
import { NewPayUnknownOutcomeError } from '../errors/index.js';
import { Gateway } from '../gateway/gateway.js';
import { RawApiClient, requireCallFields, type NewPayCallAnswer } from '../gateway/raw-call.js';
import type { OrderOptions } from '../options/resolved-options.interface.js';
import type { NewPayPayment } from '../payments/newpay-payment.interface.js';
import { PaymentClient } from '../payments/payment-client.js';
import type { NewPayEndpoint } from '../protocol/v1/endpoints.js';
import { NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import { CallbackUrl } from '../urls/callback-url.js';
import { OrderUrlCheck } from '../urls/order-url-check.js';
import { requireMoney, type MiniProgramOrder } from './mini-program-order.js';
import type { NewPayOrder } from './newpay-order.interface.js';
import { orderAnswer } from './order-answer.js';
import { orderRequest } from './order-request.js';

/** How `NewPayService.createOrder` goes about it. */
export interface CreateOrderOptions {
  /**
   * After an unknown outcome, ask NewPay for the order and return what it knows. The order is never
   * sent again.
   * @default false
   */
  resolveUnknown?: boolean;
}

/** Orders and pre-payments differ in nothing but their paths (protocol 4.1, 4.2). */
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
  ) {}

  /** See `NewPayService.createOrder`. */
  async createOrder(
    order: CreateOrderDto,
    { resolveUnknown = false }: CreateOrderOptions = {},
  ): Promise<NewPayOrder | NewPayPayment> {
    try {
      return await this.#create('order', order);
    } catch (error) {
      if (resolveUnknown && error instanceof NewPayUnknownOutcomeError) {
        return this.#queryUnknown(error);
      }
      throw error;
    }
  }

  /** See `NewPayService.createPrePayment`. */
  async createPrePayment(order: CreateOrderDto): Promise<NewPayOrder> {
    return this.#create('prePayment', order);
  }

  /** See `NewPayService.createMiniProgramOrder`. */
  async createMiniProgramOrder(order: MiniProgramOrder): Promise<NewPayCallAnswer> {
    const endpoint = 'createMiniProgramOrder';
    return this.rawApi.send(endpoint, requireMoney(requireCallFields(order)), endpoint);
  }

  async #create(type: OrderType, order: CreateOrderDto): Promise<NewPayOrder> {
    const { pages, appId } = this.options;
    const { parameters, terminal } = orderRequest(order, {
      callBackUrl: this.callbackUrl.url,
      callBackUrlRemedy: this.callbackUrl.remedy,
      pages,
    });
    const { orderNo, orderAmt } = parameters;
    this.urlCheck.check(orderNo, parameters);
    return this.gateway.write(ENDPOINTS[type][terminal], {
      fields: { ...parameters },
      interpret: (answer) => orderAnswer(answer, { appId, orderNo, orderAmt }),
      subject: { orderNo },
    });
  }

  /**
   * Asks NewPay for an order whose creation had no trustworthy answer. Never sends the order again: when
   * NewPay does not know it, it may not know it yet.
   *
   * @throws {NewPayUnknownOutcomeError} the query failed: the outcome is still unknown
   */
  async #queryUnknown(unknown: NewPayUnknownOutcomeError): Promise<NewPayPayment> {
    try {
      return await this.payments.queryOrder(String(unknown.orderNo));
    } catch {
      throw unknown;
    }
  }
}
