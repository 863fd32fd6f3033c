import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { CallbackAuthenticator } from './callback-authenticator.js';
import { CallbackRoute } from './callback-route.js';
import { NewPayCallbackGuard } from './newpay-callback.guard.js';

/**
 * The guard of the callback's own route. Begins the exchange of a request that came by another address,
 * such as one that a middleware has rewritten: guards run before interceptors, which could answer with
 * a success of their own.
 */
@Injectable()
export class CallbackRouteGuard extends NewPayCallbackGuard {
  constructor(
    @Inject(CallbackAuthenticator) authenticator: CallbackAuthenticator,
    @Inject(CallbackRoute) private readonly route: CallbackRoute,
  ) {
    super(authenticator);
  }

  override canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    this.route.exchangeOf(http.getRequest<object>(), http.getResponse<object>()).restoreRequest?.();
    return super.canActivate(context);
  }
}
