import {
  Controller,
  HttpCode,
  HttpStatus,
  Inject,
  Injectable,
  Post,
  Req,
  Res,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
  type ExecutionContext,
  type Type,
} from '@nestjs/common';
import type { HostRequest } from '../host/host-request.js';
import { CallbackAuthenticator } from './callback-authenticator.js';
import { CallbackHandler } from './callback-handler.js';
import { CallbackRoute } from './callback-route.js';
import { NewPayCallbackGuard } from './newpay-callback.guard.js';
import { CallbackFilter } from './callback.filter.js';
import { describeCallback } from './callback-description.js';
import { getNewPayCallback } from './newpay-callback.decorator.js';

/**
 * The guard of the callback's own route. Begins the exchange of a request that came by another address,
 * such as one that a middleware has rewritten: guards run before interceptors, which could answer with
 * a success of their own.
 */
@Injectable()
class CallbackRouteGuard extends NewPayCallbackGuard {
  constructor(
    @Inject(CallbackAuthenticator) private readonly own: CallbackAuthenticator,
    @Inject(CallbackRoute) private readonly route: CallbackRoute,
  ) {
    super(own);
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    this.route.exchangeOf(http.getRequest<object>(), http.getResponse<object>()).restoreRequest?.();
    await this.own.authenticate(http.getRequest<HostRequest>(), true);
    return true;
  }
}

/**
 * Makes the controller of one registration. Each has a class of its own: a path set on a shared class
 * would serve two merchants from one route.
 *
 * @param name of the registration
 */
export function createCallbackController(
  path: string,
  name?: string,
  decorators: readonly ClassDecorator[] = [],
): Type<object> {
  // Neutral, so that a host's default version does not move the route.
  @Controller({ path, version: VERSION_NEUTRAL })
  @UseGuards(CallbackRouteGuard)
  @UseFilters(CallbackFilter)
  class NewPayCallbackController {
    constructor(
      @Inject(CallbackHandler) private readonly handler: CallbackHandler,
      @Inject(CallbackRoute) private readonly route: CallbackRoute,
    ) {}

    // With `passthrough`, Nest passes the result through the host's interceptors. The exchange keeps
    // their answer back, unless the callback was acknowledged before.
    @Post()
    @HttpCode(HttpStatus.OK)
    receive(@Req() request: object, @Res({ passthrough: true }) response: object): Promise<void> {
      const exchange = this.route.exchangeOf(request, response);
      return this.handler.handle(exchange.hint ?? getNewPayCallback(request), exchange);
    }
  }
  describeCallback(Reflect.get(NewPayCallbackController.prototype, 'receive'), name);
  for (const decorate of decorators) {
    decorate(NewPayCallbackController);
  }
  return NewPayCallbackController;
}
