import type { EventEmitter2 } from '@nestjs/event-emitter';

// Checked on eventemitter2 6.4.9 under @nestjs/event-emitter 3.1.0 and 12.0.1.

/** How a listener was given to the emitter. */
export interface ListenerRegistration {
  readonly event: unknown;
  /** The options as they were given: `@OnEvent` passes on those of its own call. */
  readonly options: unknown;
}

/** The methods by which a lasting listener is added. `@OnEvent` uses the first and the last. */
const METHODS = ['on', 'addListener', 'prependListener'] as const;

/** On the emitter itself, so that every registration of the app, and a second copy of this package, shares it. */
const REGISTRATIONS = Symbol.for('nestjs-newpay.listener-registrations');

type Registrations = WeakMap<object, ListenerRegistration>;

interface WatchedEmitter {
  [REGISTRATIONS]?: Registrations;
}

/**
 * Records from now on how each listener is registered, because the emitter keeps only the functions.
 * Call it before `@OnEvent` registers its methods, which it does when the app bootstraps.
 */
export function watchRegistrations(emitter: EventEmitter2): void {
  const watched = emitter as WatchedEmitter;
  if (watched[REGISTRATIONS]) {
    return;
  }
  const registrations: Registrations = new WeakMap();
  Object.defineProperty(emitter, REGISTRATIONS, { value: registrations });
  for (const method of METHODS) {
    const original: unknown = Reflect.get(emitter, method);
    if (typeof original !== 'function') {
      // A stand-in of a test, which has only what its test needs.
      continue;
    }
    const add = original.bind(emitter) as (...args: unknown[]) => unknown;
    Object.defineProperty(emitter, method, {
      configurable: true,
      writable: true,
      value: (event: unknown, listener: unknown, ...rest: unknown[]) => {
        if (typeof listener === 'function') {
          registrations.set(listener, { event, options: rest[0] });
        }
        return add(event, listener, ...rest);
      },
    });
  }
}

/** The function that the options `async`, `nextTick` and `promisify` wrap around a listener. */
interface WrappedListener {
  readonly _origin?: object;
  readonly _async?: boolean;
}

/** How a listener was registered; `undefined` if that was before {@link watchRegistrations}. */
export function registrationOf(
  emitter: EventEmitter2,
  listener: object,
): ListenerRegistration | undefined {
  const registrations = (emitter as WatchedEmitter)[REGISTRATIONS];
  const { _origin: origin } = listener as WrappedListener;
  return registrations?.get(listener) ?? (origin && registrations?.get(origin));
}

/** Whether the emitter defers a listener because of one of these options. Which one is not known. */
export function isDeferred(listener: object): boolean {
  const { _async: isAsync } = listener as WrappedListener;
  return isAsync === true;
}
