import type { CreateOrderDto } from '../dto/create-order.dto.js';
import { NewPayService } from '../newpay.service.js';
import type { NewPayCreateOrderOptions } from '../orders/create-and-resolve.js';
import type { NewPayOrder } from '../orders/newpay-order.interface.js';
import type { NewPayResolvedOrder } from '../orders/newpay-resolved-order.interface.js';

/**
 * The methods that `newPayServiceDouble` takes: any of `NewPayService`. `createOrder` may return an order
 * for a call with `resolveUnknown`, too.
 *
 * @publicApi
 */
export interface NewPayServiceMethods extends Partial<Omit<NewPayService, 'createOrder'>> {
  /** Stands in for `NewPayService.createOrder`. */
  createOrder?: (
    order: CreateOrderDto,
    options?: NewPayCreateOrderOptions,
  ) => Promise<NewPayOrder | NewPayResolvedOrder>;
}

/**
 * Makes a test double of `NewPayService` from the methods that the test needs. A method that is not
 * given throws an error with its name when it is called, so that no call to NewPay goes unnoticed.
 *
 * Use it as the value of a provider, or give it to a constructor.
 *
 * @example
 * const newPay = newPayServiceDouble({ createOrder: async () => order });
 * const testing = await Test.createTestingModule({
 *   providers: [Shop, { provide: NewPayService, useValue: newPay }],
 * }).compile();
 *
 * @publicApi
 */
export function newPayServiceDouble(methods: NewPayServiceMethods): NewPayService {
  const double = Object.create(NewPayService.prototype) as NewPayService;
  const missing = Object.getOwnPropertyNames(NewPayService.prototype)
    .filter((name) => name !== 'constructor')
    .map((name) => [name, { value: () => refuse(name), configurable: true, writable: true }]);
  Object.defineProperties(double, Object.fromEntries(missing) as PropertyDescriptorMap);
  Object.assign(double, methods);
  return double;
}

function refuse(name: string): never {
  throw new Error(
    `NewPayService.${name} was called, but this double does not have it: add it to newPayServiceDouble({ ${name} }).`,
  );
}
