import type { MerchantSigner } from '../../core/signature/merchant-signer.js';
import type { WireObject } from '../../core/wire/wire-text.js';
import type { OrderBook } from '../orders/order-book.js';
import { signatureOf } from '../signature-of.js';
import type { ApiCall } from './api-route.js';
import { Refusal } from './envelope.js';
import { ORDER_PARAMETERS, orderRequest } from './order-parameters.js';
import type { RequestChecks } from './request-checks.js';

/** What {@link CreateOrder} works with. */
export interface CreateOrderParts {
  readonly appId: string;
  readonly checks: RequestChecks;
  readonly book: OrderBook;
  readonly signer: MerchantSigner;
  readonly baseUrl: string;
}

/** Create payment (protocol 4.1), from a website and from an app alike. */
export class CreateOrder implements ApiCall {
  constructor(private readonly parts: CreateOrderParts) {}

  async run(parameters: WireObject): Promise<object> {
    const { appId, checks, book, signer, baseUrl } = this.parts;
    const request = orderRequest(checks.pass(parameters, ORDER_PARAMETERS));
    if (book.find(request.orderNo)) {
      // Inferred: whether NewPay refuses a repeated number or answers with the first order is unknown.
      throw new Refusal('DUPLICATE_ORDER', `There is an order ${request.orderNo} already`);
    }
    const order = book.add(request);
    const { tranNo, orderAmt, orderNo, newpayOrderNo } = order;
    const data = {
      // No value of a payment's type is published; this one is the sandbox's own.
      tranAbbr: 'PAY',
      tranNo,
      orderAmt,
      payUrl: `${baseUrl}/cashier/${order.cashierId}`,
      orderNo,
      newpayOrderNo,
    };
    return { appId, sign: await signatureOf({ appId, ...data }, signer), ...data };
  }
}
