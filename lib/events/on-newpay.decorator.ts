import { OnEvent } from '@nestjs/event-emitter';
import type { NewPayEventMap, NewPayEventName } from './event-names.js';
import { markListener, noteDecorated } from './listener-id.js';

/** A listener's method: its parameter is the event's class. */
type ListenerOf<T extends NewPayEventName> = (event: NewPayEventMap[T]) => unknown;

/** How `@OnNewPay` registers a listener. */
export interface OnNewPayOptions {
  /**
   * The name of the listener's work, under which the store remembers that it has finished an event. It
   * has to stay the same over restarts and releases; name it where your build shortens class names.
   * @default 'Class.method'
   */
  id?: string;
}

/**
 * Listens to an event of NewPay. What the method throws withholds the acknowledgement, and NewPay
 * delivers again; a plain `@OnEvent` would log the error and let the payment be acknowledged. Of
 * several listeners only those that have not finished run at the next delivery.
 *
 * Put it above decorators that replace the method: one above it hides the listener from Nest.
 *
 * @example
 * @OnNewPay('paid', { id: 'ship' })
 * async ship(event: NewPayPaidEvent) {}
 *
 * @throws {TypeError} `id` is not a text of 1 to 200 characters
 *
 * @publicApi
 */
export function OnNewPay<T extends NewPayEventName>(
  name: T,
  { id }: OnNewPayOptions = {},
): <M extends ListenerOf<T>>(
  target: object,
  key: string | symbol,
  method: TypedPropertyDescriptor<M>,
) => void {
  const event = `newpay.${name}` satisfies NewPayEventMap[T]['name'];
  if (id !== undefined && (typeof id !== 'string' || id === '' || id.length > 200)) {
    throw new TypeError(`@OnNewPay('${name}'): id must be a text of 1 to 200 characters`);
  }
  return (target, key, method) => {
    const options = markListener({ suppressErrors: false }, id ?? defaultId(target, key));
    noteDecorated(target, key, event);
    return OnEvent(event, options)(target, key, method);
  };
}

/** `undefined` for a class without a name: its listeners could not be told apart. */
function defaultId(target: object, key: string | symbol): string | undefined {
  const { name } = target.constructor;
  return name === '' ? undefined : `${name}.${String(key)}`;
}
