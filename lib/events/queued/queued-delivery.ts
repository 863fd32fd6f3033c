import { setTimeout } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';
import type { JobRunner } from '../../jobs/job-runner.js';
import { NotRunnableHereError } from '../../jobs/not-runnable-here.error.js';
import type { Telemetry } from '../../observability/telemetry.js';
import type { TraceContext } from '../../observability/trace-context.js';
import type { JobOptions } from '../../options/resolved-options.interface.js';
import type { NewPayJobResult, NewPayQueueJob } from '../../queue/queue.interface.js';
import { loggerFor } from '../../registration/registration-logger.js';
import type { NewPayRegistration } from '../../registration/registration.interface.js';
import type {
  NewPayCallbackStore,
  NewPayClaim,
  NewPayHandled,
} from '../../store/callback-store.interface.js';
import { StrictCallbackStore } from '../../store/strict-callback-store.js';
import { ClosingError, NoListenerError } from '../delivery.errors.js';
import { describeDuplicate, duplicateOf, isDuplicatePayment } from '../duplicate-payment.js';
import { ClaimedEvent, ClaimRenewals, type HandledClaim } from '../event-claim.js';
import {
  eventKeyOf,
  isLastState,
  rankOf,
  referenceOf,
  type NewPayEventReference,
} from '../event-key.js';
import type { NewPayAnyEvent } from '../event-names.js';
import { EventPublisher } from '../event-publisher.js';
import type { EventListener, HostEmitter } from '../host-emitter.js';
import type { InFlightWork } from '../in-flight-work.js';
import { ListenerRun } from '../listener-run.js';
import type { NewPayDuplicateEvent } from '../newpay-duplicate.event.js';
import {
  EVENT_JOB,
  eventJob,
  readEventJob,
  WITHOUT_ID,
  workKeyOf,
  type EventWork,
} from './event-job.js';
import { OrderGate, type GateAnswer } from './order-gate.js';

/** What the delivery by a queue consists of. */
export interface QueuedDeliveryParts {
  readonly jobs: JobRunner;
  readonly emitter: HostEmitter;
  readonly inFlight: InFlightWork;
  readonly telemetry: Telemetry;
  readonly trace: TraceContext;
  readonly store: NewPayCallbackStore;
  readonly options: Pick<JobOptions, 'retry'>;
  readonly registration: NewPayRegistration;
}

/** While another job of the order is in the way: short pauses in this process, in milliseconds … */
const SHORT_PAUSES = [10, 20, 50, 100, 200] as const;
/** … then the queue runs the job again after this one. */
const BUSY_DELAY = 1_000;

/** Runs the listener of a job, unless it is one of those that have finished the event before. */
type NewRun = (finished: readonly string[]) => ListenerRun;

const DONE: NewPayJobResult = { outcome: 'done' };
const BUSY: NewPayJobResult = { outcome: 'again', delay: BUSY_DELAY };

/**
 * Delivers an event by the queue: one job for each listener. A job is run at least once, and repeated
 * alone. The store decides whether its listener still has to run, so that two runs of a job do no harm.
 */
export class QueuedDelivery extends EventPublisher {
  readonly #logger: Logger;
  readonly #store: StrictCallbackStore;
  readonly #renewals = new ClaimRenewals();
  readonly #gate: OrderGate;

  constructor(private readonly parts: QueuedDeliveryParts) {
    super();
    this.#store = new StrictCallbackStore(parts.store);
    this.#gate = new OrderGate(this.#store, this.#renewals);
    this.#logger = loggerFor('NewPayEvents', parts.registration);
    parts.jobs.handle(EVENT_JOB, (job) => this.#run(job));
  }

  /**
   * Resolves when the jobs of all listeners are stored, by this delivery or an earlier one.
   *
   * @throws {NoListenerError} no listener is registered for it
   * @throws {QueueUnavailableError} whether they are stored is not known
   */
  async deliver(event: NewPayAnyEvent): Promise<void> {
    const { handlers, catchAll } = this.parts.emitter.listenersOf(event.name);
    if (handlers.length === 0 && event.name !== 'newpay.duplicate') {
      throw new NoListenerError(`no listener is registered for "${event.name}"`);
    }
    const listeners = new Set([...handlers, ...catchAll].map(({ id }) => id ?? WITHOUT_ID));
    if (listeners.size > 0) {
      const trace = this.parts.trace.capture();
      const { retry } = this.parts.options;
      await this.parts.jobs.add(
        Array.from(listeners, (listener) => eventJob({ event, listener, trace }, retry)),
      );
    }
  }

  async wasHandled(event: NewPayEventReference): Promise<boolean> {
    const reached = await this.#gate.reached(event);
    return reached !== undefined && reached.rank >= rankOf(event);
  }

  async #run(job: NewPayQueueJob): Promise<NewPayJobResult> {
    const work = readEventJob(job.data);
    const listeners = this.#listenersOf(work);
    await this.#requireMemory(work, job);
    const { event, listener } = work;
    let run: ListenerRun | undefined;
    try {
      return await this.parts.inFlight.limit(
        () =>
          this.parts.trace.within(work.trace, () =>
            this.#pass(work, (finished) => (run = new ListenerRun(event, listeners, finished))),
          ),
        () => `order ${event.orderNo}, "${event.name}" (${run?.running || listener})`,
      );
    } catch (error) {
      if (error instanceof ClosingError) {
        return { outcome: 'again', delay: 0 };
      }
      throw error;
    }
  }

  /**
   * A job of an earlier state that is run again by hand after a long time: the store may have forgotten that the order
   * has reached a later one.
   */
  async #requireMemory({ event }: EventWork, job: NewPayQueueJob): Promise<void> {
    const { retention } = this.#store;
    const isOld = (this.parts.jobs.ageOf(job) ?? 0) >= retention;
    if (isOld && !isLastState(event) && (await this.#gate.reached(event)) === undefined) {
      throw new Error(
        `"${event.name}" is older than the "retention" of the store (${retention} ms), which may have forgotten a later state: the listener is not run. Ask NewPay for the state, with reconcile() or queryRefund()`,
      );
    }
  }

  /** @throws {NotRunnableHereError} this process does not have the listener */
  #listenersOf({ event, listener }: EventWork): EventListener[] {
    const { handlers, catchAll } = this.parts.emitter.listenersOf(event.name);
    const found = [...handlers, ...catchAll].filter(({ id }) => (id ?? WITHOUT_ID) === listener);
    if (found.length === 0) {
      throw new NotRunnableHereError(
        listener === WITHOUT_ID
          ? `this process has no listener to "${event.name}" without an id: add its provider to a module of this process`
          : `this process has no listener "${listener}" to "${event.name}": add its provider to a module of this process, or, if it was renamed, give it this id with @OnNewPay(…, { id })`,
      );
    }
    return found;
  }

  /** Runs the listener as soon as no other state of the order is in the way. */
  async #pass(work: EventWork, newRun: NewRun): Promise<NewPayJobResult> {
    for (const pause of [0, ...SHORT_PAUSES]) {
      if (pause > 0) {
        await setTimeout(pause);
      }
      // No other state can follow the last one: its work is claimed while the gate asks the store.
      const early = pause === 0 && isLastState(work.event) ? this.#claim(work) : undefined;
      const result = await this.#tryToRun(work, newRun, early);
      if (result) {
        return result;
      }
    }
    return BUSY;
  }

  /** `undefined` while another state of the order is in the way. */
  async #tryToRun(
    work: EventWork,
    newRun: NewRun,
    early: Promise<NewPayClaim> | undefined,
  ): Promise<NewPayJobResult | undefined> {
    const { event } = work;
    const answer = await this.#enter(work, early);
    if (answer.outcome === 'closed') {
      return this.#closed(event, answer.handled);
    }
    if (answer.outcome !== 'open') {
      return undefined;
    }
    try {
      const claiming = early ?? this.#claim(work);
      const isOpen = await this.#unclaimUnless(work, claiming, answer.confirmed);
      return isOpen ? await this.#runClaimed(work, newRun, await claiming) : undefined;
    } finally {
      await answer.leave();
    }
  }

  /** Gives an early claim back if the gate is not open. */
  async #enter(work: EventWork, early: Promise<NewPayClaim> | undefined): Promise<GateAnswer> {
    let answer: GateAnswer | undefined;
    try {
      answer = await this.#gate.enter(work.event);
      return answer;
    } finally {
      if (early && answer?.outcome !== 'open') {
        await this.#unclaim(work, early);
      }
    }
  }

  /** Gives the claim back unless the gate has recorded the state. */
  async #unclaimUnless(
    work: EventWork,
    claiming: Promise<NewPayClaim>,
    confirmed: Promise<boolean>,
  ): Promise<boolean> {
    let isOpen = false;
    try {
      isOpen = await confirmed;
      return isOpen;
    } finally {
      if (!isOpen) {
        await this.#unclaim(work, claiming);
      }
    }
  }

  #claim({ event, listener }: EventWork): Promise<NewPayClaim> {
    const claiming = this.#store.claim(workKeyOf(event, listener), rankOf(event));
    // Whoever needs it waits for it.
    claiming.catch(() => undefined);
    return claiming;
  }

  async #runClaimed(
    { event, listener }: EventWork,
    newRun: NewRun,
    claim: NewPayClaim,
  ): Promise<NewPayJobResult> {
    if (claim.outcome === 'handled') {
      return DONE;
    }
    if (claim.outcome !== 'claimed') {
      // Another process runs it: the engine took its job for abandoned.
      return BUSY;
    }
    const { token, finished = [] } = claim;
    const run = newRun(finished);
    const held = { key: workKeyOf(event, listener), rank: rankOf(event), token };
    const claimed = new ClaimedEvent(event, held, this.#store, this.#renewals, this.#logger);
    await claimed.handle(run, () => this.parts.telemetry.publishing(event, () => run.start()));
    return DONE;
  }

  /** Never rejects: the lease ends what cannot be released. */
  async #unclaim({ event, listener }: EventWork, claiming: Promise<NewPayClaim>): Promise<void> {
    try {
      const claim = await claiming;
      if (claim.outcome === 'claimed') {
        const key = workKeyOf(event, listener);
        await this.#store.release(key, claim.token, claim.finished ?? []);
      }
    } catch {
      // It was not claimed, or the store is away.
    }
  }

  /** A second payment is published as such; an earlier state is not published. */
  async #closed(event: NewPayAnyEvent, handled: NewPayHandled): Promise<NewPayJobResult> {
    const before: HandledClaim = { ...handled, outcome: 'handled' };
    if (isDuplicatePayment(event, before)) {
      await this.#publishDuplicate(duplicateOf(event, before));
    } else {
      this.#logger.log(
        `Order ${event.orderNo}: "${event.name}" came after the same or a later state; not published`,
      );
    }
    return DONE;
  }

  /** Told once, though each listener of the second payment has a job. */
  async #publishDuplicate(duplicate: NewPayDuplicateEvent): Promise<void> {
    await this.deliver(duplicate);
    const key = `told|${eventKeyOf(duplicate)}`;
    const claim = await this.#store.claim(key, rankOf(duplicate));
    if (claim.outcome === 'claimed') {
      this.#logger.error(describeDuplicate(duplicate));
      this.parts.telemetry.duplicate(duplicate);
      await this.#store.complete(
        key,
        rankOf(duplicate),
        claim.token,
        referenceOf(duplicate),
        duplicate.orderAmt,
      );
    }
  }
}
