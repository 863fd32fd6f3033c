import { Inject, Injectable } from '@nestjs/common';
import { CallbackUrl } from '../urls/callback-url.js';
import type { CreateOrderDto } from '../dto/create-order.dto.js';
import type { NewPayEndpoint } from '../protocol/v1/endpoints.js';
import { Gateway } from '../gateway/gateway.js';
import { NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import type { OrderOptions } from '../options/resolved-options.interface.js';
import type { NewPayOrder } from './newpay-order.interface.js';
import { orderAnswer } from './order-answer.js';
import { orderRequest } from './order-request.js';
import { OrderUrlCheck } from '../urls/order-url-check.js';

/** An order's endpoint for a payer at a browser, and for one in an app. */
export interface OrderEndpoints {
  readonly website: NewPayEndpoint;
  readonly mobile: NewPayEndpoint;
}

/** Creates orders and pre-payments, which differ in nothing but their paths (protocol 4.1, 4.2). */
@Injectable()
export class OrderClient {
  constructor(
    private readonly gateway: Gateway,
    private readonly callbackAddress: CallbackUrl,
    private readonly ownAddresses: OrderUrlCheck,
    @Inject(NEWPAY_OPTIONS) private readonly options: OrderOptions,
  ) {}

  /** Rejects as `NewPayService.createOrder` says. */
  async create(order: CreateOrderDto, endpoints: OrderEndpoints): Promise<NewPayOrder> {
    const { pages, appId } = this.options;
    const { parameters, terminal } = orderRequest(order, {
      callBackUrl: this.callbackAddress.url,
      callBackUrlRemedy: this.callbackAddress.remedy,
      pages,
    });
    const { orderNo, orderAmt } = parameters;
    this.ownAddresses.check(orderNo, parameters);
    const name = endpoints[terminal];
    return this.gateway.write(
      {
        name,
        url: this.options.endpoints[name],
        fields: { ...parameters },
        kind: 'order',
        interpret: (answer) => orderAnswer(answer, { appId, orderNo, orderAmt }),
      },
      { orderNo },
    );
  }
}
