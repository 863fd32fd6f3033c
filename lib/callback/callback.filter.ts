import {
  Catch,
  HttpException,
  HttpStatus,
  Inject,
  type Logger,
  type ArgumentsHost,
} from '@nestjs/common';
import type { ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { NewPayCallbackException, REFUSAL } from './callback-exception.js';
import { NEWPAY_REGISTRATION } from '../newpay.constants.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';

/**
 * Answers `{"transResult":"FAIL"}` to whatever stopped a callback: our own refusals, and what the
 * host's global guards, pipes and interceptors threw. Bound to the controller, so that it comes
 * before the host's filters, which may dress any error as a success.
 */
@Catch()
export class CallbackFilter implements ExceptionFilter {
  readonly #logger: Logger;

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor(CallbackFilter, registration);
  }

  catch(error: unknown, context: ArgumentsHost): void {
    const status =
      error instanceof HttpException ? error.getStatus() : HttpStatus.INTERNAL_SERVER_ERROR;
    if (!(error instanceof NewPayCallbackException)) {
      this.#logger.error(
        `Callback stopped by the host's own guard, pipe or interceptor (${status}): ${(error as Error)?.message}`,
      );
    }
    const response = context.switchToHttp().getResponse<unknown>();
    const { httpAdapter } = this.host;
    if (!httpAdapter.isHeadersSent(response)) {
      httpAdapter.reply(response, REFUSAL, status);
    }
  }
}
