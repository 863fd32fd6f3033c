import { Injectable } from '@nestjs/common';
import { RawApiClient, type NewPayCallAnswer, type NewPayCallFields } from './gateway/raw-call.js';
import type { CreateOrderDto } from './dto/create-order.dto.js';
import type { RefundDto } from './dto/refund.dto.js';
import type { NewPayOrder } from './orders/newpay-order.interface.js';
import type { MiniProgramOrder } from './orders/mini-program-order.js';
import { OrderClient, type CreateOrderOptions } from './orders/order-client.js';
import type { NewPayPayment } from './payments/newpay-payment.interface.js';
import { PaymentClient } from './payments/payment-client.js';
import { PaymentReconciler } from './payments/payment-reconciler.js';
import type { OrderNumbers } from './payments/order-source.js';
import { reconcileAll, type ReconcileAllOptions } from './payments/reconcile-all.js';
import type { ReconcileSummary } from './payments/reconcile-summary.interface.js';
import type { NewPayRefund } from './refunds/newpay-refund.interface.js';
import { RefundClient } from './refunds/refund-client.js';

/**
 * Takes payments for one merchant, gives them back, and tells what became of them.
 *
 * What changes something is sent once; what only asks is repeated on network faults, within the
 * option `timeout`.
 *
 * @publicApi
 */
@Injectable()
export class NewPayService {
  constructor(
    private readonly orders: OrderClient,
    private readonly payments: PaymentClient,
    private readonly reconciler: PaymentReconciler,
    private readonly refunds: RefundClient,
    private readonly rawApi: RawApiClient,
  ) {}

  /**
   * Creates an order (protocol 4.1) and returns the cashier's address. Sends the order once: NewPay
   * knows a repeat only by its `orderNo`.
   *
   * With `resolveUnknown` the result may be the payment as NewPay knows it, which has a `status` and
   * no `payUrl`.
   *
   * @example
   * const { payUrl } = await newPay.createOrder({
   *   payMethod: PayMethod.NewPay,
   *   currency: Currency.LAK,
   *   orderAmt: '50000',
   *   orderNo: 'A1001',
   * });
   *
   * @throws {NewPayValidationError} the order breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused it
   * @throws {NewPayTransportError} NewPay was not reached; trying again is safe
   * @throws {NewPayUnknownOutcomeError} it was sent and no trustworthy answer came; query before
   * trying again
   */
  createOrder(order: CreateOrderDto, options?: { resolveUnknown?: false }): Promise<NewPayOrder>;
  createOrder(
    order: CreateOrderDto,
    options: CreateOrderOptions,
  ): Promise<NewPayOrder | NewPayPayment>;
  async createOrder(
    order: CreateOrderDto,
    options?: CreateOrderOptions,
  ): Promise<NewPayOrder | NewPayPayment> {
    return this.orders.createOrder(order, options);
  }

  /**
   * Creates a pre-payment (protocol 4.2), which has the fields of an order; what "prepaid" means for
   * its settlement, NewPay's pages do not say. The mobile path is inferred.
   *
   * @throws as {@link NewPayService.createOrder}
   */
  async createPrePayment(order: CreateOrderDto): Promise<NewPayOrder> {
    return this.orders.createPrePayment(order);
  }

  /**
   * Creates an order for the WeChat mini program (protocol 8.1). NewPay's page could be read only in
   * part: give the fields that it told you beside `currency` and `orderAmt`, and read the answer as
   * it comes.
   *
   * @throws as {@link NewPayService.call}
   */
  async createMiniProgramOrder(order: MiniProgramOrder): Promise<NewPayCallAnswer> {
    return this.orders.createMiniProgramOrder(order);
  }

  /**
   * Asks what became of a payment (protocol 4.3; the path is inferred, see the option `endpoints`).
   * Publishes nothing: see {@link NewPayService.reconcile}.
   *
   * @throws {NewPayValidationError} `orderNo` is no order number
   * @throws {NewPayGatewayError} NewPay refused to tell, as when it does not know the order
   * @throws {NewPaySignatureError} the answer is not NewPay's
   * @throws {NewPayTransportError} NewPay did not answer; trying again is safe
   */
  async queryOrder(orderNo: string): Promise<NewPayPayment> {
    return this.payments.queryOrder(orderNo);
  }

  /**
   * Gives money back (protocol 4.4): all of it, a part, or several parts up to the order's amount.
   * A refund that is known to exceed the order's amount, as last queried by this process, is not sent.
   *
   * The result comes by `newpay.refunded` or `newpay.refund-failed`; the answer is `refunded` or
   * `processing`.
   *
   * @throws {NewPayValidationError} the refund breaks a rule; nothing was sent
   * @throws {NewPayGatewayError} NewPay refused it
   * @throws {NewPayTransportError} NewPay was not reached; trying again is safe
   * @throws {NewPayUnknownOutcomeError} it was sent and no trustworthy answer came; query it before
   * trying again
   */
  async refund(refund: RefundDto): Promise<NewPayRefund> {
    return this.refunds.refund(refund);
  }

  /**
   * Asks what became of a refund (protocol 4.5; the path is inferred, see the option `endpoints`).
   *
   * @throws as {@link NewPayService.queryOrder}
   */
  async queryRefund(refundOrderNo: string): Promise<NewPayRefund> {
    return this.refunds.queryRefund(refundOrderNo);
  }

  /**
   * Asks what became of a payment and, if it is final, publishes its event (`source: 'query'`) in the
   * way of a callback: once, whether the callback, the query or both bring the news. For orders whose
   * callback never came.
   *
   * @throws as {@link NewPayService.queryOrder}
   * @throws {NewPayDeliveryError} the state is final, but the host could not handle its event; the
   * next reconciliation publishes again
   */
  async reconcile(orderNo: string): Promise<NewPayPayment> {
    return this.reconciler.reconcile(orderNo);
  }

  /**
   * Reconciles many orders, such as a night's pending ones. A fault of one stops no other: it is in
   * `unresolved` of the summary. Each order takes at most `timeout` for its query and
   * `listenerTimeout` for its listeners.
   *
   * @param orderNos an array, a `Set`, a generator, a cursor: anything iterable but a string
   * @throws {RangeError} `concurrency` has no possible value
   * @throws {TypeError} `orderNos` is not iterable, or a string
   * @throws {NewPayReconcileError} `orderNos` itself failed; `summary` holds what was found out before
   */
  async reconcileAll(
    orderNos: OrderNumbers,
    options?: ReconcileAllOptions,
  ): Promise<ReconcileSummary> {
    return reconcileAll(orderNos, (orderNo) => this.reconcile(orderNo), options);
  }

  /**
   * Makes a signed call to any endpoint, for what this package has no method for. `appId`,
   * `merchantId`, `timestamp` and `sign` are filled in. Sent once.
   *
   * @param path below the option `baseUrl`, or a full https address
   * @returns the fields of the answer's `data` as text, its signature verified
   *
   * @throws {NewPayValidationError} a field cannot be sent; nothing was
   * @throws {NewPayGatewayError} NewPay said no
   * @throws {NewPayTransportError} NewPay was not reached; trying again is safe
   * @throws {NewPayUnknownOutcomeError} it was sent and no trustworthy answer came
   */
  async call(path: string, fields: NewPayCallFields): Promise<NewPayCallAnswer> {
    return this.rawApi.call(path, fields);
  }
}
