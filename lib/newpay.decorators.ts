import { Inject, type InjectionToken } from '@nestjs/common';
import { NewPayService } from './newpay.service.js';

/**
 * The token of a registration's `NewPayService`: the class itself for the unnamed one. For tests and
 * factories; elsewhere use `@InjectNewPay()`.
 *
 * @publicApi
 */
export function getNewPayToken(name?: string): InjectionToken<NewPayService> {
  return name === undefined ? NewPayService : `NewPayService(${name})`;
}

/**
 * Injects the `NewPayService` of a named registration.
 *
 * @example
 * constructor(@InjectNewPay('books') private readonly newPay: NewPayService) {}
 *
 * @publicApi
 */
export function InjectNewPay(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getNewPayToken(name));
}
