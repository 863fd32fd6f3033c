import { Inject, Injectable } from '@nestjs/common';
import { isDecimalText, isSameAmount } from '../protocol/decimal-amount.js';
import { EventPublisher } from '../events/event-publisher.js';
import type { NewPayApi, NewPayEventFields } from '../events/newpay-event.js';
import { NewPayFailedEvent } from '../events/newpay-failed.event.js';
import { NewPayMismatchedEvent } from '../events/newpay-mismatched.event.js';
import type { NewPayExpectedOrder } from '../options/newpay-options.interface.js';
import { NewPayPaidEvent } from '../events/newpay-paid.event.js';
import { InFlightWork } from '../events/in-flight-work.js';
import { NEWPAY_OPTIONS } from '../registration/newpay.tokens.js';
import type { ListenerOptions } from '../options/resolved-options.interface.js';

/** A final state of a payment; `expired` is one of API v2 alone. */
export type FinalStatus = 'paid' | 'failed' | 'expired';

/** An order that somebody waits for. */
export interface AwaitedOrder {
  readonly api: NewPayApi;
  readonly orderNo: string;
}

type OnResult = (status: FinalStatus, event: NewPayEventFields) => void;

/**
 * Publishes the event of a payment's final state, whether a callback or a query reported it, and then
 * tells whoever waits for the payment in this process.
 */
@Injectable()
export class PaymentResultPublisher {
  readonly #waiting = new Map<string, OnResult>();

  constructor(
    private readonly events: EventPublisher,
    private readonly inFlight: InFlightWork,
    @Inject(NEWPAY_OPTIONS) private readonly options: ListenerOptions,
  ) {}

  /**
   * Resolves when the listeners have finished the event, now or earlier; with a queue, when it is stored.
   *
   * @throws whatever `EventPublisher.deliver` or `expectOrder` throws
   */
  async publishResult(status: FinalStatus, payment: NewPayEventFields): Promise<void> {
    await this.#publish(status, payment);
    const { api = 'v1', orderNo } = payment;
    this.#waiting.get(keyOf({ api, orderNo }))?.(status, payment);
  }

  /** @param onResult is called when the event was published. It must not throw. There is one for each order */
  listen(order: AwaitedOrder, onResult: OnResult): void {
    this.#waiting.set(keyOf(order), onResult);
  }

  ignore(order: AwaitedOrder): void {
    this.#waiting.delete(keyOf(order));
  }

  #publish(status: FinalStatus, payment: NewPayEventFields): Promise<void> {
    if (status !== 'paid') {
      return this.events.deliver(new NewPayFailedEvent(payment, status));
    }
    const { expectOrder } = this.options;
    return expectOrder
      ? this.#publishPaid(payment, expectOrder)
      : this.events.deliver(new NewPayPaidEvent(payment));
  }

  async #publishPaid(
    payment: NewPayEventFields,
    expectOrder: NonNullable<ListenerOptions['expectOrder']>,
  ): Promise<void> {
    const { orderNo } = payment;
    const expected = await this.inFlight.limit(
      async () => expectOrder(orderNo),
      () => `order ${orderNo}, expectOrder`,
    );
    await this.events.deliver(
      isAsExpected(payment, expected)
        ? new NewPayPaidEvent(payment)
        : new NewPayMismatchedEvent(payment, expected ?? undefined),
    );
  }
}

function keyOf({ api, orderNo }: AwaitedOrder): string {
  return `${api}:${orderNo}`;
}

function isAsExpected(
  payment: NewPayEventFields,
  expected: NewPayExpectedOrder | null | undefined,
): expected is NewPayExpectedOrder {
  if (expected === undefined || expected === null) {
    return false;
  }
  const { orderAmt, currency } = expected;
  // A database driver may return a number: comparing it would hide that money goes through a float.
  if (typeof orderAmt !== 'string' || !isDecimalText(orderAmt)) {
    throw new TypeError(
      `expectOrder must return orderAmt as decimal text, such as "50000"; order ${payment.orderNo} has something else`,
    );
  }
  if (typeof currency !== 'string') {
    throw new TypeError(
      `expectOrder must return currency as text, such as "LAK"; order ${payment.orderNo} has something else`,
    );
  }
  return isSameAmount(payment.orderAmt, orderAmt) && payment.currency === currency;
}
