import { randomUUID } from 'node:crypto';
import { OrderNumbers } from './order-numbers.js';
import type { OrderRequest, PaymentResult, SandboxOrder } from './sandbox-order.interface.js';

/** The state of a sandbox: its orders and what became of them. */
export class OrderBook {
  readonly #numbers = new OrderNumbers();
  readonly #orders = new Map<string, SandboxOrder>();

  /** Every order, the first one first. */
  get orders(): readonly SandboxOrder[] {
    return Array.from(this.#orders.values());
  }

  /** The order with the merchant's number. */
  find(orderNo: string): SandboxOrder | undefined {
    return this.#orders.get(orderNo);
  }

  /** The order that a cashier page is for. */
  findByCashier(cashierId: string | undefined): SandboxOrder | undefined {
    return this.orders.find((order) => order.cashierId === cashierId);
  }

  /** Enters an order whose number is not taken. */
  add(request: OrderRequest): SandboxOrder {
    const orderAmt = withTwoDecimals(request.orderAmt);
    const order = { ...request, orderAmt, ...this.#numbers.next(), cashierId: randomUUID() };
    this.#orders.set(order.orderNo, order);
    return order;
  }

  /**
   * Enters the result of an order, which is final.
   *
   * @throws {Error} the order is unknown, or has a result already
   */
  conclude(orderNo: string, result: PaymentResult): SandboxOrder {
    const order = this.find(orderNo);
    if (!order) {
      throw new Error(`The sandbox knows no order "${orderNo}"`);
    }
    if (order.result) {
      throw new Error(`The order "${orderNo}" is ${order.result.status} already, which is final`);
    }
    const concluded = { ...order, result };
    this.#orders.set(orderNo, concluded);
    return concluded;
  }
}

/** NewPay answers `123.00` even for LAK (protocol 10.6), which a comparison of texts trips over. */
function withTwoDecimals(amount: string): string {
  const [whole, fraction = ''] = amount.split('.');
  return `${whole}.${fraction.padEnd(2, '0')}`;
}
