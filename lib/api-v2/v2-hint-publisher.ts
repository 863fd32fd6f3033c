import { Inject, Injectable, type Logger, type OnModuleInit } from '@nestjs/common';
import { messageOf } from '../errors/error-message.js';
import { UnavailableError } from '../events/delivery.errors.js';
import type { V2Options } from '../options/resolved-options.interface.js';
import { PaymentResultPublisher } from '../payments/payment-result-publisher.js';
import {
  NEWPAY_CLOCK,
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
} from '../registration/newpay.tokens.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { ExpiringMap } from '../store/expiring-map.js';
import { nameOfResult } from './name-of-result.js';
import type { NewPayV2Payment } from './newpay-v2-payment.interface.js';
import { V2PaymentClient } from './v2-payment-client.js';
import { V2Reconciler } from './v2-reconciler.js';
import { V2RefundResultPublisher, type NamedRefund } from './v2-refund-result-publisher.js';

/** How long an order or refund is not asked for again, in milliseconds. */
const PAUSE = 60_000;

/** How many orders and refunds are asked for within that time, whoever names them. */
const MAX_ASKED = 100;

/** What an unverified callback seems to be about: an order, or a refund when `orderNo` is `''`. */
export interface HintedResult extends NamedRefund {
  readonly orderNo: string;
}

/**
 * With the option `v2.unverified: 'ask'`: finds out the truth behind a callback whose signature fits no
 * form. Anybody can send one, so that each order is asked for at most once a minute, and not more than a
 * hundred of them.
 */
@Injectable()
export class V2HintPublisher implements OnModuleInit {
  readonly #logger: Logger;
  /** When each order or refund was asked for. */
  readonly #asked = new ExpiringMap<number>();

  constructor(
    private readonly payments: V2PaymentClient,
    private readonly reconciler: V2Reconciler,
    private readonly results: PaymentResultPublisher,
    private readonly refunds: V2RefundResultPublisher,
    @Inject(NEWPAY_OPTIONS) private readonly options: V2Options,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayCallback', registration);
  }

  onModuleInit(): void {
    if (this.options.v2.asksForUnverified) {
      this.#logger.warn(
        '"v2.unverified" is "ask": a callback of API v2 whose signature fits no form makes this app query NewPay, and the answer is believed without a verified signature. Find out the form with "npx nestjs-newpay explain --v2" or ask NewPay, set "v2.nested", and remove "v2.unverified".',
      );
    }
  }

  /**
   * Resolves when the listeners have finished the event, now or earlier; with a queue, when it is stored.
   *
   * @throws {UnavailableError} it was asked for a moment ago, the query failed, or there is no final result
   * @throws whatever `EventPublisher.deliver` throws
   */
  async publishResult(hint: HintedResult): Promise<void> {
    this.#requirePause(hint);
    this.#logger.warn(
      `An unverified callback for ${nameOfResult(hint)} is taken as a hint, because "v2.unverified" is "ask": NewPay is queried.`,
    );
    if (hint.orderNo === '') {
      return this.refunds.publishResult(hint, 'query');
    }
    const payment = await this.#query(hint.orderNo);
    const { status } = payment;
    if (status === 'processing') {
      throw new UnavailableError(
        'NewPay says that the payment is not final ("payStatus" is PROCESSING)',
      );
    }
    return this.results.publishResult(status, this.reconciler.eventFieldsOf(payment));
  }

  async #query(orderNo: string): Promise<NewPayV2Payment> {
    try {
      return await this.payments.queryOrder({ orderNo });
    } catch (cause) {
      throw new UnavailableError(`the order could not be queried: ${messageOf(cause)}`, { cause });
    }
  }

  #requirePause(hint: HintedResult): void {
    const now = this.now();
    for (let one = this.#asked.oldest; one && one.value <= now - PAUSE; one = this.#asked.oldest) {
      this.#asked.delete(one.key);
    }
    const name = nameOfResult(hint);
    if (this.#asked.get(name) !== undefined) {
      throw new UnavailableError(
        `NewPay was asked for ${name} less than a minute ago, and "v2.unverified" allows one query a minute: wait for the next delivery`,
      );
    }
    if (this.#asked.size >= MAX_ASKED) {
      throw new UnavailableError(
        `NewPay was asked ${MAX_ASKED} times within a minute, and "v2.unverified" allows no more: wait for the next delivery`,
      );
    }
    this.#asked.set(name, now);
  }
}
