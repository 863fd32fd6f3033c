import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { CallbackRoute } from './callback-route.js';

/**
 * Begins the exchange of a request that came to the route by another address, such as one that a
 * middleware has rewritten: guards run before interceptors, which could answer a success of their own.
 */
@Injectable()
export class CallbackExchangeGuard implements CanActivate {
  constructor(@Inject(CallbackRoute) private readonly route: CallbackRoute) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    this.route.exchangeOf(http.getRequest<object>(), http.getResponse<object>());
    return true;
  }
}
