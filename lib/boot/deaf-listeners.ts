import { Inject, Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';

/** A listener whose faults never reach us. */
export interface DeafListener {
  /** As `Class.method`. */
  readonly method: string;
  /** The event's name after `newpay.`. */
  readonly event: string;
}

/** The key under which `@OnEvent` keeps its options; the package does not export it. */
const EVENT_LISTENER_METADATA = 'EVENT_LISTENER_METADATA';

interface ListenerMetadata {
  readonly event: unknown;
  readonly options?: { readonly suppressErrors?: boolean; readonly async?: boolean };
}

/**
 * Finds the listeners whose failure would be acknowledged as a success: `@OnEvent` logs what a
 * method throws and goes on, unless it is told not to; with `async` it does not even wait.
 */
@Injectable()
export class DeafListeners {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
  ) {}

  find(): DeafListener[] {
    return [...this.discovery.getProviders(), ...this.discovery.getControllers()].flatMap(
      ({ metatype }) => (typeof metatype === 'function' ? this.#findIn(metatype) : []),
    );
  }

  #findIn({ name, prototype }: { name: string; prototype?: object }): DeafListener[] {
    if (!prototype) {
      return [];
    }
    return this.scanner.getAllMethodNames(prototype).flatMap((key) =>
      listenersOf((prototype as Record<string, unknown>)[key])
        .filter(({ options }) => options?.suppressErrors !== false || options.async === true)
        .flatMap(({ event }) =>
          typeof event === 'string' && event.startsWith('newpay.')
            ? [{ method: `${name}.${key}`, event: event.slice('newpay.'.length) }]
            : [],
        ),
    );
  }
}

function listenersOf(method: unknown): ListenerMetadata[] {
  return typeof method === 'function'
    ? ((Reflect.getMetadata(EVENT_LISTENER_METADATA, method) as ListenerMetadata[]) ?? [])
    : [];
}
