import { HttpStatus, Inject, Injectable, type Logger } from '@nestjs/common';
import { BusyError, NoListenerError, UnavailableError } from '../events/delivery.errors.js';
import type { NewPayVerifiedCallback } from '../protocol/v1/callback.js';
import { NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import { messageOf } from '../errors/message-of.js';
import { Telemetry } from '../observability/telemetry.js';
import { PaymentResultPublisher } from '../payments/payment-result-publisher.js';
import { RefundResultPublisher } from '../refunds/refund-result-publisher.js';
import { StoreUnavailableError } from '../store/strict-callback-store.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { NewPayCallbackException } from './callback-exception.js';
import type { AdmittedCallback } from './verified-callbacks.js';

/** Takes a verified callback to the host's listeners. */
@Injectable()
export class CallbackReceiver {
  readonly #logger: Logger;

  constructor(
    private readonly payments: PaymentResultPublisher,
    private readonly refunds: RefundResultPublisher,
    private readonly telemetry: Telemetry,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor(CallbackReceiver, registration);
  }

  /**
   * Resolves when the callback may be acknowledged.
   *
   * @throws {NewPayCallbackException} it may not: 409, 500 or 503
   */
  async receive({ callback, begin }: AdmittedCallback): Promise<void> {
    const { orderNo } = callback;
    let refusal: NewPayCallbackException | undefined;
    try {
      await this.telemetry.handling(orderNo, () => this.#settle(callback));
    } catch (error) {
      refusal = this.#refuse(error, orderNo);
      throw refusal;
    } finally {
      this.telemetry.callbackEnded({
        status: refusal?.getStatus() ?? HttpStatus.OK,
        orderNo,
        reason: refusal?.message,
        durationMs: performance.now() - begin,
      });
    }
  }

  #settle(callback: NewPayVerifiedCallback): Promise<void> {
    const { name: merchant } = this.registration;
    return callback.kind === 'refund'
      ? this.refunds.publishResult(callback)
      : this.payments.publishResult(callback.status, { ...callback, source: 'callback', merchant });
  }

  #refuse(error: unknown, orderNo: string): NewPayCallbackException {
    const status = statusOf(error);
    const message = `Callback for order ${orderNo} not acknowledged (${status}): ${messageOf(error)}`;
    if (status === HttpStatus.CONFLICT) {
      this.#logger.log(message);
    } else {
      this.#logger.error(message, faultsOf(error));
    }
    return new NewPayCallbackException(status, message, { cause: error });
  }
}

function statusOf(error: unknown): HttpStatus {
  if (error instanceof BusyError) {
    return HttpStatus.CONFLICT;
  }
  return error instanceof NoListenerError ||
    error instanceof StoreUnavailableError ||
    error instanceof UnavailableError
    ? HttpStatus.SERVICE_UNAVAILABLE
    : HttpStatus.INTERNAL_SERVER_ERROR;
}

/** The stacks of the listeners that failed, which the sum of them does not show. */
function faultsOf(error: unknown): string | undefined {
  const faults = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  return faults
    .map((fault) => (fault instanceof Error && fault.stack ? fault.stack : messageOf(fault)))
    .join('\n');
}
