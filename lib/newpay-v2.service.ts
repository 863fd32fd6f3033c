import { Inject, Injectable } from '@nestjs/common';
import type { NewPayUser } from './api-v2/newpay-user.interface.js';
import type { NewPayV2Order } from './api-v2/newpay-v2-order.interface.js';
import type {
  NewPayV2OrderReference,
  NewPayV2Payment,
} from './api-v2/newpay-v2-payment.interface.js';
import type {
  NewPayV2Refund,
  NewPayV2RefundReference,
} from './api-v2/newpay-v2-refund.interface.js';
import type { NewPayV2ResolvedOrder } from './api-v2/newpay-v2-resolved-order.interface.js';
import type { NewPayV2SettleResult } from './api-v2/newpay-v2-settle-result.interface.js';
import { V2OrderClient } from './api-v2/v2-order-client.js';
import { V2PaymentClient } from './api-v2/v2-payment-client.js';
import { V2RawApiClient } from './api-v2/v2-raw-call.js';
import { V2Reconciler } from './api-v2/v2-reconciler.js';
import { V2RefundClient } from './api-v2/v2-refund-client.js';
import { V2ScanClient } from './api-v2/v2-scan-client.js';
import { V2Settler } from './api-v2/v2-settler.js';
import { V2UserClient } from './api-v2/v2-user-client.js';
import type { CreateV2OrderDto } from './dto/create-v2-order.dto.js';
import type { CreateV2RefundDto } from './dto/create-v2-refund.dto.js';
import type { ScanPayDto } from './dto/scan-pay.dto.js';
import type { NewPayCallOptions } from './gateway/call-options.js';
import type { NewPayCallAnswer, NewPayCallFields } from './gateway/raw-call.js';
import type { JobRunner } from './jobs/job-runner.js';
import {
  redeliver,
  type NewPayRedelivered,
  type NewPayRedeliverOptions,
} from './jobs/redeliver.js';
import type { NewPayCreateOrderOptions } from './orders/create-and-resolve.js';
import {
  requireReconcileAllOptions,
  type NewPayReconcileAllOptions,
} from './payments/reconcile-all-options.js';
import { reconcileAll } from './payments/reconcile-all.js';
import type { OrdersToReconcile } from './payments/reconcile-order-source.js';
import type { NewPayReconcileSummary } from './payments/reconcile-summary.interface.js';
import type { NewPaySettleOptions } from './payments/settle-options.js';
import { NEWPAY_JOBS, NEWPAY_WATCHES } from './registration/newpay.tokens.js';
import { watchOrder, type NewPayWatchOptions } from './watch/watch-order.js';
import type { Watches } from './watch/watches.js';

/**
 * NewPay's API v2 for one merchant: orders, payments, refunds, and the users of the NewPay app
 * ([protocol 6](../docs/protocol.md#6-api-v2)). It works beside `NewPayService`, with the same keys, store,
 * callback route and events; its events have `api: 'v2'`.
 *
 * Writes (`createOrder`, `refund`, `scanPay`, `call`) are never retried. Reads (`queryOrder`,
 * `queryRefund`, `queryUser`, `reconcile`) are retried on network errors, within `timeout`.
 *
 * Every method takes `{ signal?, timeout? }` as its last argument; see {@link NewPayCallOptions}.
 *
 * @publicApi
 */
@Injectable()
export class NewPayV2Service {
  /** @internal Nest constructs it; its parameters may change in any version. */
  constructor(
    /** @internal */ private readonly orders: V2OrderClient,
    /** @internal */ private readonly payments: V2PaymentClient,
    /** @internal */ private readonly reconciler: V2Reconciler,
    /** @internal */ private readonly refunds: V2RefundClient,
    /** @internal */ private readonly users: V2UserClient,
    /** @internal */ private readonly scans: V2ScanClient,
    /** @internal */ private readonly rawApi: V2RawApiClient,
    /** @internal */ private readonly settler: V2Settler,
    /** @internal */ @Inject(NEWPAY_JOBS) private readonly jobs: JobRunner | undefined,
    /** @internal */ @Inject(NEWPAY_WATCHES) private readonly watches: Watches | undefined,
  ) {}

  /**
   * Creates an order and returns what the payer needs to pay it, `payReference`
   * ([protocol 6.1](../docs/protocol.md#61-unified-order)). It is sent once.
   *
   * With the option `resolveUnknown`, an order with an unknown outcome is queried. The result then is
   * the payment: `resolution` is `'queried'`, and there is a `status` in place of a `payReference`.
   *
   * @example
   * const { payReference } = await newPay.createOrder({
   *   channel: NewPayChannel.NewPayOnline,
   *   currency: 'LAK',
   *   orderAmt: '50000',
   *   orderNo: 'A1001',
   * });
   *
   * @throws {NewPayValidationError} the order or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the order
   * @throws {NewPayTransportError} nothing was sent; trying again is safe
   * @throws {NewPayUnknownOutcomeError} the order was sent, and no trustworthy answer came. Query it
   * before trying again
   */
  createOrder(
    order: CreateV2OrderDto,
    options?: NewPayCallOptions & { resolveUnknown?: false },
  ): Promise<NewPayV2Order>;
  createOrder(
    order: CreateV2OrderDto,
    options: NewPayCreateOrderOptions,
  ): Promise<NewPayV2ResolvedOrder>;
  async createOrder(
    order: CreateV2OrderDto,
    options?: NewPayCreateOrderOptions,
  ): Promise<NewPayV2Order | NewPayV2ResolvedOrder> {
    return this.orders.createOrder(order, options);
  }

  /**
   * Queries a payment, by your number or by NewPay's
   * ([protocol 6.2](../docs/protocol.md#62-query-order)). It publishes no event: `reconcile` does.
   *
   * @throws {NewPayValidationError} the number or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the query: for example, it does not know the order
   * @throws {NewPaySignatureError} the answer has no valid signature of NewPay, in any form that the package
   * knows or that the option `v2.nested` names
   * @throws {NewPayTransportError} no usable answer came; trying again is safe
   */
  async queryOrder(
    by: NewPayV2OrderReference,
    options?: NewPayCallOptions,
  ): Promise<NewPayV2Payment> {
    return this.payments.queryOrder(by, options);
  }

  /**
   * Refunds a payment by NewPay's number of it, in full or in part
   * ([protocol 6.3](../docs/protocol.md#63-refund)). A refund is not sent when it exceeds the payment's
   * amount, as far as this process knows it from a query. The final result comes as `newpay.refunded` or
   * `newpay.refund-failed`.
   *
   * @throws {NewPayValidationError} the refund or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the refund
   * @throws {NewPayTransportError} nothing was sent; trying again is safe
   * @throws {NewPayUnknownOutcomeError} the refund was sent, and no trustworthy answer came. Query it
   * with `queryRefund` before trying again
   */
  async refund(refund: CreateV2RefundDto, options?: NewPayCallOptions): Promise<NewPayV2Refund> {
    return this.refunds.refund(refund, options);
  }

  /**
   * Queries a refund, by your number or by NewPay's
   * ([protocol 6.4](../docs/protocol.md#64-query-refund)).
   *
   * @throws {NewPayValidationError} the number or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the query: for example, it does not know the refund
   * @throws {NewPaySignatureError} the answer has no valid signature of NewPay, in any form that the package
   * knows or that the option `v2.nested` names
   * @throws {NewPayTransportError} no usable answer came; trying again is safe
   */
  async queryRefund(
    by: NewPayV2RefundReference,
    options?: NewPayCallOptions,
  ): Promise<NewPayV2Refund> {
    return this.refunds.queryRefund(by, options);
  }

  /**
   * Finds out who opened your page in the NewPay app
   * ([protocol 9.4](../docs/protocol.md#94-query-user-by-token)).
   *
   * @param token the query parameter `userToken`, with which the app opened the page
   * @throws {NewPayValidationError} `token` or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the query: for example, the token has expired
   * @throws {NewPaySignatureError} the answer has no valid signature of NewPay
   * @throws {NewPayTransportError} no usable answer came; trying again is safe
   */
  async queryUser(token: string, options?: NewPayCallOptions): Promise<NewPayUser> {
    return this.users.queryUser(token, options);
  }

  /**
   * Takes a payment by the code on the payer's phone
   * ([protocol 7](../docs/protocol.md#7-in-store-scanners)). NewPay's page does not say what the status in
   * the answer means, so the result is always `processing`: the event, or `queryOrder`, tells whether it
   * is paid.
   *
   * @throws {NewPayValidationError} the order or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the payment
   * @throws {NewPayTransportError} nothing was sent; trying again is safe
   * @throws {NewPayUnknownOutcomeError} it was sent, and no trustworthy answer came. Query it before trying
   * again: the payer may have paid
   */
  async scanPay(order: ScanPayDto, options?: NewPayCallOptions): Promise<NewPayV2Payment> {
    return this.scans.scanPay(order, options);
  }

  /**
   * Queries a payment and, if its status is final, publishes its event with `source: 'query'`. Use it for
   * orders whose callback did not come. Events are deduplicated: if the callback of the order was handled, its
   * event is not published again. An expired order is published as `newpay.failed` with `reason: 'expired'`.
   *
   * @throws {NewPayValidationError} the number or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the query: for example, it does not know the order
   * @throws {NewPaySignatureError} the answer has no valid signature of NewPay, in any form that the package
   * knows or that the option `v2.nested` names
   * @throws {NewPayTransportError} no usable answer came; trying again is safe
   * @throws {NewPayDeliveryError} the status is final, and its event could not be delivered. Reconcile
   * again to publish it again
   */
  async reconcile(
    by: NewPayV2OrderReference,
    options?: NewPayCallOptions,
  ): Promise<NewPayV2Payment> {
    return this.reconciler.reconcile(by, options);
  }

  /**
   * Reconciles many orders, such as those of a day that are still pending. An order that fails does not stop
   * the others: it is in `unresolved` of the summary. Expired orders are in `failed`. The summary names each
   * order by the number that you gave, yours or NewPay's. Each order takes at most `timeout` for its query and
   * `listenerTimeout` for its listeners.
   *
   * @param bys an array, a `Set`, a generator, a cursor: any iterable or async iterable
   * @throws {NewPayValidationError} `timeout` breaks a rule
   * @throws {RangeError} `concurrency` is not a whole number from 1 to 100
   * @throws {TypeError} `bys` is not iterable, or is a string; `signal` is not an `AbortSignal`, `onProgress` is not
   * a function, or there is an unknown option
   * @throws {NewPayReconcileError} `bys` itself failed; `summary` has the results so far
   */
  async reconcileAll(
    bys: OrdersToReconcile<NewPayV2OrderReference>,
    options?: NewPayReconcileAllOptions,
  ): Promise<NewPayReconcileSummary> {
    const checked = requireReconcileAllOptions(options);
    const { timeout } = checked;
    const reconcile = async (by: NewPayV2OrderReference) => {
      const { status } = await this.reconcile(by, { timeout });
      return { status: status === 'expired' ? 'failed' : status } as const;
    };
    return reconcileAll(bys, reconcile, checked, numberOf);
  }

  /**
   * Waits for the result of a payment, for the page to which the payer returns. Resolves with the payment
   * as soon as a callback or a query says `paid`, `failed` or `expired` and the listeners have finished its
   * event (with a `queue`: the event is stored). Resolves with the status `processing` when `within` is
   * over, and when the app closes.
   *
   * NewPay is queried at once, then after 1, 2, 4 and 8 seconds and every 10 seconds, and when another
   * process has handled a callback of the order. All waits for an order share its queries. If a query
   * finds a final state, its event is published, as `reconcile` does. If its listeners fail or take longer than
   * `within`, the payment is returned nevertheless.
   *
   * A query that fails does not end the wait. The last failure is in `error` of the result.
   *
   * @param orderNo your number of the order
   * @param options `within` limits the wait, in milliseconds; `timeout` limits each query. All waits for one order
   * share its queries, so the `timeout` of the first of these waits counts
   *
   * @throws {NewPayValidationError} `orderNo` or an option breaks a rule; nothing was sent
   * @throws {NewPayTransportError} `signal` was aborted; trying again is safe
   */
  async settle(orderNo: string, options: NewPaySettleOptions): Promise<NewPayV2SettleResult> {
    return this.settler.settle(orderNo, options);
  }

  /**
   * Runs the unfinished jobs of an order's listeners again now: jobs that failed for the last time (dead
   * letters) get one more attempt, and jobs that wait for their next attempt run at once. A listener that has
   * finished an event is not run for it again. Resolves when the queue has the jobs, not when they have run.
   * An order of API v1 with the same number is included.
   *
   * @returns the jobs that run again
   * @throws {NewPayValidationError} `orderNo` or an option breaks a rule
   * @throws {NewPayConfigurationError} there is no option `queue`
   * @throws {NewPayTransportError} `signal` was aborted before the queue was asked
   * @throws {NewPayDeliveryError} the queue cannot be reached or did not answer within `timeout`, or `signal` was
   * aborted while the queue was asked. Trying again is safe
   */
  async redeliver(
    orderNo: string,
    options?: NewPayRedeliverOptions,
  ): Promise<readonly NewPayRedelivered[]> {
    return redeliver(this.jobs, orderNo, options);
  }

  /**
   * Watches an order that another program or `call` creates; `createOrder` watches its orders itself. At the
   * times of the option `watch`, NewPay is asked for the order until its event is published. Call it before
   * the order is sent. Resolves when the watch is stored in the queue. Two calls at the same time, or a call
   * just before `createOrder`, store one watch.
   *
   * @throws {NewPayValidationError} `orderNo` or an option breaks a rule, or the queue cannot use `db`
   * @throws {NewPayConfigurationError} there is no option `queue`, or `watch` is `false`
   * @throws {NewPayTransportError} the watch is not stored for certain; trying again is safe
   */
  async watch(orderNo: string, options?: NewPayWatchOptions): Promise<void> {
    return watchOrder(
      { api: 'v2', watches: this.watches, hasQueue: this.jobs !== undefined },
      orderNo,
      options,
    );
  }

  /**
   * Sends a signed call to any endpoint of API v2, for endpoints that have no method here. The package
   * fills in `appId`, `mchId` and `sign`. It is sent once.
   *
   * @param path a path below the option `v2.baseUrl`, or a full https address
   * @returns the fields of the answer's `data` as text, an object as its JSON; its signature was verified
   *
   * @throws {NewPayValidationError} the path, a field or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the call
   * @throws {NewPayTransportError} nothing was sent; trying again is safe
   * @throws {NewPayUnknownOutcomeError} the call was sent, and no trustworthy answer came
   */
  async call(
    path: string,
    fields: NewPayCallFields,
    options?: NewPayCallOptions,
  ): Promise<NewPayCallAnswer> {
    return this.rawApi.call(path, fields, options);
  }
}

/** The number of an order for the summary. An iterable may yield anything. */
function numberOf(by: unknown): string {
  try {
    const { orderNo, newpayOrderNo } = Object(by) as Partial<NewPayV2OrderReference>;
    return String(orderNo ?? newpayOrderNo ?? by);
  } catch {
    return Object.prototype.toString.call(by);
  }
}
