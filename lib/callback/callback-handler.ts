import { HttpStatus, Inject, Injectable, type Logger } from '@nestjs/common';
import { messageOf } from '../errors/error-message.js';
import { stacksOf } from '../errors/error-stacks.js';
import { Telemetry } from '../observability/telemetry.js';
import { PaymentResultPublisher } from '../payments/payment-result-publisher.js';
import type { NewPayVerifiedCallback } from '../protocol/v1/callback.js';
import { RefundResultPublisher } from '../refunds/refund-result-publisher.js';
import { NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { nameOfResult, type ResultNumbers } from '../api-v2/name-of-result.js';
import { V2HintPublisher } from '../api-v2/v2-hint-publisher.js';
import { V2RefundResultPublisher } from '../api-v2/v2-refund-result-publisher.js';
import type { CallbackHint } from './callback-hint.js';
import { NewPayCallbackException } from './callback-exception.js';
import type { CallbackExchange } from './callback-exchange.js';
import { rejectionOf } from './callback-status.js';

/** Takes a verified callback to the host's listeners, and acknowledges it when they have finished. */
@Injectable()
export class CallbackHandler {
  readonly #logger: Logger;

  constructor(
    private readonly payments: PaymentResultPublisher,
    private readonly refunds: RefundResultPublisher,
    private readonly v2Refunds: V2RefundResultPublisher,
    private readonly hints: V2HintPublisher,
    private readonly telemetry: Telemetry,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayCallback', registration);
  }

  /** @throws {NewPayCallbackException} the callback must not be acknowledged */
  async handle(
    callback: NewPayVerifiedCallback | CallbackHint,
    exchange: CallbackExchange,
  ): Promise<void> {
    try {
      await this.telemetry.handling(callback.orderNo, () => this.#publish(callback));
    } catch (error) {
      const rejection = this.#reject(error, callback);
      const status = rejection.getStatus();
      // Kept before anybody else sees it: an interceptor may make a success of the exception.
      exchange.rejectedWith = status;
      exchange.report(this.telemetry, status, rejection.message);
      throw rejection;
    }
    if (exchange.acknowledge()) {
      exchange.report(this.telemetry, HttpStatus.OK, undefined);
      return;
    }
    const reason = 'was handled, but the app had sent another answer before';
    this.#logger.warn(
      `Callback for ${nameOfResult(callback)} ${reason}: NewPay retries it, and the duplicate is acknowledged`,
    );
    exchange.report(this.telemetry, exchange.status, `the callback ${reason}`);
  }

  #publish(callback: NewPayVerifiedCallback | CallbackHint): Promise<void> {
    const { name: merchant } = this.registration;
    switch (callback.kind) {
      case 'payment':
        return this.payments.publishResult(callback.reason ?? callback.status, {
          ...callback,
          source: 'callback',
          merchant,
        });
      case 'refund':
        return this.refunds.publishResult(callback);
      case 'v2-refund':
        return this.v2Refunds.publishResult(callback);
      case 'hint':
        return this.hints.publishResult(callback);
      default:
        throw new TypeError(
          `the kind of the callback is unknown: ${(callback satisfies never as { kind: string }).kind}`,
        );
    }
  }

  #reject(error: unknown, callback: ResultNumbers): NewPayCallbackException {
    const { status, level } = rejectionOf('delivery', error);
    const message = `Callback for ${nameOfResult(callback)} not acknowledged (${status}): ${messageOf(error)}`;
    if (level === 'error') {
      this.#logger.error(message, stacksOf(error));
    } else {
      this.#logger[level](message);
    }
    return new NewPayCallbackException(status, message, { cause: error });
  }
}
