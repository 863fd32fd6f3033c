import { randomBytes } from 'node:crypto';
import { isAboveZero, isSumAbove } from '../../protocol/decimal-amount.js';
import { PayMethod } from '../../protocol/v1/pay-method.enum.js';
import type { NewPayApi } from '../../events/newpay-event.js';
import { problemOfAmount } from '../api/amount-rule.js';
import { ORDER_PAY_METHODS, problemsOfOrder } from '../api/order-rules.js';
import type { CallbackSender } from '../callbacks/callback-sender.js';
import type { OrderStore } from '../orders/order-store.js';
import type { PaymentSimulator } from '../orders/payment-simulator.js';
import type { SandboxOrder } from '../orders/sandbox-order.interface.js';
import type { RefundProcessor } from '../refunds/refund-processor.js';
import type { RefundStore } from '../refunds/refund-store.js';
import { remainingAmount } from '../refunds/remaining-amount.js';
import type { RefundResult } from '../refunds/sandbox-refund.interface.js';
import { createOnlineOrder } from '../v2/unified-order.js';

export interface SandboxActionsParts {
  readonly orders: OrderStore;
  readonly refunds: RefundStore;
  readonly simulator: PaymentSimulator;
  readonly processor: RefundProcessor;
  readonly sender: CallbackSender;
}

/** The result of a refund, or the amount of a new one. */
export interface RefundAction {
  /**
   * The amount of a new refund.
   * @default what is left of the order
   */
  readonly amount?: string | undefined;
  /** @default 'refunded' */
  readonly status?: RefundResult['status'] | undefined;
}

/** An event for a shop, with an order of its own. */
export interface Trigger {
  readonly event: 'paid' | 'failed' | 'refunded';
  /** The URL of the callback. */
  readonly to: string;
  /** The API of the order and of its callback. */
  readonly api: NewPayApi;
  /** @default a new number */
  readonly orderNo?: string | undefined;
  /** @default '50000' */
  readonly orderAmt?: string | undefined;
  /** @default 'LAK' */
  readonly currency?: string | undefined;
}

/**
 * What a developer does with a sandbox, in place of the payer, the merchant and NewPay. All methods
 * resolve when the first delivery of the callback has been answered or has failed, and throw an error
 * if the action is not possible.
 */
export class SandboxActions {
  constructor(private readonly parts: SandboxActionsParts) {}

  async pay(orderNo: string): Promise<void> {
    await this.parts.simulator.pay(orderNo);
  }

  async fail(orderNo: string, reason?: string): Promise<void> {
    await this.parts.simulator.fail(orderNo, reason);
  }

  async expire(orderNo: string): Promise<void> {
    await this.parts.simulator.expire(orderNo);
  }

  /** Delivers the callback of an order or a refund again, without faults. */
  async resend(number: string): Promise<void> {
    await this.parts.sender.resend(number);
  }

  /** Makes the scheduled deliveries of an order or a refund now. */
  async deliverNow(number: string): Promise<void> {
    if ((await this.parts.sender.deliverNow(number)) === 0) {
      throw new Error(`No delivery is scheduled for "${number}"`);
    }
  }

  /**
   * Gives a processing refund its result. If `number` is an order without one, the order is refunded.
   *
   * @param number the number of an order or a refund
   * @returns the number of the refund
   */
  async refund(
    number: string,
    { amount, status = 'refunded' }: RefundAction = {},
  ): Promise<string> {
    const { refunds, processor } = this.parts;
    const processing =
      refunds.find(number) ?? refunds.refundsOf(number).find(({ result }) => !result);
    const refundOrderNo = processing?.refundOrderNo ?? this.#addRefund(number, amount);
    await processor.complete(refundOrderNo, status);
    return refundOrderNo;
  }

  /**
   * Creates an order and lets it be paid, fail or be refunded, so that the shop gets the callback. Its
   * queries of the order and the refund are answered.
   *
   * @returns the number of the order or the refund
   */
  async trigger(trigger: Trigger): Promise<string> {
    const { event, api } = trigger;
    const order = api === 'v2' ? this.#addV2Order(trigger) : this.#addOrder(trigger);
    if (event === 'refunded') {
      const transInfo = 'Transaction Success';
      this.parts.orders.conclude(order.orderNo, { status: 'paid', transInfo });
      return this.refund(order.orderNo);
    }
    await this[event === 'paid' ? 'pay' : 'fail'](order.orderNo);
    return order.orderNo;
  }

  #addOrder(trigger: Trigger): SandboxOrder {
    const { orders } = this.parts;
    const { callBackUrl, ...order } = testOrder(trigger);
    const request = {
      ...order,
      payMethod: PayMethod.NewPay,
      callBackUrl,
      successPageUrl: callBackUrl,
      failurePageUrl: callBackUrl,
      cancelPageUrl: callBackUrl,
      extra: '',
    };
    const problems = problemsOfOrder(request, ORDER_PAY_METHODS);
    if (problems.length > 0) {
      throw new Error(problems.join('; '));
    }
    if (orders.find(request.orderNo)) {
      throw new Error(`Order "${request.orderNo}" already exists`);
    }
    return orders.add(request);
  }

  #addV2Order(trigger: Trigger): SandboxOrder {
    const { orders } = this.parts;
    return createOnlineOrder(orders, { ...testOrder(trigger), redirect: '', attach: '' });
  }

  #addRefund(orderNo: string, amount: string | undefined): string {
    const { orders, refunds } = this.parts;
    const order = orders.find(orderNo);
    if (order?.result?.status !== 'paid') {
      throw new Error(
        order
          ? `The order "${orderNo}" is not paid: it cannot be refunded`
          : `The sandbox has no order and no refund "${orderNo}"`,
      );
    }
    const refunded = refunds.amountsOf(orderNo);
    const rest = remainingAmount(order.orderAmt, refunded);
    if (!isAboveZero(rest)) {
      throw new Error(`The order "${orderNo}" is already refunded`);
    }
    const problem =
      amount === undefined ? undefined : problemOfAmount('amount', amount, order.currency);
    if (problem !== undefined) {
      throw new Error(problem);
    }
    if (amount !== undefined && isSumAbove([amount], rest)) {
      throw new Error(`amount exceeds the refundable amount of order "${orderNo}" (${rest})`);
    }
    return refunds.add(
      {
        refundOrderAmt: amount ?? rest,
        orderNo,
        refundOrderNo: this.#newRefundNo(orderNo),
        refundDesc: 'Refund made in the sandbox',
        callBackUrl: order.callBackUrl,
      },
      order,
    ).refundOrderNo;
  }

  #newRefundNo(orderNo: string): string {
    let count = 1;
    while (this.parts.refunds.find(`${orderNo}-R${count}`)) {
      count += 1;
    }
    return `${orderNo}-R${count}`;
  }
}

/** The order of a trigger, without what only one of the APIs has. */
function testOrder({ to, orderNo, orderAmt = '50000', currency = 'LAK' }: Trigger) {
  return {
    currency,
    orderAmt,
    orderNo: orderNo ?? `TRIGGER-${randomBytes(4).toString('hex')}`,
    callBackUrl: to,
    subject: 'Test order',
  };
}
