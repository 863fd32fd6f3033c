import { OnEvent } from '@nestjs/event-emitter';
import { EVENT_NAMES, type NewPayEventMap, type NewPayEventName } from './event-names.js';
import { markListener, noteDecorated } from './listener-id.js';

/** A listener's method: it takes the event of the name that the decorator was given. */
type ListenerOf<T extends NewPayEventName> = (event: NewPayEventMap[T]) => unknown;

/**
 * The options of `@OnNewPay`.
 *
 * @publicApi
 */
export interface OnNewPayOptions {
  /**
   * The listener's id, a text of 1 to 200 characters. Under it the store remembers that the listener has
   * finished an event. Keep it the same over restarts and releases. Set it if your build shortens class
   * names, or if two classes have the same name.
   * @default 'Class.method'
   */
  id?: string;
}

/**
 * Registers a method as a listener to an event of NewPay: `paid`, `failed`, `mismatched`, `duplicate`,
 * `unresolved`, `refunded` or `refund-failed`.
 *
 * If the method throws or rejects, the callback is not acknowledged, and NewPay delivers it again. Only
 * the listeners that have not finished run then. A plain `@OnEvent` logs the error, and the payment is
 * acknowledged although nothing was saved.
 *
 * Delivery is at least once: a crash can run a listener twice. Make it idempotent.
 *
 * Put `@OnNewPay` above decorators that replace the method: a decorator above it hides the listener from
 * Nest.
 *
 * @example
 * @OnNewPay('paid', { id: 'ship' })
 * async ship(event: NewPayPaidEvent): Promise<void> {
 *   await this.orders.markPaid(event.orderNo);
 * }
 *
 * @throws {TypeError} there is no event of this name, or `id` is not a text of 1 to 200 characters
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
  if (!Object.hasOwn(EVENT_NAMES, name)) {
    const names = Object.keys(EVENT_NAMES).join(', ');
    throw new TypeError(`@OnNewPay('${name}'): there is no such event: use one of ${names}`);
  }
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

/** `undefined` for a class without a name: its listeners could not be distinguished. */
function defaultId(target: object, key: string | symbol): string | undefined {
  const { name } = target.constructor;
  return name === '' ? undefined : `${name}.${String(key)}`;
}
