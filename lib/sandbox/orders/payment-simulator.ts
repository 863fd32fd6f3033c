import type { ActivityLog } from '../activity/activity-log.js';
import type { CallbackDispatcher } from '../callbacks/callback-dispatcher.js';
import type { CallbackMessage } from '../callbacks/callback-message.interface.js';
import type { CallbackRules } from '../callbacks/callback-rules.js';
import type { OrderStore } from './order-store.js';
import type { ConcludedOrder, PaymentResult, SandboxOrder } from './sandbox-order.interface.js';

const FAILURE: PaymentResult = { status: 'failed', transInfo: 'Transaction Failed' };

/**
 * How long before the payment the failed attempt of the fault `out-of-order` was, in milliseconds.
 */
const EARLIER = 1_000;

export interface PaymentSimulatorParts {
  readonly orders: OrderStore;
  readonly dispatcher: CallbackDispatcher;
  readonly callbacks: CallbackRules;
  readonly activities: Pick<ActivityLog, 'record'>;
}

/** Simulates the payer: pays orders or makes them fail, and sends their callbacks. */
export class PaymentSimulator {
  constructor(private readonly parts: PaymentSimulatorParts) {}

  /**
   * Pays an order. Resolves when the first delivery of the callback has been answered or has
   * failed; at once when a fault withholds or delays it.
   *
   * @returns the order with its result
   * @throws {Error} the order is unknown, or already has a result
   */
  async pay(orderNo: string): Promise<SandboxOrder> {
    return this.#conclude(orderNo, {
      status: 'paid',
      transInfo: 'Transaction Success',
      paidAt: Date.now(),
    });
  }

  /** Makes the payment of an order fail. Resolves and throws like {@link PaymentSimulator.pay}. */
  async fail(orderNo: string, reason = FAILURE.transInfo): Promise<SandboxOrder> {
    return this.#conclude(orderNo, { ...FAILURE, transInfo: reason });
  }

  /**
   * Lets the time to pay an order of API v2 be over. Resolves and throws like
   * {@link PaymentSimulator.pay}.
   */
  async expire(orderNo: string): Promise<SandboxOrder> {
    const order = this.parts.orders.find(orderNo);
    if (order && !order.v2) {
      throw new Error(`The order "${orderNo}" is one of API v1, which has no expired orders`);
    }
    return this.#conclude(orderNo, { status: 'expired', transInfo: 'Transaction Expired' });
  }

  async #conclude(orderNo: string, result: PaymentResult): Promise<SandboxOrder> {
    const { orders, dispatcher, callbacks, activities } = this.parts;
    const order = orders.conclude(orderNo, result);
    const { status } = result;
    activities.record({ type: 'result', number: orderNo, status, at: new Date() });
    await dispatcher.dispatch({
      orderNo,
      url: order.callBackUrl,
      message: callbacks.ofPayment(order),
      olderMessage: result.status === 'paid' ? this.#earlierFailureOf(order) : undefined,
      retryDelays: callbacks.retryDelaysOf(order),
    });
    return order;
  }

  #earlierFailureOf(order: ConcludedOrder): CallbackMessage {
    const failed = { ...order, result: FAILURE };
    return this.parts.callbacks.ofPayment(failed, Date.now() - EARLIER);
  }
}
