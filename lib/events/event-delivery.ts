import { Inject, Injectable, type Logger } from '@nestjs/common';
import { NEWPAY_REGISTRATION, NEWPAY_STORE } from '../registration/newpay.tokens.js';
import { Telemetry } from '../observability/telemetry.js';
import { loggerFor } from '../registration/registration-logger.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import type { NewPayCallbackStore } from '../store/callback-store.interface.js';
import { StrictCallbackStore } from '../store/strict-callback-store.js';
import { ClaimedEvent, ClaimRenewals, type HandledClaim } from './event-claim.js';
import { DeliveryInProgressError, NoListenerError } from './delivery.errors.js';
import { describeDuplicate, duplicateOf, isDuplicatePayment } from './duplicate-payment.js';
import type { NewPayDuplicateEvent } from './newpay-duplicate.event.js';
import type { NewPayAnyEvent } from './event-names.js';
import { eventKeyOf, rankOf, type NewPayEventReference } from './event-key.js';
import { EventPublisher } from './event-publisher.js';
import { HostEmitter } from './host-emitter.js';
import { ListenerRun } from './listener-run.js';
import { InFlightWork } from './in-flight-work.js';

/**
 * Delivers an event to the host's listeners at least once, and deduplicates it: after all listeners have
 * finished, it is not published again, for any number of callbacks, instances and restarts.
 */
@Injectable()
export class EventDelivery extends EventPublisher {
  readonly #logger: Logger;
  readonly #store: StrictCallbackStore;
  readonly #renewals = new ClaimRenewals();

  constructor(
    private readonly emitter: HostEmitter,
    private readonly inFlight: InFlightWork,
    private readonly telemetry: Telemetry,
    @Inject(NEWPAY_STORE) store: NewPayCallbackStore,
    @Inject(NEWPAY_REGISTRATION) registration: NewPayRegistration,
  ) {
    super();
    this.#store = new StrictCallbackStore(store);
    this.#logger = loggerFor('NewPayEvents', registration);
  }

  /**
   * Resolves only when the event has been handled, by this delivery or an earlier one.
   *
   * @throws {NoListenerError} no listener is registered for it
   * @throws {DeliveryInProgressError} another delivery of it is in progress
   * @throws {StoreUnavailableError} the store cannot be reached, or its answer is not documented
   * @throws {UnavailableError} a listener has not finished in time, or the app is closing
   * @throws {AggregateError} a listener failed: the next delivery runs the unfinished listeners
   */
  deliver(event: NewPayAnyEvent): Promise<void> {
    let run: ListenerRun | undefined;
    return this.inFlight.limit(
      () => this.#deliver(event, (started) => (run = started)),
      () => `order ${event.orderNo}, "${event.name}"${run?.running ? ` (${run.running})` : ''}`,
    );
  }

  /**
   * Whether an event is known to have been handled; `false` also where the store cannot tell.
   *
   * @throws {StoreUnavailableError} the store cannot be reached, or its answer is none
   */
  async wasHandled(event: NewPayEventReference): Promise<boolean> {
    const handled = await this.#store.find(eventKeyOf(event));
    return handled !== undefined && handled.rank >= rankOf(event);
  }

  async #deliver(event: NewPayAnyEvent, onRun: (run: ListenerRun) => void): Promise<void> {
    const [key, rank] = [eventKeyOf(event), rankOf(event)];
    const claim = await this.#store.claim(key, rank);
    if (claim.outcome === 'handled') {
      await this.#handledBefore(event, claim);
      return;
    }
    if (claim.outcome !== 'claimed') {
      // Whatever else it is: not handled.
      throw new DeliveryInProgressError(IN_PROGRESS);
    }
    const { token, finished = [] } = claim;
    const held = { key, rank, token };
    const claimed = new ClaimedEvent(event, held, this.#store, this.#renewals, this.#logger);
    const { handlers, catchAll } = this.emitter.listenersOf(event.name);
    if (handlers.length === 0 && event.name !== 'newpay.duplicate') {
      await claimed.release(finished);
      throw new NoListenerError(`no listener is registered for "${event.name}"`);
    }
    const listeners = catchAll.length === 0 ? handlers : [...handlers, ...catchAll];
    const run = new ListenerRun(event, listeners, finished);
    onRun(run);
    const handledMeanwhile = await claimed.handle(run, () =>
      this.telemetry.publishing(event, () => run.start()),
    );
    if (handledMeanwhile && isDuplicatePayment(event, handledMeanwhile)) {
      await this.#deliverDuplicate(duplicateOf(event, handledMeanwhile));
    }
  }

  /** Acknowledges a duplicate delivery, and reports a second payment of the order. */
  async #handledBefore(event: NewPayAnyEvent, handled: HandledClaim): Promise<void> {
    const order = `Order ${event.orderNo}: "${event.name}"`;
    if (isDuplicatePayment(event, handled)) {
      await this.#deliverDuplicate(duplicateOf(event, handled));
    } else if (handled.rank > rankOf(event)) {
      this.#logger.log(`${order} came after a later state was handled; not published`);
    } else {
      this.#logger.log(`${order} was handled before; not published again`);
    }
  }

  /** Publishing it as paid would ship twice; ignoring it would hide the second payment. */
  async #deliverDuplicate(duplicate: NewPayDuplicateEvent): Promise<void> {
    this.#logger.error(describeDuplicate(duplicate));
    this.telemetry.duplicate(duplicate);
    await this.deliver(duplicate);
  }
}

const IN_PROGRESS = 'another delivery of this event is in progress';
