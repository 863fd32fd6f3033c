import { HttpStatus, Inject, Injectable, type Logger } from '@nestjs/common';
import { WireTextError } from '../core/wire/wire-text.js';
import { NewPaySignatureError, NewPayValidationError } from '../errors/index.js';
import { NEWPAY_REGISTRATION } from '../newpay.constants.js';
import { Observer } from '../observability/observer.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { NewPayCallbackException } from './callback-exception.js';
import { CallbackVerifier, ForeignCallbackError } from './callback-verifier.js';
import { rawBodyOf, type CallbackRequest } from './raw-body.js';
import { rememberVerified } from './verified-callbacks.js';

/** Lets a request in when its body is a callback of NewPay's for this registration. */
@Injectable()
export class CallbackGate {
  readonly #logger: Logger;

  constructor(
    private readonly verifier: CallbackVerifier,
    private readonly observer: Observer,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor({ name: 'NewPayCallbackGuard' }, registration);
  }

  /** @throws {NewPayCallbackException} it is not: 400, 401, 403 or 500 */
  admit(request: CallbackRequest): void {
    const begin = performance.now();
    try {
      rememberVerified(request, { callback: this.verifier.verify(rawBodyOf(request)), begin });
    } catch (error) {
      throw this.#refuse(error, begin);
    }
  }

  #refuse(error: unknown, begin: number): NewPayCallbackException {
    const status = statusOf(error);
    const reason = (error as Error).message;
    const message = `Callback refused (${status}): ${reason}`;
    // A forged callback is an outsider's doing, and must not wake anybody: a fault of ours must.
    if (status === HttpStatus.INTERNAL_SERVER_ERROR) {
      this.#logger.error(message);
    } else {
      this.#logger.warn(message);
    }
    const durationMs = performance.now() - begin;
    this.observer.callbackEnded({ status, orderNo: undefined, reason, durationMs });
    return new NewPayCallbackException(status, message, { cause: error });
  }
}

function statusOf(error: unknown): HttpStatus {
  if (error instanceof WireTextError || error instanceof NewPayValidationError) {
    return HttpStatus.BAD_REQUEST;
  }
  if (error instanceof NewPaySignatureError) {
    return HttpStatus.UNAUTHORIZED;
  }
  return error instanceof ForeignCallbackError
    ? HttpStatus.FORBIDDEN
    : HttpStatus.INTERNAL_SERVER_ERROR;
}
