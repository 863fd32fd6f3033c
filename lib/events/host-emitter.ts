import { Inject, Injectable, Optional, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, ModuleRef } from '@nestjs/core';
import { EventEmitter2, EventEmitterReadinessWatcher } from '@nestjs/event-emitter';
import { decoratedListeners } from '../host/decorated-listeners.js';
import {
  registrationOf,
  watchRegistrations,
  type ListenerRegistration,
} from '../host/listener-registrations.js';
import { unheardOfName } from '../host/unheard-of-name.js';
import { listenerIdOf } from './listener-id.js';

/** A listener of the host's. */
export interface EventListener {
  /**
   * Identifies the listener over restarts. `undefined` without `@OnNewPay`: whether the listener has
   * finished before is not known, so it runs at each delivery.
   */
  readonly id: string | undefined;
  call(event: { readonly name: string }): unknown;
  /** Its name for a log. */
  describe(): string;
}

/** The listeners of one event. */
export interface EventListeners {
  /** Those registered for this event, or for a pattern that matches it. */
  readonly handlers: readonly EventListener[];
  /** Those registered for every event of the app, such as an audit log. They do not count as handlers. */
  readonly catchAll: readonly EventListener[];
}

type Listener = (...args: unknown[]) => unknown;

/** The host's own `EventEmitter2`, seen as a list of listeners. */
@Injectable()
export class HostEmitter implements OnModuleInit {
  #emitter: EventEmitter2 | undefined;
  readonly #listeners = new WeakMap<Listener, EventListener>();
  /** For each event name, a name that nobody publishes: whoever listens to it listens to every event. */
  readonly #unheardOf = new Map<string, string>();

  constructor(
    // By its own token, so that an app without EventEmitterModule starts, and the check at boot names what is missing.
    @Optional() @Inject(EventEmitter2) emitter: EventEmitter2 | undefined,
    private readonly modules: ModuleRef,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
  ) {
    this.#use(emitter);
  }

  /** Finds an emitter that is not global, in whichever module of the app it is. */
  onModuleInit(): void {
    if (!this.#emitter) {
      try {
        this.#use(this.modules.get(EventEmitter2, { strict: false }));
      } catch {
        // There is none: the check at boot says so.
      }
    }
  }

  /** `undefined` when the app has no EventEmitterModule. */
  get emitter(): EventEmitter2 | undefined {
    return this.#emitter;
  }

  /**
   * Resolves when `@OnEvent` and `@OnNewPay` have registered the app's methods.
   *
   * @throws there is no EventEmitterModule
   */
  async untilReady(): Promise<void> {
    // In the module of the emitter, which need not be global.
    await this.modules.get(EventEmitterReadinessWatcher, { strict: false }).waitUntilReady();
  }

  /** The listeners of an event name at this moment. */
  listenersOf(name: string): EventListeners {
    const emitter = this.#emitter;
    if (!emitter) {
      return { handlers: [], catchAll: [] };
    }
    const listeners = emitter.listeners(name) as Listener[];
    const everything = emitter.listeners(this.#unheardOfLike(name, emitter)) as Listener[];
    const any = emitter.listenersAny() as Listener[];
    if (everything.length === 0 && any.length === 0) {
      return {
        handlers: listeners.map((listener) => this.#known(emitter, listener)),
        catchAll: [],
      };
    }
    const handlers = without(listeners, everything);
    const catchAll = without(listeners, handlers);
    return {
      handlers: handlers.map((listener) => this.#known(emitter, listener)),
      catchAll: [
        ...catchAll.map((listener) => this.#known(emitter, listener)),
        ...any.map((listener) => this.#ofAny(emitter, listener)),
      ],
    };
  }

  #unheardOfLike(name: string, emitter: EventEmitter2): string {
    let unheardOf = this.#unheardOf.get(name);
    if (unheardOf === undefined) {
      unheardOf = unheardOfName(name, emitter);
      this.#unheardOf.set(name, unheardOf);
    }
    return unheardOf;
  }

  /** Made once for each function of the emitter's. */
  #known(emitter: EventEmitter2, listener: Listener): EventListener {
    let known = this.#listeners.get(listener);
    if (!known) {
      const registration = registrationOf(emitter, listener);
      const id = listenerIdOf(registration?.options);
      known = {
        id,
        call: (event) => listener.call(emitter, event),
        describe: () => id ?? this.#nameOf(listener, registration),
      };
      this.#listeners.set(listener, known);
    }
    return known;
  }

  #ofAny(emitter: EventEmitter2, listener: Listener): EventListener {
    return {
      id: undefined,
      call: (event) => listener.call(emitter, event.name, event),
      describe: () => this.#nameOf(listener, undefined),
    };
  }

  /** Looks through the whole app: for a message, not for each event. */
  #nameOf({ name }: Listener, registration: ListenerRegistration | undefined): string {
    const methods = decoratedListeners(this.discovery, this.scanner).filter(
      ({ event, options }) =>
        registration && registration.event === event && registration.options === options,
    );
    return methods.map(({ method }) => method).join(' or ') || name || 'a listener without a name';
  }

  #use(emitter: EventEmitter2 | undefined): void {
    if (emitter) {
      watchRegistrations(emitter);
      this.#emitter = emitter;
    }
  }
}

/** Removes each of `others` once only: a function may be registered for every event, and again for this one. */
function without(listeners: readonly Listener[], others: readonly Listener[]): Listener[] {
  const left = [...others];
  return listeners.filter((listener) => {
    const index = left.indexOf(listener);
    if (index !== -1) {
      left.splice(index, 1);
    }
    return index === -1;
  });
}
