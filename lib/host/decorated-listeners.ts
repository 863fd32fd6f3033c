import type { DiscoveryService, MetadataScanner } from '@nestjs/core';

// Checked on @nestjs/event-emitter 3.1.0 and 12.0.1.

/** The key under which `@OnEvent` keeps its calls on the method; version 3 does not export it. */
const EVENT_LISTENER_METADATA = 'EVENT_LISTENER_METADATA';

/** One call of `@OnEvent`, or of `@OnNewPay`, on a method of the app. */
export interface DecoratedListener {
  /** As `Class.method`. */
  readonly method: string;
  readonly event: unknown;
  readonly options: unknown;
  /** Made anew for each event. */
  readonly isRequestScoped: boolean;
}

/** Finds the methods of all providers and controllers that `@OnEvent` will register. */
export function decoratedListeners(
  discovery: DiscoveryService,
  scanner: MetadataScanner,
): DecoratedListener[] {
  return [...discovery.getProviders(), ...discovery.getControllers()].flatMap((wrapper) => {
    const instance: unknown = wrapper.instance;
    if (typeof instance !== 'object' || instance === null || wrapper.isAlias) {
      return [];
    }
    const prototype = Object.getPrototypeOf(instance) as object | null;
    const name = prototype?.constructor?.name ?? '';
    const isRequestScoped = !wrapper.isDependencyTreeStatic();
    return scanner.getAllMethodNames(prototype).flatMap((key) =>
      eventsOf((instance as Record<string, unknown>)[key]).map(({ event, options }) => ({
        method: `${name}.${key}`,
        event,
        options,
        isRequestScoped,
      })),
    );
  });
}

/** What `@OnEvent` said of a method. */
export function eventsOf(method: unknown): { event: unknown; options: unknown }[] {
  const metadata: unknown =
    typeof method === 'function' && Reflect.getMetadata(EVENT_LISTENER_METADATA, method);
  return metadata ? ([metadata].flat() as { event: unknown; options: unknown }[]) : [];
}
