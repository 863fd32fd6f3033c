import { Inject, Injectable, Logger } from '@nestjs/common';
import { visibleText } from '../errors/escape-invisible.js';
import {
  NEWPAY_CLOCK,
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
  NEWPAY_TRACER,
} from '../registration/newpay.tokens.js';
import type { TelemetryOptions } from '../options/resolved-options.interface.js';
import type { NewPayRegistration } from '../registration/registration.interface.js';
import type {
  NewPayCallbackInfo,
  NewPayDuplicateInfo,
  NewPayHooks,
  NewPayPublishedInfo,
  NewPayResponseInfo,
} from '../options/newpay-hooks.interface.js';
import { messageOf } from '../errors/error-message.js';
import { invokeSafely } from '../user-code/run-user-code.js';
import { inSpan, type FindTracer } from './tracer.js';
import { RegistrationHealth } from './registration-health.js';
import { loggerFor } from '../registration/registration-logger.js';

/** The fields of an event that hooks and spans receive. */
type PublishedEvent = { readonly name: `newpay.${string}` } & Pick<
  NewPayPublishedInfo,
  'orderNo' | 'merchant'
>;

/** Reports what happens to hooks, OpenTelemetry spans and the health check. */
@Injectable()
export class Telemetry {
  readonly #logger: Logger;

  constructor(
    private readonly health: RegistrationHealth,
    @Inject(NEWPAY_OPTIONS) private readonly options: TelemetryOptions,
    @Inject(NEWPAY_REGISTRATION) private readonly registration: NewPayRegistration,
    @Inject(NEWPAY_CLOCK) private readonly now: () => number,
    @Inject(NEWPAY_TRACER) private readonly findTracer: FindTracer,
  ) {
    this.#logger = loggerFor(Telemetry, registration);
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
    const { name: merchant } = this.registration;
    const span = { 'newpay.call': call, 'newpay.merchant': merchant };
    this.#emit('request', { merchant, call });
    const begin = performance.now();
    let outcome: NewPayResponseInfo['outcome'] = 'ok';
    try {
      const work = { name: `newpay ${call}`, kind: 'client', attributes: span } as const;
      return await inSpan(this.findTracer, work, attempt);
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      if (outcome === 'ok' || outcome === 'refused') {
        this.health.lastAnswerAt = new Date(this.now());
      }
      this.#emit('response', { merchant, call, outcome, durationMs: performance.now() - begin });
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
      this.#emit('published', { merchant, event: name, orderNo, outcome, durationMs });
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
    this.#emit('duplicate', { merchant, orderNo, ...payments });
  }

  /** Reports the answer to a callback. */
  callbackEnded(info: Omit<NewPayCallbackInfo, 'merchant'>): void {
    const reason = info.reason === undefined ? undefined : visibleText(info.reason);
    this.#emit('callback', { merchant: this.registration.name, ...info, reason });
  }

  #emit<K extends keyof NewPayHooks>(
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
