// Global names, so that a second copy of this package finds the same marks.
const LISTENER_ID = Symbol.for('nestjs-newpay.listener-id');
const DECORATED = 'nestjs-newpay:listeners';

/** A method with `@OnNewPay`. */
export interface NewPayListenerMethod {
  readonly key: string | symbol;
  /** The event's full name, such as `newpay.paid`. */
  readonly event: string;
  /** The prototype with the method; `undefined` if an older copy of this package recorded the method. */
  readonly owner?: object;
}

/** Attaches a listener's id to its options, as a hidden property. */
export function markListener<T extends object>(options: T, id: string | undefined): T {
  return Object.defineProperty(options, LISTENER_ID, { value: id });
}

/** The id that `@OnNewPay` attached to the options of a listener. */
export function listenerIdOf(options: unknown): string | undefined {
  const id: unknown = (options as { [LISTENER_ID]?: unknown } | null | undefined)?.[LISTENER_ID];
  return typeof id === 'string' ? id : undefined;
}

/** Records on the class that a method has `@OnNewPay`: another decorator may replace the method. */
export function noteDecorated(target: object, key: string | symbol, event: string): void {
  Reflect.defineMetadata(DECORATED, [...notedOf(target), { key, event, owner: target }], target);
}

/** The methods of a class that have `@OnNewPay`, inherited ones included. */
export function notedOf(target: object): readonly NewPayListenerMethod[] {
  return (Reflect.getMetadata(DECORATED, target) as NewPayListenerMethod[] | undefined) ?? [];
}
