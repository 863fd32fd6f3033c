import { Inject, type InjectionToken } from '@nestjs/common';
import { NewPayService } from './newpay.service.js';
import { NewPayV2Service } from './newpay-v2.service.js';

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

/**
 * The token of a registration's `NewPayV2Service`: the class itself for the unnamed one. For tests and
 * factories; elsewhere use `@InjectNewPayV2()`.
 *
 * @publicApi
 */
export function getNewPayV2Token(name?: string): InjectionToken<NewPayV2Service> {
  return name === undefined ? NewPayV2Service : `NewPayV2Service(${name})`;
}

/**
 * Injects the `NewPayV2Service` of a named registration.
 *
 * @example
 * constructor(@InjectNewPayV2('books') private readonly newPay: NewPayV2Service) {}
 *
 * @publicApi
 */
export function InjectNewPayV2(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getNewPayV2Token(name));
}
