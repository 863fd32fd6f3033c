import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { NewPayVerifiedCallback } from '../messages/verified-callback.js';
import { admittedCallbackOf, type AdmittedCallback } from './verified-callbacks.js';

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
  (_data: unknown, context: ExecutionContext): NewPayVerifiedCallback =>
    admittedTo(context).callback,
);

/** The same with the time of its arrival, for the package's own controller. */
export const Admitted: () => ParameterDecorator = createParamDecorator(
  (_data: unknown, context: ExecutionContext): AdmittedCallback => admittedTo(context),
);

function admittedTo(context: ExecutionContext): AdmittedCallback {
  const admitted = admittedCallbackOf(context.switchToHttp().getRequest<object>());
  if (!admitted) {
    throw new Error('@NewPayCallback() needs @UseGuards(NewPayCallbackGuard) on its route.');
  }
  return admitted;
}
