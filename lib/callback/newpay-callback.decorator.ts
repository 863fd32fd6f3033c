import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { NewPayVerifiedCallback } from '../protocol/v1/callback.js';
import { requireVerified } from './verified-callbacks.js';

/**
 * The verified callback, for a controller of your own behind `NewPayCallbackGuard`.
 *
 * Nest runs the app's global pipes over it as over any other parameter: a pipe of your own that does
 * not look at `metadata.type` can replace it. `getNewPayCallback(request)` gives what was verified.
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
  (_data: unknown, context: ExecutionContext): NewPayVerifiedCallback =>
    requireVerified(context.switchToHttp().getRequest<object>(), '@NewPayCallback()').callback,
);
