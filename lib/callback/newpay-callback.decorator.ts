import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { NewPayVerifiedCallback } from '../messages/verified-callback.js';
import { verifiedCallbackOf } from './verified-callbacks.js';

/**
 * The verified callback, for a controller of your own behind `NewPayCallbackGuard`.
 *
 * @example
 * @Post('my/callback')
 * @UseGuards(NewPayCallbackGuard)
 * receive(@NewPayCallback() callback: NewPayVerifiedCallback) {}
 *
 * @throws {Error} the route is not behind the guard
 *
 * @publicApi
 */
export const NewPayCallback: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext): NewPayVerifiedCallback => {
    const callback = verifiedCallbackOf(context.switchToHttp().getRequest<object>());
    if (!callback) {
      throw new Error('@NewPayCallback() needs @UseGuards(NewPayCallbackGuard) on its route.');
    }
    return callback;
  },
);
