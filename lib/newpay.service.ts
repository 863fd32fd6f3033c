import { Inject, Injectable } from '@nestjs/common';
import { CallbackAddress } from './callback/callback-address.js';
import type { CreateOrderDto } from './dto/create-order.dto.js';
import {
  NewPayGatewayError,
  NewPayTransportError,
  NewPayUnknownOutcomeError,
} from './errors/index.js';
import { GatewayClient } from './gateway/gateway-client.js';
import { readAnswer } from './gateway/read-answer.js';
import { NEWPAY_OPTIONS } from './newpay.constants.js';
import type { ResolvedNewPayOptions } from './options/resolve-options.js';
import type { NewPayOrder } from './orders/newpay-order.interface.js';
import { orderAnswer } from './orders/order-answer.js';
import { orderRequest } from './orders/order-request.js';

/**
 * Takes payments for one merchant.
 *
 * @publicApi
 */
@Injectable()
export class NewPayService {
  constructor(
    private readonly gateway: GatewayClient,
    private readonly callbackAddress: CallbackAddress,
    @Inject(NEWPAY_OPTIONS) private readonly options: ResolvedNewPayOptions,
  ) {}

  /**
   * Creates an order (protocol 4.1) and returns the cashier's address. Sends the order once: NewPay
   * knows a repeat only by its `orderNo`.
   *
   * @example
   * const { payUrl } = await newPay.createOrder({
   *   payMethod: PayMethod.NewPay,
   *   currency: Currency.LAK,
   *   orderAmt: '50000',
   *   orderNo: 'A1001',
   * });
   *
   * @throws {NewPayValidationError} the order breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused it
   * @throws {NewPayTransportError} NewPay was not reached; trying again is safe
   * @throws {NewPayUnknownOutcomeError} it was sent and no trustworthy answer came; query before
   * trying again
   */
  async createOrder(order: CreateOrderDto): Promise<NewPayOrder> {
    const { platformKeys, pages, appId } = this.options;
    const request = orderRequest(order, { callBackUrl: this.callbackAddress.url, pages });
    const endpoint = order.terminal === 'mobile' ? 'createMobileOrder' : 'createOrder';
    const { orderNo, orderAmt } = order;
    try {
      const answer = readAnswer(await this.gateway.post(endpoint, request), platformKeys);
      return orderAnswer(answer, { appId, orderNo, orderAmt });
    } catch (error) {
      if (error instanceof NewPayGatewayError || error instanceof NewPayTransportError) {
        throw error;
      }
      throw new NewPayUnknownOutcomeError({ orderNo }, (error as Error).message, { cause: error });
    }
  }
}
