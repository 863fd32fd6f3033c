import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { NEWPAY_STORE } from '../newpay.constants.js';
import type { NewPayCallbackStore } from '../store/callback-store.interface.js';
import { fullEventName, type NewPayEventMap, type NewPayEventName } from './event-names.js';
import { EventPublisher, NoListenerError } from './event-publisher.js';
import { rankOf, subjectOf } from './event-subject.js';

/** Another delivery of the same news is being handled at this moment. */
export class BusyError extends Error {
  override readonly name = 'BusyError';
}

/** The news could not be handled for now: the store is out of reach, or the app is closing. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/**
 * Brings a final state to the host, once: whatever the number of deliveries, instances and crashes,
 * an event that its listeners have finished is not published again.
 */
@Injectable()
export class EventDelivery implements OnModuleDestroy {
  readonly #logger = new Logger(EventDelivery.name);
  readonly #inFlight = new Set<Promise<unknown>>();
  #isClosing = false;

  constructor(
    private readonly publisher: EventPublisher,
    @Inject(NEWPAY_STORE) private readonly store: NewPayCallbackStore,
  ) {}

  /** What is being handled goes on to its end before the host's resources are closed. */
  async onModuleDestroy(): Promise<void> {
    this.#isClosing = true;
    await Promise.allSettled(this.#inFlight);
  }

  /**
   * Resolves when the event has been handled: now, or before.
   *
   * @throws {NoListenerError} nobody listens to it
   * @throws {BusyError} it is being handled at this moment
   * @throws {UnavailableError} the store cannot be reached, or the app is closing
   * @throws {AggregateError} a listener failed: the next delivery runs again
   */
  async deliver<T extends NewPayEventName>(name: T, event: NewPayEventMap[T]): Promise<void> {
    if (this.#isClosing) {
      throw new UnavailableError('the app is closing');
    }
    const handling = this.#handle(name, event);
    this.#inFlight.add(handling);
    try {
      await handling;
    } finally {
      this.#inFlight.delete(handling);
    }
  }

  async #handle<T extends NewPayEventName>(name: T, event: NewPayEventMap[T]): Promise<void> {
    if (!this.publisher.hasListener(name)) {
      throw new NoListenerError(`nobody listens to "${fullEventName(name)}"`);
    }
    const subject = subjectOf(event);
    const rank = rankOf(name);
    const claim = await this.#reach(this.store.claim(subject, rank));
    if (claim.outcome === 'busy') {
      throw new BusyError(`order ${event.orderNo} is being handled at this moment`);
    }
    if (claim.outcome === 'handled') {
      this.#logRepeat(name, event, claim.rank > rank);
      return;
    }
    try {
      await this.publisher.publish(name, event);
    } catch (error) {
      await this.#release(subject, claim.token);
      throw error;
    }
    if (!(await this.#reach(this.store.complete(subject, rank, claim.token)))) {
      throw new UnavailableError(
        `the listeners took longer than the store's lease, so that order ${event.orderNo} may be handled twice: raise "lease"`,
      );
    }
  }

  async #reach<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (cause) {
      throw new UnavailableError(`the store cannot be reached: ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  /** When this fails the lease ends by itself; the listener's own fault is the one to tell. */
  async #release(subject: string, token: string): Promise<void> {
    try {
      await this.store.release(subject, token);
    } catch (error) {
      this.#logger.warn(`A claim could not be released: ${(error as Error).message}`);
    }
  }

  #logRepeat(name: NewPayEventName, event: NewPayEventMap[NewPayEventName], isLate: boolean) {
    this.#logger.log(
      isLate
        ? `Order ${event.orderNo}: "${name}" came after a later state was handled; acknowledged, not published`
        : `Order ${event.orderNo}: "${name}" was handled before; acknowledged, not published again`,
    );
  }
}
