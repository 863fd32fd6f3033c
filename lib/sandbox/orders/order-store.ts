import { randomUUID } from 'node:crypto';
import type { SequenceNumbers } from '../sequence-numbers.js';
import { formatAmount } from '../format-amount.js';
import type {
  ConcludedOrder,
  OrderRequest,
  PaymentResult,
  SandboxOrder,
} from './sandbox-order.interface.js';

/** The orders of a sandbox and what became of them. */
export class OrderStore {
  readonly #orders = new Map<string, SandboxOrder>();

  constructor(private readonly numbers: SequenceNumbers) {}

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
    const { newpayNo: newpayOrderNo, tranNo } = this.numbers.next();
    const orderAmt = formatAmount(request.orderAmt);
    const order = { ...request, orderAmt, newpayOrderNo, tranNo, cashierId: randomUUID() };
    this.#orders.set(order.orderNo, order);
    return order;
  }

  /**
   * Enters the result of an order, which is final.
   *
   * @throws {Error} the order is unknown, or has a result already
   */
  conclude(orderNo: string, result: PaymentResult): ConcludedOrder {
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
