// By names that a second copy of this package has too.
const LISTENER_ID = Symbol.for('nestjs-newpay.listener-id');
const DECORATED = 'nestjs-newpay:listeners';

/** A method under `@OnNewPay`. */
export interface NewPayListenerMethod {
  readonly key: string | symbol;
  /** The event's full name. */
  readonly event: string;
}

/** Puts the id of a listener on its options, where nobody else sees it. */
export function markListener<T extends object>(options: T, id: string | undefined): T {
  return Object.defineProperty(options, LISTENER_ID, { value: id });
}

/** The id that `@OnNewPay` put on the options of a listener. */
export function listenerIdOf(options: unknown): string | undefined {
  const id: unknown = (options as { [LISTENER_ID]?: unknown } | null | undefined)?.[LISTENER_ID];
  return typeof id === 'string' ? id : undefined;
}

/** Remembers on the class which method is under `@OnNewPay`, in case another decorator replaces it. */
export function noteDecorated(target: object, key: string | symbol, event: string): void {
  Reflect.defineMetadata(DECORATED, [...notedOf(target), { key, event }], target);
}

/** The methods of a class that are under `@OnNewPay`, those it inherits included. */
export function notedOf(target: object): readonly NewPayListenerMethod[] {
  return (Reflect.getMetadata(DECORATED, target) as NewPayListenerMethod[] | undefined) ?? [];
}
