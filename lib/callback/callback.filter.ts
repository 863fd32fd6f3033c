import {
  Catch,
  Inject,
  type ArgumentsHost,
  type ExceptionFilter,
  type Logger,
} from '@nestjs/common';
import { nameOfResult } from '../api-v2/name-of-result.js';
import { messageOf } from '../errors/error-message.js';
import { isInstance } from '../errors/is-instance.js';
import { Telemetry } from '../observability/telemetry.js';
import { NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { NewPayCallbackException } from './callback-exception.js';
import { CallbackRoute } from './callback-route.js';
import { statusOfException } from './callback-status.js';

/**
 * Rejects a callback after any exception: this package's own, and those of the host's global guards,
 * pipes and interceptors. Bound to the controller, so that it runs before the host's filters, which
 * may answer any error with a success.
 */
@Catch()
export class CallbackFilter implements ExceptionFilter {
  readonly #logger: Logger;

  constructor(
    private readonly route: CallbackRoute,
    private readonly telemetry: Telemetry,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayCallback', registration);
  }

  catch(error: unknown, context: ArgumentsHost): void {
    const http = context.switchToHttp();
    const exchange = this.route.exchangeOf(http.getRequest<object>(), http.getResponse<object>());
    const status = statusOfException(error);
    if (exchange.isAcknowledged) {
      const { verified } = exchange;
      this.#logger.warn(
        `Callback for ${verified ? nameOfResult(verified) : 'an order'} was acknowledged (200); then an interceptor of the app failed: ${messageOf(error)}`,
      );
    } else if (!isInstance(error, NewPayCallbackException)) {
      const reason = `a guard, pipe or interceptor of the app (${status}): ${messageOf(error)}`;
      this.#logger.error(`Callback stopped by ${reason}`);
      exchange.report(this.telemetry, status, `stopped by ${reason}`);
    }
    exchange.reject(status);
  }
}
