import type { ActivityLog } from '../activity/activity-log.js';
import type { CallbackDispatcher } from '../callbacks/callback-dispatcher.js';
import type { CallbackField } from '../callbacks/callback-text.js';
import { paymentCallbackFields } from '../callbacks/payment-callback-fields.js';
import type { OrderStore } from './order-store.js';
import type { ConcludedOrder, PaymentResult, SandboxOrder } from './sandbox-order.interface.js';

const FAILURE: PaymentResult = { status: 'failed', transInfo: 'Transaction Failed' };

/**
 * How long before the payment the failed attempt of the fault `out-of-order` was, in milliseconds.
 */
const EARLIER = 1_000;

export interface PaymentSimulatorParts {
  readonly appId: string;
  readonly orders: OrderStore;
  readonly dispatcher: CallbackDispatcher;
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
    return this.#conclude(orderNo, { status: 'paid', transInfo: 'Transaction Success' });
  }

  /** Makes the payment of an order fail. Resolves and throws like {@link PaymentSimulator.pay}. */
  async fail(orderNo: string, reason = FAILURE.transInfo): Promise<SandboxOrder> {
    return this.#conclude(orderNo, { ...FAILURE, transInfo: reason });
  }

  async #conclude(orderNo: string, result: PaymentResult): Promise<SandboxOrder> {
    const { appId, orders, dispatcher, activities } = this.parts;
    const order = orders.conclude(orderNo, result);
    const { status } = result;
    activities.record({ type: 'result', number: orderNo, status, at: new Date() });
    await dispatcher.dispatch({
      number: orderNo,
      url: order.callBackUrl,
      fields: paymentCallbackFields(appId, order),
      olderFields: result.status === 'paid' ? this.#earlierFailureOf(order) : undefined,
    });
    return order;
  }

  #earlierFailureOf(order: ConcludedOrder): CallbackField[] {
    const failed = { ...order, result: FAILURE };
    return paymentCallbackFields(this.parts.appId, failed, Date.now() - EARLIER);
  }
}
