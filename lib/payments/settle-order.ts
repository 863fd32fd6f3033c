import { Inject, Injectable, type Logger, type OnModuleDestroy } from '@nestjs/common';
import { requireOrderNo } from '../dto/order-number-format.js';
import { messageOf } from '../errors/error-message.js';
import { EventPublisher } from '../events/event-publisher.js';
import type { PaymentOptions } from '../options/resolved-options.interface.js';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { AwaitedPayment, pendingPayment } from './awaited-payment.js';
import type { NewPayPayment } from './newpay-payment.interface.js';
import type { NewPaySettleResult } from './newpay-settle-result.interface.js';
import { PaymentClient } from './payment-client.js';
import { PaymentResults } from './payment-results.js';
import { PaymentReconciler } from './reconcile-one.js';
import { requireSettleOptions, type NewPaySettleOptions } from './settle-options.js';

/** Waits for the results of payments, with one watch for each order. */
@Injectable()
export class PaymentSettler implements OnModuleDestroy {
  readonly #logger: Logger;
  readonly #awaited = new Map<string, AwaitedPayment>();
  #isClosing = false;

  constructor(
    private readonly payments: PaymentClient,
    private readonly reconciler: PaymentReconciler,
    private readonly publisher: EventPublisher,
    private readonly results: PaymentResults,
    @Inject(NEWPAY_OPTIONS) private readonly options: PaymentOptions,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayService', registration);
  }

  /** See `NewPayService.settle`. */
  async settle(orderNo: string, options: NewPaySettleOptions): Promise<NewPaySettleResult> {
    const settling = requireSettleOptions(options);
    requireOrderNo('orderNo', orderNo);
    return this.#isClosing ? pendingPayment(orderNo) : this.#awaitedOf(orderNo).wait(settling);
  }

  /** A page that waits must not keep the server from closing. */
  onModuleDestroy(): void {
    this.#isClosing = true;
    this.#awaited.forEach((payment) => payment.close());
  }

  #awaitedOf(orderNo: string): AwaitedPayment {
    let awaited = this.#awaited.get(orderNo);
    if (!awaited) {
      awaited = this.#await(orderNo);
      this.#awaited.set(orderNo, awaited);
    }
    return awaited;
  }

  #await(orderNo: string): AwaitedPayment {
    const awaited = new AwaitedPayment(orderNo, {
      query: (options) => this.payments.queryOrder(orderNo, options),
      publish: (payment) => this.#publish(payment),
      handledRank: () => this.#handledRank(orderNo),
      forget: () => {
        this.results.ignore(orderNo);
        this.#awaited.delete(orderNo);
      },
    });
    this.results.listen(orderNo, (payment) => awaited.announce(payment));
    return awaited;
  }

  /** 2 when a payment was handled, 1 when a failure was, and 0 for nothing. */
  async #handledRank(orderNo: string): Promise<number> {
    const { appId } = this.options;
    const reference = { orderNo, merchant: this.registration.name, raw: { appId } };
    if (await this.publisher.wasHandled({ ...reference, name: 'newpay.mismatched' })) {
      return 2;
    }
    return (await this.publisher.wasHandled({ ...reference, name: 'newpay.failed' })) ? 1 : 0;
  }

  /** Never rejects: the payment is final, whatever its listeners do. */
  async #publish(payment: NewPayPayment): Promise<void> {
    try {
      await this.reconciler.publish(payment, {});
    } catch (error) {
      this.#logger.warn(
        `settle() returned the payment although its event was not handled: ${messageOf(error)}`,
      );
    }
  }
}
