import { htmlReply, redirectReply, type Reply } from '../http/reply.js';
import type { Route } from '../http/router.js';
import type { OrderStore } from '../orders/order-store.js';
import type { PaymentSimulator } from '../orders/payment-simulator.js';
import { payUrlOf } from '../orders/pay-url.js';
import { returnAddressOf } from '../orders/return-address.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import { cashierPage, unknownOrderPage } from './cashier-page.js';

/** What {@link Cashier} works with. */
export interface CashierParts {
  readonly orders: OrderStore;
  readonly payer: PaymentSimulator;
  readonly merchantId: string;
  readonly baseUrl: string;
}

type Handler = Route['handle'];

/** The cashier page and its buttons. */
export class Cashier {
  constructor(private readonly parts: CashierParts) {}

  readonly show = this.#handler((order) => {
    const { merchantId, baseUrl } = this.parts;
    return htmlReply(cashierPage(order, { merchantId, payUrl: payUrlOf(baseUrl, order) }));
  });

  readonly pay = this.#handler((order) => this.#conclude(order, 'pay'));

  readonly fail = this.#handler((order) => this.#conclude(order, 'fail'));

  /** Tells the merchant nothing: the payment is still pending, and the payer may come back. */
  readonly cancel = this.#handler((order) => redirectReply(returnAddressOf(order)));

  #handler(handle: (order: SandboxOrder) => Reply | Promise<Reply>): Handler {
    return (_request, { id }) => {
      const order = this.parts.orders.findByCashier(id);
      return order ? handle(order) : htmlReply(unknownOrderPage(), 404);
    };
  }

  async #conclude(order: SandboxOrder, action: 'pay' | 'fail'): Promise<Reply> {
    // A page that was left open, or a second click, changes nothing: the payer goes where the result
    // of the order leads.
    const concluded = order.result ? order : await this.parts.payer[action](order.orderNo);
    return redirectReply(returnAddressOf(concluded));
  }
}
