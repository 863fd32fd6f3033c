import { Inject, Injectable } from '@nestjs/common';
import { messageOf } from '../errors/error-message.js';
import { UnavailableError } from '../events/delivery.errors.js';
import { EventPublisher } from '../events/event-publisher.js';
import type { NewPayRefundEventFields } from '../events/newpay-refund.event.js';
import { NewPayRefundFailedEvent } from '../events/newpay-refund-failed.event.js';
import { NewPayRefundedEvent } from '../events/newpay-refunded.event.js';
import type { V2Options } from '../options/resolved-options.interface.js';
import {
  NEWPAY_CLOCK,
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
} from '../registration/newpay.tokens.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import type { NewPayV2Payment } from './newpay-v2-payment.interface.js';
import type { NewPayV2Refund } from './newpay-v2-refund.interface.js';
import { V2PaymentClient } from './v2-payment-client.js';
import { V2RefundClient } from './v2-refund-client.js';

/** The numbers of a refund that a callback names; `''` for one that it does not. */
export interface NamedRefund {
  readonly refundOrderNo: string;
  readonly newpayRefundOrderNo: string;
}

/**
 * Publishes the event of a refund of API v2. Its callback only says that there is a result: its fields are
 * not documented (protocol 6.6). The refund is queried, and the order that it belongs to.
 */
@Injectable()
export class V2RefundResultPublisher {
  constructor(
    private readonly refunds: V2RefundClient,
    private readonly payments: V2PaymentClient,
    private readonly events: EventPublisher,
    @Inject(NEWPAY_OPTIONS) private readonly options: V2Options,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {}

  /**
   * Resolves when the listeners have finished the event, now or earlier; with a queue, when it is stored.
   *
   * @param source of the event
   * @throws {UnavailableError} the queries give no final result that matches the callback
   * @throws whatever `EventPublisher.deliver` throws
   */
  async publishResult(
    named: NamedRefund,
    source: 'callback' | 'query' = 'callback',
  ): Promise<void> {
    if (await this.#wasHandled(named)) {
      return;
    }
    await this.publishQueried(await this.#query(named), source);
  }

  /**
   * Publishes the final result that a query has returned, once its order was queried, too.
   *
   * @throws {UnavailableError} the query of the order fails, or does not match the refund
   * @throws whatever `EventPublisher.deliver` throws
   */
  async publishQueried(refund: NewPayV2Refund, source: 'callback' | 'query'): Promise<void> {
    const payment = await this.#queryPayment(refund);
    const fields = this.#eventFields(refund, payment, source);
    await this.events.deliver(
      refund.status === 'refunded'
        ? new NewPayRefundedEvent(fields)
        : new NewPayRefundFailedEvent(fields),
    );
  }

  /** `refunded` is final: a duplicate delivery of its callback needs no further query. */
  async #wasHandled({ refundOrderNo }: NamedRefund): Promise<boolean> {
    return (
      refundOrderNo !== '' &&
      this.events.wasHandled({
        name: 'newpay.refunded',
        orderNo: '',
        refundOrderNo,
        merchant: this.registration.name,
        api: 'v2',
        raw: { appId: this.options.appId },
      })
    );
  }

  async #query({ refundOrderNo, newpayRefundOrderNo }: NamedRefund): Promise<NewPayV2Refund> {
    const by = refundOrderNo === '' ? { newpayRefundOrderNo } : { refundOrderNo };
    const refund = await this.#orUnavailable('refund', () => this.refunds.queryRefund(by));
    if (refund.status === 'processing') {
      throw new UnavailableError('the refund has no final result yet: it is still processing');
    }
    if (newpayRefundOrderNo !== '' && newpayRefundOrderNo !== refund.newpayRefundOrderNo) {
      throw new UnavailableError(
        'the refund query does not match the callback: it has another "newpayRefundNo"',
      );
    }
    return refund;
  }

  async #queryPayment({ newpayOrderNo, currency }: NewPayV2Refund): Promise<NewPayV2Payment> {
    const payment = await this.#orUnavailable('order of the refund', () =>
      this.payments.queryOrder({ newpayOrderNo }),
    );
    if (payment.currency !== currency) {
      throw new UnavailableError(
        `the currency of the refund, ${currency}, is not that of its order, ${payment.currency}`,
      );
    }
    return payment;
  }

  async #orUnavailable<T>(what: string, query: () => Promise<T>): Promise<T> {
    try {
      return await query();
    } catch (cause) {
      throw new UnavailableError(`the ${what} could not be queried: ${messageOf(cause)}`, {
        cause,
      });
    }
  }

  #eventFields(
    refund: NewPayV2Refund,
    payment: NewPayV2Payment,
    source: 'callback' | 'query',
  ): NewPayRefundEventFields {
    return {
      orderNo: payment.orderNo,
      newpayOrderNo: refund.newpayOrderNo,
      refundOrderNo: refund.refundOrderNo,
      newpayRefundOrderNo: refund.newpayRefundOrderNo,
      refundOrderAmt: refund.refundOrderAmt,
      orderAmt: refund.refundOrderAmt,
      currency: refund.currency,
      payMethod: payment.payMethod,
      subject: undefined,
      extra: undefined,
      transInfo: refund.tranInfo,
      settlementStatus: 'unknown',
      occurredAt: new Date(this.now()),
      source,
      merchant: this.registration.name,
      api: 'v2',
      verified: refund.verified && payment.verified,
      // The answer to a refund query has no `appId`; that of its order has.
      raw: { ...refund.raw, appId: payment.appId },
    };
  }
}
