import { OnEvent } from '@nestjs/event-emitter';
import type { NewPayEventMap, NewPayEventName } from './event-names.js';

/** A listener's method: its parameter is the event's class. */
type ListenerOf<T extends NewPayEventName> = (event: NewPayEventMap[T]) => unknown;

/**
 * Listens to an event of NewPay. What the method throws withholds the acknowledgement, and NewPay
 * delivers again; a plain `@OnEvent` would log the fault and let the payment be acknowledged.
 *
 * @example
 * @OnNewPay('paid')
 * async ship(event: NewPayPaidEvent) {}
 *
 * @publicApi
 */
export function OnNewPay<T extends NewPayEventName>(
  name: T,
): <M extends ListenerOf<T>>(
  target: object,
  key: string | symbol,
  method: TypedPropertyDescriptor<M>,
) => void {
  return OnEvent(`newpay.${name}` satisfies NewPayEventMap[T]['name'], { suppressErrors: false });
}
