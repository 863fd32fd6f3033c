import { Inject, Injectable } from '@nestjs/common';
import type { CreateOrderDto } from './dto/create-order.dto.js';
import type { CreateRefundDto } from './dto/create-refund.dto.js';
import type { CreateTransferDto } from './dto/create-transfer.dto.js';
import type { NewPayCallOptions } from './gateway/call-options.js';
import { RawApiClient, type NewPayCallAnswer, type NewPayCallFields } from './gateway/raw-call.js';
import type { JobRunner } from './jobs/job-runner.js';
import {
  redeliver,
  type NewPayRedelivered,
  type NewPayRedeliverOptions,
} from './jobs/redeliver.js';
import type { NewPayMiniProgramOrder } from './orders/mini-program-order.js';
import type { NewPayOrder } from './orders/newpay-order.interface.js';
import type { NewPayResolvedOrder } from './orders/newpay-resolved-order.interface.js';
import type { NewPayCreateOrderOptions } from './orders/create-and-resolve.js';
import { OrderClient } from './orders/order-client.js';
import type { NewPayPayment } from './payments/newpay-payment.interface.js';
import type { OrderNumbers } from './payments/reconcile-order-source.js';
import { PaymentClient } from './payments/payment-client.js';
import { PaymentReconciler } from './payments/payment-reconciler.js';
import type { NewPaySettleResult } from './payments/newpay-settle-result.interface.js';
import type { NewPaySettleOptions } from './payments/settle-options.js';
import { PaymentSettler } from './payments/payment-settler.js';
import {
  requireReconcileAllOptions,
  type NewPayReconcileAllOptions,
} from './payments/reconcile-all-options.js';
import { reconcileAll } from './payments/reconcile-all.js';
import type { NewPayReconcileSummary } from './payments/reconcile-summary.interface.js';
import type { NewPayRefund } from './refunds/newpay-refund.interface.js';
import { RefundClient } from './refunds/refund-client.js';
import type {
  NewPayQueriedTransfer,
  NewPayTransfer,
} from './transfers/newpay-transfer.interface.js';
import { TransferClient } from './transfers/transfer-client.js';
import type { NewPayWalletUser } from './users/newpay-wallet-user.interface.js';
import { UserClient } from './users/user-client.js';
import { NEWPAY_JOBS, NEWPAY_WATCHES } from './registration/newpay.tokens.js';
import { watchOrder, type NewPayWatchOptions } from './watch/watch-order.js';
import type { Watches } from './watch/watches.js';

/**
 * The NewPay API for one merchant: orders, payments, refunds and transfers.
 *
 * Writes (`createOrder`, `createPrePayment`, `createMiniProgramOrder`, `refund`, `transfer`, `call`) are
 * never retried. Reads (`queryOrder`, `queryRefund`, `queryUser`, `queryTransfer`, `reconcile`) are retried
 * on network errors, within `timeout`.
 *
 * Every method takes `{ signal?, timeout? }` as its last argument; see {@link NewPayCallOptions}.
 *
 * @publicApi
 */
@Injectable()
export class NewPayService {
  /** @internal Nest constructs it; its parameters may change in any version. */
  constructor(
    /** @internal */ private readonly orders: OrderClient,
    /** @internal */ private readonly payments: PaymentClient,
    /** @internal */ private readonly reconciler: PaymentReconciler,
    /** @internal */ private readonly refunds: RefundClient,
    /** @internal */ private readonly rawApi: RawApiClient,
    /** @internal */ private readonly users: UserClient,
    /** @internal */ private readonly transfers: TransferClient,
    /** @internal */ private readonly settler: PaymentSettler,
    /** @internal */ @Inject(NEWPAY_JOBS) private readonly jobs: JobRunner | undefined,
    /** @internal */ @Inject(NEWPAY_WATCHES) private readonly watches: Watches | undefined,
  ) {}

  /**
   * Creates an order and returns the address of the cashier, `payUrl`
   * ([protocol 4.1](../docs/protocol.md#41-create-payment)). It is sent once.
   *
   * With the option `resolveUnknown`, an order with an unknown outcome is queried. The result then is
   * the payment: `resolution` is `'queried'`, and there is a `status` in place of a `payUrl`.
   *
   * @example
   * const { payUrl } = await newPay.createOrder({
   *   payMethod: PayMethod.NewPay,
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
    order: CreateOrderDto,
    options?: NewPayCallOptions & { resolveUnknown?: false },
  ): Promise<NewPayOrder>;
  createOrder(
    order: CreateOrderDto,
    options: NewPayCreateOrderOptions,
  ): Promise<NewPayResolvedOrder>;
  createOrder(
    order: CreateOrderDto,
    options?: NewPayCreateOrderOptions,
  ): Promise<NewPayOrder | NewPayResolvedOrder> {
    return this.orders.createOrder(order, options);
  }

  /**
   * Creates a pre-payment. It takes the same fields as `createOrder`
   * ([protocol 4.2](../docs/protocol.md#42-create-pre-payment)). NewPay's pages do not say
   * what "prepaid" means for the settlement. The mobile path is inferred: see the option `endpoints`.
   *
   * @throws {NewPayValidationError} the order or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the pre-payment
   * @throws {NewPayTransportError} nothing was sent; trying again is safe
   * @throws {NewPayUnknownOutcomeError} the pre-payment was sent, and no trustworthy answer came. Query
   * it with `queryOrder` before trying again
   */
  createPrePayment(order: CreateOrderDto, options?: NewPayCallOptions): Promise<NewPayOrder> {
    return this.orders.createPrePayment(order, options);
  }

  /**
   * Creates an order for the WeChat mini program
   * ([protocol 8.1](../docs/protocol.md#81-place-order)). NewPay's page documents `currency` and
   * `orderAmt` alone. Add the fields that NewPay told you; the answer is returned as it comes.
   *
   * @returns the fields of the answer's `data` as text; its signature was verified
   *
   * @throws {NewPayValidationError} a field or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the order
   * @throws {NewPayTransportError} nothing was sent; trying again is safe
   * @throws {NewPayUnknownOutcomeError} the order was sent, and no trustworthy answer came
   */
  async createMiniProgramOrder(
    order: NewPayMiniProgramOrder,
    options?: NewPayCallOptions,
  ): Promise<NewPayCallAnswer> {
    return this.orders.createMiniProgramOrder(order, options);
  }

  /**
   * Queries a payment ([protocol 4.3](../docs/protocol.md#43-query-payment)). It publishes no
   * event: `reconcile` does. The path is inferred: see
   * the option `endpoints`.
   *
   * @throws {NewPayValidationError} `orderNo` or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the query: for example, it does not know the order
   * @throws {NewPaySignatureError} the answer has no valid signature of NewPay
   * @throws {NewPayTransportError} no usable answer came; trying again is safe
   */
  async queryOrder(orderNo: string, options?: NewPayCallOptions): Promise<NewPayPayment> {
    return this.payments.queryOrder(orderNo, options);
  }

  /**
   * Refunds a payment, in full or in part, in one or several refunds
   * ([protocol 4.4](../docs/protocol.md#44-refund)). A refund is not sent
   * when it exceeds the order's amount, as far as this process knows it from a query.
   *
   * The status of the answer is `refunded` or `processing`. The final result comes as `newpay.refunded`
   * or `newpay.refund-failed`.
   *
   * @throws {NewPayValidationError} the refund or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the refund
   * @throws {NewPayTransportError} nothing was sent; trying again is safe
   * @throws {NewPayUnknownOutcomeError} the refund was sent, and no trustworthy answer came. Query it
   * with `queryRefund` before trying again
   */
  async refund(refund: CreateRefundDto, options?: NewPayCallOptions): Promise<NewPayRefund> {
    return this.refunds.refund(refund, options);
  }

  /**
   * Queries a refund ([protocol 4.5](../docs/protocol.md#45-query-refund)). The path is inferred:
   * see the option `endpoints`.
   *
   * @throws {NewPayValidationError} `refundOrderNo` or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the query: for example, it does not know the refund
   * @throws {NewPaySignatureError} the answer has no valid signature of NewPay
   * @throws {NewPayTransportError} no usable answer came; trying again is safe
   */
  async queryRefund(refundOrderNo: string, options?: NewPayCallOptions): Promise<NewPayRefund> {
    return this.refunds.queryRefund(refundOrderNo, options);
  }

  /**
   * Queries a payment and, if its status is final, publishes its event with `source: 'query'`. Use it for
   * orders whose callback did not come. Events are deduplicated: if the callback of the order was handled,
   * its event is not published again.
   *
   * `signal` and `timeout` apply to the query, and to the wait for another delivery of the same order.
   * Listeners that have begun are not aborted.
   *
   * @throws {NewPayValidationError} `orderNo` or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the query: for example, it does not know the order
   * @throws {NewPaySignatureError} the answer has no valid signature of NewPay
   * @throws {NewPayTransportError} no usable answer came; trying again is safe
   * @throws {NewPayDeliveryError} the status is final, and its event could not be delivered. Reconcile
   * again to publish it again
   */
  async reconcile(orderNo: string, options?: NewPayCallOptions): Promise<NewPayPayment> {
    return this.reconciler.reconcile(orderNo, options);
  }

  /**
   * Reconciles many orders, such as those of a day that are still pending. An order that fails does not
   * stop the others: it is in `unresolved` of the summary. Each order takes at most `timeout` for its
   * query and `listenerTimeout` for its listeners.
   *
   * @param orderNos an array, a `Set`, a generator, a cursor: any iterable or async iterable but a string
   * @throws {NewPayValidationError} `timeout` breaks a rule
   * @throws {RangeError} `concurrency` is not a whole number from 1 to 100
   * @throws {TypeError} `orderNos` is not iterable, or is a string; `signal` is not an `AbortSignal`, `onProgress`
   * is not a function, or there is an unknown option
   * @throws {NewPayReconcileError} `orderNos` itself failed; `summary` has the results so far
   */
  async reconcileAll(
    orderNos: OrderNumbers,
    options?: NewPayReconcileAllOptions,
  ): Promise<NewPayReconcileSummary> {
    const checked = requireReconcileAllOptions(options);
    const { timeout } = checked;
    return reconcileAll(orderNos, (orderNo) => this.reconcile(orderNo, { timeout }), checked);
  }

  /**
   * Finds the user of the NewPay app with a phone number
   * ([protocol 9.1](../docs/protocol.md#91-query-user-by-phone)), such as for a transfer. NewPay's pages do
   * not state the path: set the option `endpoints.queryUser` first.
   *
   * @param phoneNo with its country code, such as `+8562012345678`
   * @throws {NewPayConfigurationError} `endpoints.queryUser` is not set; nothing was sent
   * @throws {NewPayValidationError} `phoneNo` or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the query: for example, there is no such user
   * @throws {NewPaySignatureError} the answer has no valid signature of NewPay
   * @throws {NewPayTransportError} no usable answer came; trying again is safe
   */
  async queryUser(phoneNo: string, options?: NewPayCallOptions): Promise<NewPayWalletUser> {
    return this.users.queryUser(phoneNo, options);
  }

  /**
   * Transfers money to a user ([protocol 9.2](../docs/protocol.md#92-transfer-to-user)). It is sent once.
   * NewPay's pages do not state the path: set the option `endpoints.transfer` first.
   *
   * **A transfer has no number of yours**, so NewPay cannot recognise one that is sent twice, and there is
   * nothing to query by after an unknown outcome. Never send it again before NewPay's staff has told you
   * that it was not made. A verified answer means that NewPay accepted the transfer: its pages document no
   * status.
   *
   * @throws {NewPayConfigurationError} `endpoints.transfer` is not set; nothing was sent
   * @throws {NewPayValidationError} the transfer or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the transfer
   * @throws {NewPayTransportError} nothing was sent; trying again is safe
   * @throws {NewPayUnknownOutcomeError} the transfer was sent, and no trustworthy answer came. Ask NewPay
   */
  async transfer(
    transfer: CreateTransferDto,
    options?: NewPayCallOptions,
  ): Promise<NewPayTransfer> {
    return this.transfers.transfer(transfer, options);
  }

  /**
   * Queries a transfer ([protocol 9.3](../docs/protocol.md#93-query-transfer)). NewPay's pages do not state
   * the path: set the option `endpoints.queryTransfer` first.
   *
   * @param orderNo NewPay's number of the transfer, from the answer to `transfer`
   * @throws {NewPayConfigurationError} `endpoints.queryTransfer` is not set; nothing was sent
   * @throws {NewPayValidationError} `orderNo` or an option breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused the query: for example, it does not know the transfer
   * @throws {NewPaySignatureError} the answer has no valid signature of NewPay
   * @throws {NewPayTransportError} no usable answer came; trying again is safe
   */
  async queryTransfer(
    orderNo: string,
    options?: NewPayCallOptions,
  ): Promise<NewPayQueriedTransfer> {
    return this.transfers.queryTransfer(orderNo, options);
  }

  /**
   * Waits for the result of a payment, for the page to which the payer returns. Resolves with the payment
   * as soon as a callback or a query says `paid` or `failed` and the listeners have finished its event
   * (with a `queue`: the event is stored).
   * Resolves with the status `processing` when `within` is over, and when the app closes.
   *
   * NewPay is queried at once, then after 1, 2, 4 and 8 seconds and every 10 seconds, and when another
   * process has handled a callback of the order. All waits for an order share its queries. If a query
   * finds a final state, its event is published, as `reconcile` does. If its listeners fail or take longer than
   * `within`, the payment is returned nevertheless.
   *
   * A query that fails does not end the wait. The last failure is in `error` of the result.
   *
   * @example
   * const { status } = await newPay.settle('A1001', { within: 5_000 });
   *
   * @param options `within` limits the wait, in milliseconds; `timeout` limits each query. All waits for one order
   * share its queries, so the `timeout` of the first of these waits counts
   *
   * @throws {NewPayValidationError} `orderNo` or an option breaks a rule; nothing was sent
   * @throws {NewPayTransportError} `signal` was aborted; trying again is safe
   */
  async settle(orderNo: string, options: NewPaySettleOptions): Promise<NewPaySettleResult> {
    return this.settler.settle(orderNo, options);
  }

  /**
   * Runs the unfinished jobs of an order's listeners again now: jobs that failed for the last time (dead
   * letters) get one more attempt, and jobs that wait for their next attempt run at once. A listener that has
   * finished an event is not run for it again. Resolves when the queue has the jobs, not when they have run.
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
   * @example
   * await sql.begin(async (transaction) => {
   *   await orders.insert(transaction, order);
   *   await newPay.watch(order.orderNo, { db: transaction });
   * });
   *
   * @throws {NewPayValidationError} `orderNo` or an option breaks a rule, or the queue cannot use `db`
   * @throws {NewPayConfigurationError} there is no option `queue`, or `watch` is `false`
   * @throws {NewPayTransportError} the watch is not stored for certain; trying again is safe
   */
  async watch(orderNo: string, options?: NewPayWatchOptions): Promise<void> {
    return watchOrder(
      { api: 'v1', watches: this.watches, hasQueue: this.jobs !== undefined },
      orderNo,
      options,
    );
  }

  /**
   * Sends a signed call to any endpoint, for endpoints that have no method here. The package fills in
   * `appId`, `merchantId`, `timestamp` and `sign`. It is sent once.
   *
   * @param path a path below the option `baseUrl`, or a full https address
   * @returns the fields of the answer's `data` as text; its signature was verified
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
