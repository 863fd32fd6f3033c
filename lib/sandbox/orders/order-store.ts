import { randomUUID } from 'node:crypto';
import type { NewPayApi } from '../../events/newpay-event.js';
import type { SequenceNumbers } from '../sequence-numbers.js';
import { formatAmount } from '../format-amount.js';
import type {
  ConcludedOrder,
  OrderRequest,
  PaymentResult,
  SandboxOrder,
} from './sandbox-order.interface.js';

/** The orders of a sandbox and their results. */
export class OrderStore {
  readonly #orders = new Map<string, SandboxOrder>();

  constructor(private readonly numbers: SequenceNumbers) {}

  /** All orders, the first one first. */
  get orders(): readonly SandboxOrder[] {
    return Array.from(this.#orders.values());
  }

  /** Finds an order by the merchant's number. */
  find(orderNo: string): SandboxOrder | undefined {
    return this.#orders.get(orderNo);
  }

  /** Finds an order by the merchant's number, if it was created with this API. */
  findOf(api: NewPayApi, orderNo: string): SandboxOrder | undefined {
    const order = this.find(orderNo);
    return order && (order.v2 ? 'v2' : 'v1') === api ? order : undefined;
  }

  /** Finds an order by NewPay's number. */
  findByNewPayNo(newpayOrderNo: string): SandboxOrder | undefined {
    return this.orders.find((order) => order.newpayOrderNo === newpayOrderNo);
  }

  /** Finds the order of a cashier page. */
  findByCashier(cashierId: string | undefined): SandboxOrder | undefined {
    return this.orders.find((order) => order.cashierId === cashierId);
  }

  /** Adds an order, whose number must be unused. */
  add(request: OrderRequest): SandboxOrder {
    const { newpayNo: newpayOrderNo, tranNo } = this.numbers.next();
    const orderAmt = formatAmount(request.orderAmt);
    const order = { ...request, orderAmt, newpayOrderNo, tranNo, cashierId: randomUUID() };
    this.#orders.set(order.orderNo, order);
    return order;
  }

  /**
   * Sets the final result of an order.
   *
   * @throws {Error} the order is unknown, or already has a result
   */
  conclude(orderNo: string, result: PaymentResult): ConcludedOrder {
    const order = this.find(orderNo);
    if (!order) {
      throw new Error(`The sandbox has no order "${orderNo}"`);
    }
    if (order.result) {
      throw new Error(
        `The order "${orderNo}" is already ${order.result.status}, and this is final`,
      );
    }
    const concluded = { ...order, result };
    this.#orders.set(orderNo, concluded);
    return concluded;
  }
}
