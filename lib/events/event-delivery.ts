import { Inject, Injectable, type Logger, type OnModuleDestroy } from '@nestjs/common';
import { NEWPAY_REGISTRATION, NEWPAY_STORE } from '../newpay.constants.js';
import type { NewPayCallbackStore, NewPayClaim } from '../store/callback-store.interface.js';
import { Observer } from '../observability/observer.js';
import { withinTime } from '../store/within-time.js';
import type { NewPayAnyEvent } from './event-names.js';
import { EventPublisher } from './event-publisher.js';
import { rankOf, referenceOf, subjectOf } from './event-subject.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';

/** The answer to a claim on what is handled. */
type Handled = Extract<NewPayClaim, { outcome: 'handled' }>;

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
  readonly #logger: Logger;
  readonly #inFlight = new Set<Promise<unknown>>();
  #isClosing = false;

  constructor(
    private readonly publisher: EventPublisher,
    private readonly observer: Observer,
    @Inject(NEWPAY_STORE) private readonly store: NewPayCallbackStore,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    this.#logger = loggerFor(EventDelivery, registration);
  }

  /** What is being handled goes on to its end before the app closes its server. */
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
  async deliver(event: NewPayAnyEvent): Promise<void> {
    if (this.#isClosing) {
      throw new UnavailableError('the app is closing');
    }
    const handling = this.#handle(event);
    this.#inFlight.add(handling);
    try {
      await handling;
    } finally {
      this.#inFlight.delete(handling);
    }
  }

  async #handle(event: NewPayAnyEvent): Promise<void> {
    const subject = subjectOf(event);
    const rank = rankOf(event);
    const token = await this.#claim(event, subject, rank);
    if (token === undefined) {
      return;
    }
    try {
      await this.observer.publishing(event, () => this.publisher.publish(event));
    } catch (error) {
      await this.#release(subject, token);
      throw error;
    }
    if (!(await this.#reach(this.store.complete(subject, rank, token, referenceOf(event))))) {
      throw new UnavailableError(
        'the listeners took longer than the store\'s lease, so that they may run again: raise its option "lease"',
      );
    }
  }

  /** The token of the claim; `undefined` when there is nothing left to do. */
  async #claim(event: NewPayAnyEvent, subject: string, rank: number): Promise<string | undefined> {
    const claiming = this.store.claim(subject, rank);
    let claim: NewPayClaim;
    try {
      claim = await this.#reach(claiming);
    } catch (error) {
      // A claim that comes through after we gave up must not bar the next delivery.
      void claiming.then(
        (late) => (late.outcome === 'claimed' ? this.#release(subject, late.token) : undefined),
        () => undefined,
      );
      throw error;
    }
    if (claim.outcome === 'busy') {
      throw new BusyError('it is being handled at this moment');
    }
    if (claim.outcome === 'claimed') {
      return claim.token;
    }
    this.#logRepeat(event, claim, rank);
    return undefined;
  }

  #logRepeat(event: NewPayAnyEvent, handled: Handled, rank: number): void {
    const order = `Order ${event.orderNo}: "${event.name}"`;
    const reference = referenceOf(event);
    if (handled.rank > rank) {
      this.#logger.log(`${order} came after a later state was handled; not published`);
    } else if (event.name === 'newpay.paid' && handled.reference !== reference) {
      // To publish it would ship twice; not to tell would keep money that nobody knows of.
      this.#logger.error(
        `${order} came a second time, as NewPay's ${reference} after ${handled.reference}: the order seems to be paid twice, look at it and refund one`,
      );
    } else {
      this.#logger.log(`${order} was handled before; not published again`);
    }
  }

  async #reach<T>(answer: Promise<T>): Promise<T> {
    try {
      return await withinTime(answer);
    } catch (cause) {
      throw new UnavailableError(`the store cannot be reached: ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  /** When this fails the lease ends by itself; the listener's own fault is the one to tell. */
  async #release(subject: string, token: string): Promise<void> {
    try {
      await withinTime(this.store.release(subject, token));
    } catch (error) {
      this.#logger.warn(
        `A claim on ${subject} could not be released, its lease will end: ${(error as Error).message}`,
      );
    }
  }
}
