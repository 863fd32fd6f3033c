import { inspect } from 'node:util';
import { Inject, Injectable, type Logger } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { EventEmitter2 } from '@nestjs/event-emitter';
import { EVENT_NAMES as EVENTS, type NewPayEventName } from '../events/event-names.js';
import { HostEmitter, type EventListener } from '../events/host-emitter.js';
import {
  decoratedListeners,
  eventsOf,
  type DecoratedListener,
} from '../host/decorated-listeners.js';
import { probeListener, type ProbedRegistration } from '../host/listener-probe.js';
import { isDeferred, registrationOf } from '../host/listener-registrations.js';
import { NEWPAY_OPTIONS, NEWPAY_REGISTRATION } from '../registration/newpay.tokens.js';
import type { ListenerCheckOptions } from '../options/resolved-options.interface.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import { notedOf } from '../events/listener-id.js';

const NAMES = Object.values(EVENTS);

/** Why Nest does not find a method under `@OnNewPay`, with the remedy. */
const DECORATOR =
  'another decorator replaced the method and Nest does not find it: put @OnNewPay above the other decorators';
const OVERRIDE =
  'a subclass or the constructor put another method in its place, which Nest does not find: put @OnNewPay on that method, too';

type Listener = ReturnType<EventEmitter2['listeners']>[number];

/** Warns about events without a listener, and about listeners that swallow errors. */
@Injectable()
export class ListenerCheck {
  readonly #logger: Logger;
  #hasLookedAtRefunds = false;

  constructor(
    private readonly emitter: HostEmitter,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(NEWPAY_OPTIONS) private readonly options: ListenerCheckOptions,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor('NewPayModule', registration);
  }

  /** Call it after `@OnEvent` has registered the app's methods. */
  async diagnose(): Promise<void> {
    this.#requireListeners(['paid', 'failed']);
    if (this.options.expectOrder) {
      this.#requireListeners(['mismatched']);
    }
    if (this.options.queue && this.options.watch !== false) {
      this.#requireListeners(
        ['unresolved'],
        'so an order of which NewPay tells no final state is only logged',
      );
    }
    this.#nameHiddenListeners();
    this.#nameDoubtfulIds();
    const { emitter } = this.emitter;
    if (emitter) {
      await this.#nameSwallowingListeners(emitter);
    }
  }

  /** Call it before a refund: whether the app makes refunds is not known at startup. */
  beforeRefund(): void {
    if (!this.#hasLookedAtRefunds && this.registration.callbackPath !== undefined) {
      this.#hasLookedAtRefunds = true;
      this.#requireListeners(['refunded', 'refund-failed']);
    }
  }

  #requireListeners(
    names: readonly NewPayEventName[],
    consequence = 'so its callbacks are not acknowledged',
  ): void {
    for (const name of names) {
      const { handlers, catchAll } = this.emitter.listenersOf(EVENTS[name]);
      if (handlers.length === 0) {
        const audience =
          catchAll.length === 0
            ? `No listener is registered for "${EVENTS[name]}"`
            : `Only catch-all listeners hear "${EVENTS[name]}", and they do not count as handlers`;
        this.#logger.warn(
          `${audience}, ${consequence}: add @OnNewPay('${name}') to a method of a provider, and the provider to a module.`,
        );
      }
    }
  }

  /** Another method may be in the place of the one that `@OnNewPay` knows. */
  #nameHiddenListeners(): void {
    for (const wrapper of this.discovery.getProviders()) {
      const instance: unknown = wrapper.instance;
      if (typeof instance !== 'object' || instance === null) {
        continue;
      }
      for (const { key, event, owner } of notedOf(instance)) {
        const method: unknown = Reflect.get(instance, key);
        if (!eventsOf(method).some((known) => known.event === event)) {
          const isOfOwner = owner === undefined || holderOf(instance, key) === owner;
          const cause = isOfOwner ? DECORATOR : OVERRIDE;
          this.#logger.warn(
            `${instance.constructor.name}.${String(key)} is under @OnNewPay, but ${cause}.`,
          );
        }
      }
    }
  }

  /** The store and the queue know a listener by its id alone. */
  #nameDoubtfulIds(): void {
    for (const [name, event] of Object.entries(EVENTS)) {
      for (const [id, count] of idsOf(this.emitter.listenersOf(event).handlers)) {
        if (count > 1) {
          this.#logger.warn(
            `${count} listeners to "${event}" have the id "${id}": each event runs all of them, and all again if one fails. If they are one class, provide it once and as a singleton; if not, give each an id of its own: @OnNewPay('${name}', { id }).`,
          );
        }
        if (seemsShortened(id)) {
          this.#logger.warn(
            `The listener "${id}" to "${event}" has its id from the name of its class, which the build seems to have shortened. The next build may give that name to another class, whose work would then count as done: set the id, @OnNewPay('${name}', { id }).`,
          );
        }
      }
    }
  }

  async #nameSwallowingListeners(emitter: EventEmitter2): Promise<void> {
    const decorated = decoratedListeners(this.discovery, this.scanner);
    for (const listener of decorated) {
      const { method } = listener;
      await this.#nameIfSwallowing(emitter, { ...listener, isDecorated: true }, method);
    }
    for (const [listener, name] of listenersOf(emitter)) {
      // How a listener was added before we watched is not known: assume the worse.
      const options = isDeferred(listener) ? { async: true } : undefined;
      const registration = registrationOf(emitter, listener) ?? { event: name, options };
      if (!decorated.some((known) => isSame(known, registration))) {
        const added = { ...registration, isDecorated: false, isRequestScoped: false };
        await this.#nameIfSwallowing(emitter, added, `${originalName(listener)}()`);
      }
    }
  }

  async #nameIfSwallowing(
    emitter: EventEmitter2,
    registration: ProbedRegistration,
    who: string,
  ): Promise<void> {
    const { hears, isFailureSeen } = await probeListener(emitter, registration, NAMES);
    const [first] = hears;
    if (first === undefined || isFailureSeen) {
      return;
    }
    const how = registration.isDecorated
      ? `listens with @OnEvent(${shown(registration.event)})`
      : `was added with emitter.on(${shown(registration.event)})`;
    const name = Object.entries(EVENTS).find(([, full]) => registration.event === full)?.[0];
    const remedy =
      registration.isDecorated && name !== undefined
        ? `use @OnNewPay('${name}')`
        : `give it ${registration.isDecorated ? 'the options { suppressErrors: false } alone' : 'no options'}`;
    this.#logger.warn(
      `${who} ${how} in a way that hides its failure: "${first}" would be acknowledged although it failed. To have it delivered again, ${remedy}.`,
    );
  }
}

/** A bundle whose names need three characters has shortened the names of this package, too. */
function seemsShortened(id: string): boolean {
  return (ListenerCheck.name.length > 3 ? /^[\w$]{1,2}\./ : /^[\w$]{1,3}\./).test(id);
}

/** How many listeners have each id. */
function idsOf(listeners: readonly EventListener[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { id } of listeners) {
    if (id !== undefined) {
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
}

/** The object with a property: an instance, or one of its prototypes. */
function holderOf(instance: object, key: string | symbol): object | null {
  let holder: object | null = instance;
  while (holder && !Object.hasOwn(holder, key)) {
    holder = Object.getPrototypeOf(holder) as object | null;
  }
  return holder;
}

/** Every listener with the first NewPay event that it receives. */
function listenersOf(emitter: EventEmitter2): Map<Listener, string> {
  const heard = new Map<Listener, string>();
  for (const name of NAMES.toReversed()) {
    for (const listener of emitter.listeners(name)) {
      heard.set(listener, name);
    }
  }
  return new Map([...heard].toReversed());
}

function originalName(listener: Listener): string {
  const { _origin: original = listener } = listener as { _origin?: Listener };
  return original.name || 'A function';
}

function isSame(
  { event, options }: DecoratedListener,
  registration: { readonly event: unknown; readonly options: unknown },
): boolean {
  return event === registration.event && options === registration.options;
}

function shown(event: unknown): string {
  return inspect(event, { breakLength: Infinity });
}
