import { Inject, Injectable, Optional } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import type { NewPayAnyEvent } from './event-names.js';

/** Nobody listens to the event: to acknowledge it would lose it. */
export class NoListenerError extends Error {
  override readonly name = 'NoListenerError';
}

/** Publishes through the host's own emitter and waits for every listener. */
@Injectable()
export class EventPublisher {
  constructor(
    // By its own token, so that a host without EventEmitterModule boots and is told what is missing.
    @Optional() @Inject(EventEmitter2) private readonly emitter?: EventEmitter2,
  ) {}

  /** Whether the host has an emitter at all. */
  get isConnected(): boolean {
    return this.emitter !== undefined;
  }

  /** Whether anybody listens to the event. */
  hasListener(name: NewPayAnyEvent['name']): boolean {
    return this.#listenersOf(name).length > 0;
  }

  /**
   * Resolves when every listener has finished.
   *
   * `emitAsync` would return at the first failure while the others still run, and a redelivery could
   * then overlap with them; so each listener is called here, and all are awaited to their end.
   *
   * @throws {NoListenerError} nobody listens
   * @throws {AggregateError} one or more listeners failed
   */
  async publish(event: NewPayAnyEvent): Promise<void> {
    const listeners = this.#listenersOf(event.name);
    if (listeners.length === 0) {
      throw new NoListenerError(`nobody listens to "${event.name}"`);
    }
    const results = await Promise.allSettled([
      ...listeners.map(async (listener) => listener.call(this.emitter, event)),
      ...this.#eavesdroppers().map(async (listener) =>
        listener.call(this.emitter, event.name, event),
      ),
    ]);
    const faults = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    if (faults.length > 0) {
      throw new AggregateError(
        faults,
        `${faults.length} of ${listeners.length} listeners of "${event.name}" failed`,
      );
    }
  }

  /** Those of `onAny`, which hear every event; they alone make nobody a listener. */
  #eavesdroppers(): ((name: string, event: unknown) => unknown)[] {
    return (this.emitter?.listenersAny() ?? []) as ((name: string, event: unknown) => unknown)[];
  }

  #listenersOf(name: NewPayAnyEvent['name']): ((event: unknown) => unknown)[] {
    return (this.emitter?.listeners(name) ?? []) as ((event: unknown) => unknown)[];
  }
}
