import { Inject, Injectable, Logger } from '@nestjs/common';
import { visibleText } from '../errors/escape-invisible.js';
import {
  NEWPAY_CLOCK,
  NEWPAY_METER,
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
  NEWPAY_TRACER,
} from '../registration/newpay.tokens.js';
import type { TelemetryOptions } from '../options/resolved-options.interface.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import type {
  NewPayCallbackInfo,
  NewPayDeadLetterInfo,
  NewPayDuplicateInfo,
  NewPayHooks,
  NewPayPublishedInfo,
  NewPayResponseInfo,
  NewPayUnverifiedInfo,
} from '../options/newpay-hooks.interface.js';
import { messageOf } from '../errors/error-message.js';
import { invokeSafely } from '../user-code/run-user-code.js';
import { CHANNELS, type Report, type ReportName } from './channels.js';
import { Measurements, type FindMeter } from './measurements.js';
import { inSpan, isTraced, type FindTracer } from './tracer.js';
import { RegistrationHealth } from './registration-health.js';
import { loggerFor } from '../registration/registration-logger.js';

/** The fields of an event that hooks and spans receive. */
type PublishedEvent = { readonly name: `newpay.${string}` } & Pick<
  NewPayPublishedInfo,
  'orderNo' | 'merchant'
>;

/** Reports what happens to hooks, diagnostics channels, OpenTelemetry and the health check. */
@Injectable()
export class Telemetry {
  readonly #logger: Logger;
  readonly #measurements: Measurements;

  constructor(
    private readonly health: RegistrationHealth,
    @Inject(NEWPAY_OPTIONS) private readonly options: TelemetryOptions,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
    @Inject(NEWPAY_TRACER) private readonly findTracer: FindTracer,
    @Inject(NEWPAY_METER) findMeter: FindMeter,
  ) {
    this.#measurements = new Measurements(findMeter);
    this.#logger = loggerFor('NewPayHooks', registration);
  }

  /**
   * Reports one attempt of an API call.
   *
   * @param outcomeOf classifies an error of the attempt
   */
  async call<T>(
    call: string,
    attempt: () => Promise<T>,
    outcomeOf: (error: unknown) => NewPayResponseInfo['outcome'],
  ): Promise<T> {
    const begin = performance.now();
    if (this.#isHeard('request')) {
      this.#report('request', { merchant: this.registration.name, call });
    }
    let outcome: NewPayResponseInfo['outcome'] = 'ok';
    try {
      return await this.#traced(call, attempt);
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      if (outcome === 'ok' || outcome === 'refused') {
        this.health.lastAnswerAt = new Date(this.now());
      }
      if (this.#isHeard('response')) {
        const { name: merchant } = this.registration;
        const durationMs = performance.now() - begin;
        this.#report('response', { merchant, call, outcome, durationMs });
      }
    }
  }

  /** Reports the publication of an event to its listeners. */
  async publishing(event: PublishedEvent, publish: () => Promise<void>): Promise<void> {
    const { name, orderNo, merchant } = event;
    const attributes = { 'newpay.order_no': orderNo, 'newpay.merchant': merchant };
    const begin = performance.now();
    let outcome: 'handled' | 'failed' = 'failed';
    try {
      await inSpan(
        this.findTracer,
        { name: `publish ${name}`, kind: 'internal', attributes },
        publish,
      );
      outcome = 'handled';
    } finally {
      const durationMs = performance.now() - begin;
      this.#report('published', { merchant, event: name, orderNo, outcome, durationMs });
    }
  }

  /** Reports the handling of a verified callback. */
  handling(orderNo: string, handle: () => Promise<void>): Promise<void> {
    this.health.lastCallbackAt = new Date(this.now());
    const { name: merchant } = this.registration;
    const attributes = { 'newpay.order_no': orderNo, 'newpay.merchant': merchant };
    const work = { name: 'newpay callback', kind: 'server', attributes } as const;
    return inSpan(this.findTracer, work, handle);
  }

  /** Reports a second payment of an order that has been paid. */
  duplicate(info: NewPayDuplicateInfo): void {
    const { merchant, orderNo, newpayOrderNo, orderAmt, currency } = info;
    const { handledNewpayOrderNo, handledOrderAmt } = info;
    const payments = { newpayOrderNo, orderAmt, currency, handledNewpayOrderNo, handledOrderAmt };
    this.#report('duplicate', { merchant, orderNo, ...payments });
  }

  /** Reports a job that failed for the last time. */
  deadLetter(info: NewPayDeadLetterInfo): void {
    this.#report('deadLetter', { ...info, reason: visibleText(info.reason) });
  }

  /** Reports the answer to a callback. */
  callbackEnded(info: Omit<NewPayCallbackInfo, 'merchant'>): void {
    const reason = info.reason === undefined ? undefined : visibleText(info.reason);
    this.#report('callback', { merchant: this.registration.name, ...info, reason });
  }

  /** Hands out the body of a request that is not a valid callback, if the app asks for it. */
  unverified(info: Omit<NewPayUnverifiedInfo, 'merchant'>): void {
    const { name: merchant } = this.registration;
    this.#callHook('unverified', { merchant, ...info, reason: visibleText(info.reason) });
  }

  /** A call that waits for its answer holds no span that nobody collects. */
  #traced<T>(call: string, attempt: () => Promise<T>): Promise<T> {
    if (!isTraced(this.findTracer)) {
      return attempt();
    }
    const attributes = { 'newpay.call': call, 'newpay.merchant': this.registration.name };
    const work = { name: `newpay ${call}`, kind: 'client', attributes } as const;
    return inSpan(this.findTracer, work, attempt);
  }

  /** Whether a report goes to anybody. */
  #isHeard(name: ReportName): boolean {
    return (
      name in this.options.hooks ||
      CHANNELS[name].hasSubscribers ||
      this.#measurements.areTaken(name)
    );
  }

  #report<K extends ReportName>(name: K, report: Report<K>): void {
    // Frozen: all receive the same object, and none changes it for the others.
    Object.freeze(report);
    this.#measurements.record(name, report);
    this.#callHook(name, report);
    // What a subscriber throws does not reach us: Node makes an uncaught exception of it.
    CHANNELS[name].publish(report);
  }

  #callHook<K extends keyof NewPayHooks>(
    hook: K,
    info: Parameters<NonNullable<NewPayHooks[K]>>[0],
  ): void {
    const { hooks } = this.options;
    invokeSafely(
      // Called on its object: hooks may be methods of a class.
      () => (hooks[hook] as ((data: typeof info) => unknown) | undefined)?.call(hooks, info),
      (error) => this.#logger.error(`The option "hooks.${hook}" failed: ${messageOf(error)}`),
    );
  }
}
