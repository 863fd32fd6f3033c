import {
  HttpStatus,
  Injectable,
  Logger,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { WireTextError } from '../core/wire/wire-text.js';
import { NewPaySignatureError, NewPayValidationError } from '../errors/index.js';
import { NewPayCallbackException } from './callback-exception.js';
import { CallbackVerifier, ForeignCallbackError } from './callback-verifier.js';
import { rawBodyOf, type CallbackRequest } from './raw-body.js';
import { rememberVerified } from './verified-callbacks.js';

/**
 * Lets a request pass only when its body is signed by NewPay for this registration; hands what it
 * verified to `@NewPayCallback()`. Answers 400, 401, 403 or 500 otherwise, never an acknowledgement.
 *
 * @publicApi
 */
@Injectable()
export class NewPayCallbackGuard implements CanActivate {
  readonly #logger = new Logger(NewPayCallbackGuard.name);

  constructor(private readonly verifier: CallbackVerifier) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<CallbackRequest>();
    try {
      rememberVerified(request, this.verifier.verify(rawBodyOf(request)));
      return true;
    } catch (error) {
      throw this.#refuse(error);
    }
  }

  #refuse(error: unknown): NewPayCallbackException {
    if (error instanceof NewPayCallbackException) {
      this.#logger.error(error.message);
      return error;
    }
    const status = statusOf(error);
    const message = `Callback refused (${status}): ${(error as Error).message}`;
    if (status === HttpStatus.INTERNAL_SERVER_ERROR) {
      this.#logger.error(message, (error as Error).stack);
    } else {
      this.#logger.warn(message);
    }
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
