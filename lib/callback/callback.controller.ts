import {
  Controller,
  HttpStatus,
  Inject,
  Post,
  Res,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
  type Type,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ACKNOWLEDGEMENT } from './callback-exception.js';
import { CallbackReceiver } from './callback-receiver.js';
import { CallbackFilter } from './callback.filter.js';
import { Admitted } from './newpay-callback.decorator.js';
import { NewPayCallbackGuard } from './newpay-callback.guard.js';
import type { AdmittedCallback } from './verified-callbacks.js';

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
  @UseGuards(NewPayCallbackGuard)
  @UseFilters(CallbackFilter)
  class NewPayCallbackController {
    constructor(
      @Inject(CallbackReceiver) private readonly receiver: CallbackReceiver,
      @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    ) {}

    @Post()
    async receive(@Admitted() admitted: AdmittedCallback, @Res() response: unknown): Promise<void> {
      await this.receiver.receive(admitted);
      const { httpAdapter } = this.host;
      // Written past the interceptors: an envelope around it is no acknowledgement to NewPay.
      if (!httpAdapter.isHeadersSent(response)) {
        httpAdapter.reply(response, ACKNOWLEDGEMENT, HttpStatus.OK);
      }
    }
  }
  hideFromOpenApi(NewPayCallbackController);
  for (const decorate of decorators) {
    decorate(NewPayCallbackController);
  }
  return NewPayCallbackController;
}

/**
 * What `@ApiExcludeController()` of `@nestjs/swagger` does, without needing it: the route is NewPay's,
 * no client of the host's API calls it.
 */
function hideFromOpenApi(controller: Type<object>): void {
  Reflect.defineMetadata('swagger/apiExcludeController', [true], controller);
}
