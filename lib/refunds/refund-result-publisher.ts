import { Inject, Injectable } from '@nestjs/common';
import type { NewPayRefundCallback } from '../protocol/v1/callback.js';
import { isSameAmount } from '../protocol/decimal-amount.js';
import { refundStatusOfQuery } from '../protocol/v1/status-codes.js';
import { UnavailableError } from '../events/delivery.errors.js';
import { EventPublisher } from '../events/event-publisher.js';
import { NewPayRefundFailedEvent } from '../events/newpay-refund-failed.event.js';
import { NewPayRefundedEvent } from '../events/newpay-refunded.event.js';
import { NEWPAY_CLOCK, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import { messageOf } from '../errors/error-message.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import type { NewPayRefund } from './newpay-refund.interface.js';
import { RefundFinality } from './refund-finality.js';
import { RefundClient } from './refund-client.js';

/**
 * Publishes the event of a refund's result. The callback only says that there is a result: NewPay's pages
 * contradict each other about its status (protocol 10.2), so the refund is queried.
 */
@Injectable()
export class RefundResultPublisher {
  constructor(
    private readonly refunds: RefundClient,
    private readonly finality: RefundFinality,
    private readonly events: EventPublisher,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
  ) {}

  /**
   * Resolves when the listeners have finished the event, now or earlier; with a queue, when it is stored.
   *
   * @throws {UnavailableError} the query gives no final result that matches the callback
   * @throws whatever `EventPublisher.deliver` throws
   */
  async publishResult(callback: NewPayRefundCallback): Promise<void> {
    const { name: merchant } = this.registration;
    // `refunded` is final: a duplicate delivery of its callback needs no further query.
    if (await this.events.wasHandled({ ...callback, name: 'newpay.refunded', merchant })) {
      return;
    }
    this.finality.calledBack(callback.refundOrderNo, callback.occurredAt);
    const refund = await this.#query(callback);
    const fields = {
      ...callback,
      orderAmt: refund.refundOrderAmt,
      transInfo: refund.tranInfo ?? callback.transInfo,
      subject: undefined,
      extra: undefined,
      settlementStatus: 'unknown',
      source: 'callback',
      merchant,
    } as const;
    await this.events.deliver(
      refund.status === 'refunded'
        ? new NewPayRefundedEvent(fields)
        : new NewPayRefundFailedEvent(fields),
    );
  }

  /**
   * Publishes the final result that a query has returned, as for a refund whose callback did not come.
   *
   * @throws {TypeError} the result is not final
   * @throws whatever `EventDelivery.deliver` throws
   */
  async publishQueried(refund: NewPayRefund): Promise<void> {
    const { status, orderNo, refundOrderNo, newpayRefundOrderNo, refundOrderAmt } = refund;
    const fields = {
      orderNo,
      // Documented for the answer to a query; nothing depends on it.
      newpayOrderNo: refund.newpayOrderNo ?? '',
      refundOrderNo,
      newpayRefundOrderNo,
      orderAmt: refundOrderAmt,
      refundOrderAmt,
      currency: refund.currency,
      payMethod: refund.payMethod,
      transInfo: refund.tranInfo,
      subject: undefined,
      extra: undefined,
      settlementStatus: 'unknown',
      occurredAt: new Date(this.now()),
      source: 'query',
      merchant: this.registration.name,
      raw: refund.raw,
    } as const;
    if (status === 'processing') {
      throw new TypeError('the refund has no final result yet');
    }
    await this.events.deliver(
      status === 'refunded' ? new NewPayRefundedEvent(fields) : new NewPayRefundFailedEvent(fields),
    );
  }

  async #query(callback: NewPayRefundCallback): Promise<NewPayRefund> {
    let refund: NewPayRefund;
    try {
      refund = await this.refunds.queryRefund(callback.refundOrderNo);
    } catch (cause) {
      throw new UnavailableError(`the refund could not be queried: ${messageOf(cause)}`, { cause });
    }
    if (refund.status === 'processing') {
      throw new UnavailableError(
        refundStatusOfQuery(refund.raw['tranStatus'] ?? '') === 'failed'
          ? 'the refund has no final result yet: its query returned 0, which can mean "processing" this soon after the callback'
          : 'the refund has no final result yet: it is still processing',
      );
    }
    if (
      refund.orderNo !== callback.orderNo ||
      refund.currency !== callback.currency ||
      !isSameAmount(refund.refundOrderAmt, callback.refundOrderAmt)
    ) {
      throw new UnavailableError('the refund query does not match the callback');
    }
    return refund;
  }
}
