import {
  Controller,
  HttpCode,
  HttpStatus,
  Inject,
  Post,
  Req,
  Res,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
  type Type,
} from '@nestjs/common';
import { hideFromOpenApi } from '../host/swagger.js';
import { CallbackExchangeGuard } from './callback-exchange.guard.js';
import { CallbackReceiver } from './callback-receiver.js';
import { CallbackRoute } from './callback-route.js';
import { CallbackFilter } from './callback.filter.js';
import { NewPayCallbackGuard } from './newpay-callback.guard.js';
import { requireVerified } from './verified-callbacks.js';

/**
 * Makes the controller of one registration. Each has a class of its own: a path set on a shared class
 * would serve two merchants from one route.
 */
export function createCallbackController(
  path: string,
  decorators: readonly ClassDecorator[] = [],
): Type<object> {
  // Neutral, so that a host's default version does not move the route.
  @Controller({ path, version: VERSION_NEUTRAL })
  @UseGuards(CallbackExchangeGuard, NewPayCallbackGuard)
  @UseFilters(CallbackFilter)
  class NewPayCallbackController {
    constructor(
      @Inject(CallbackReceiver) private readonly receiver: CallbackReceiver,
      @Inject(CallbackRoute) private readonly route: CallbackRoute,
    ) {}

    // With `passthrough`, Nest sends what comes back through the interceptors of the host's: whatever
    // they made of it, or instead of it, it is kept back unless the callback was acknowledged before.
    @Post()
    @HttpCode(HttpStatus.OK)
    async receive(
      @Req() request: object,
      @Res({ passthrough: true }) response: object,
    ): Promise<void> {
      try {
        await this.receiver.receive(requireVerified(request, 'The callback'));
      } catch (error) {
        this.route.refusing(request, response, error);
        throw error;
      }
      this.route.acknowledge(request, response);
    }
  }
  hideFromOpenApi(NewPayCallbackController);
  for (const decorate of decorators) {
    decorate(NewPayCallbackController);
  }
  return NewPayCallbackController;
}
