import { htmlReply, redirectReply, type Reply } from '../http/reply.js';
import type { Route, SandboxRequest } from '../http/router.js';
import type { OrderStore } from '../orders/order-store.js';
import type { PaymentSimulator } from '../orders/payment-simulator.js';
import { payUrlOf } from '../orders/pay-url.js';
import { returnUrlOf } from '../orders/return-url.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import { cashierPage, unknownOrderPage } from './cashier-page.js';
import { isReachedByPhones } from './phone-url.js';

export interface CashierParts {
  readonly orders: OrderStore;
  readonly simulator: PaymentSimulator;
  readonly merchantId: string;
  readonly baseUrl: string;
}

type Handler = Route['handle'];

/** The handlers of the cashier page and its buttons. */
export class Cashier {
  constructor(private readonly parts: CashierParts) {}

  readonly show = this.#handler((order, { headers: { host = '' } }) => {
    const { merchantId, baseUrl } = this.parts;
    // The payer's own way to the sandbox, if a phone cannot use the configured one.
    const phoneUrl = [baseUrl, `http://${host}`].find(isReachedByPhones);
    const qrCodeUrl = phoneUrl === undefined ? undefined : payUrlOf(phoneUrl, order);
    return htmlReply(cashierPage(order, { merchantId, qrCodeUrl }));
  });

  readonly pay = this.#handler((order) => this.#conclude(order, 'pay'));

  readonly fail = this.#handler((order) => this.#conclude(order, 'fail'));

  /** Sends no callback: the payment is still pending, and the payer may return. */
  readonly cancel = this.#handler((order) => redirectReply(returnUrlOf(order)));

  #handler(
    handle: (order: SandboxOrder, request: SandboxRequest) => Reply | Promise<Reply>,
  ): Handler {
    return (request, { id }) => {
      const order = this.parts.orders.findByCashier(id);
      return order ? handle(order, request) : htmlReply(unknownOrderPage(), 404);
    };
  }

  async #conclude(order: SandboxOrder, action: 'pay' | 'fail'): Promise<Reply> {
    // After a second click, or on an old page, the payer is redirected by the existing result.
    const concluded = order.result ? order : await this.parts.simulator[action](order.orderNo);
    return redirectReply(returnUrlOf(concluded));
  }
}
