import type { Logger } from '@nestjs/common';
import { messageOf } from '../errors/error-message.js';
import type { EventPublisher } from '../events/event-publisher.js';
import { NewPayUnresolvedEvent, type NewPayLastStatus } from '../events/newpay-unresolved.event.js';
import { NotRunnableHereError } from '../jobs/not-runnable-here.error.js';
import type { NewPayJobResult, NewPayJobRun, NewPayQueueJob } from '../queue/queue.interface.js';
import { retryDelay } from '../queue/retry-delay.js';
import type { StrictCallbackStore } from '../store/strict-callback-store.js';
import { hasLaterWatch, rememberWatch } from './later-watch.js';
import type { QueryRate } from './query-rate.js';
import { nextTime, readWatch, watchJob } from './watch-job.js';
import type { Watch, WatchAnswer, WatchTarget } from './watch.interface.js';
import { nameOf } from './watch-name.js';
import type { WatchJobs } from './watches.js';
import { isWithoutEffect } from './without-effect.js';

/** How often a query without an answer is repeated before its time counts as asked: about 40 minutes. */
const UNANSWERED_ATTEMPTS = 5;

/** What a run of a watch needs of its registration. */
export interface WatchRunParts {
  readonly jobs: WatchJobs;
  readonly targets: readonly WatchTarget[];
  readonly rate: QueryRate;
  readonly store: StrictCallbackStore;
  readonly events: EventPublisher;
  readonly appId: string;
  readonly merchant: string | undefined;
  readonly now: () => number;
  readonly logger: Logger;
}

/** What NewPay said when it was asked. */
interface Outcome extends Partial<Omit<WatchAnswer, 'status'>> {
  readonly status: WatchAnswer['status'] | 'refused' | 'unanswered';
  /** Those of a refusal, as NewPay has sent them. */
  readonly gatewayCode?: string | undefined;
  readonly gatewayMessage?: string | undefined;
  /** Why there is no answer that can be trusted, in words of this package. */
  readonly problem?: string;
}

/**
 * Runs the job of a watch: asks NewPay at one of its times, unless the result is known. Then the watch
 * ends, or the job of the next time is stored; after the last time `newpay.unresolved` is published.
 */
export class WatchRun {
  constructor(private readonly parts: WatchRunParts) {}

  /**
   * @returns nothing, when the job is done
   * @throws what it could not store or publish: the attempt has failed
   */
  async run(
    job: NewPayQueueJob,
    { attempt, signal }: NewPayJobRun,
  ): Promise<NewPayJobResult | void> {
    const watch = readWatch(job.data);
    const target = this.#targetOf(watch);
    const known = await target.known(watch);
    if (known === 'final') {
      return;
    }
    const wait = await this.parts.rate.waitingTime();
    if (wait > 0) {
      return { outcome: 'again', delay: wait };
    }
    const outcome = await ask(target, watch, signal);
    if (outcome.status === 'unanswered') {
      if (signal.aborted) {
        return { outcome: 'again', delay: 0 };
      }
      if (attempt < UNANSWERED_ATTEMPTS) {
        const delay = retryDelay(job.backoff, attempt);
        return { outcome: 'failed', delay, reason: outcome.problem ?? 'no answer' };
      }
    }
    if (outcome.publish && known === 'processing') {
      this.#requireMemory(watch);
    }
    await outcome.publish?.();
    await this.#follow(watch, outcome, known === 'published');
  }

  /**
   * A store remembers what was handled for its `retention`. A job that runs later, as after an outage or by hand, cannot
   * tell a result that nobody has handled from one that was handled and is forgotten.
   */
  #requireMemory(watch: Watch): void {
    const { now, store } = this.parts;
    if (now() - watch.lookedAt >= store.retention) {
      const remedy =
        watch.refundOrderNo === undefined
          ? 'reconcile() publishes it'
          : 'take its result from queryRefund()';
      throw new Error(
        `NewPay has a result of ${nameOf(watch)}, and nothing is published, since it may have been before: this watch runs so late that the store would have forgotten it (its "retention" is ${store.retention} ms). If your app has not handled it, ${remedy}`,
      );
    }
  }

  async #follow(watch: Watch, outcome: Outcome, wasPublished: boolean): Promise<void> {
    const { store, jobs, now, logger } = this.parts;
    if (outcome.status === 'final') {
      return;
    }
    const isKnown = watch.isKnown || outcome.raw !== undefined;
    if (outcome.status === 'refused' && !isKnown && (await isWithoutEffect(store, watch.id))) {
      logger.log(
        `NewPay does not know ${nameOf(watch)}, which it refused or which was not sent: its watch ends`,
      );
      return;
    }
    const asked = watch.asked + 1;
    const time = nextTime(watch, now());
    if (time !== undefined) {
      const failureSeenAt = outcome.failureSeenAt ?? watch.failureSeenAt;
      const lookedAt = now();
      const next = { ...watch, time, lookedAt, asked, isKnown, failureSeenAt };
      await jobs.add([watchJob(next, lookedAt)]);
      if (isKnown && !watch.isKnown) {
        await rememberWatch(store, watch);
      }
    } else if (outcome.status !== 'published' && !wasPublished) {
      if (await hasLaterWatch(store, watch)) {
        logger.log(`This watch of ${nameOf(watch)} ends; a later one asks on`);
        return;
      }
      await this.#publishUnresolved(watch, asked, { ...outcome, status: outcome.status });
    }
  }

  async #publishUnresolved(
    watch: Watch,
    attempts: number,
    outcome: Outcome & { readonly status: NewPayLastStatus },
  ): Promise<void> {
    const { now, merchant, appId, events, logger } = this.parts;
    const { status: lastStatus, gatewayCode, gatewayMessage, raw } = outcome;
    const event = new NewPayUnresolvedEvent({
      orderNo: watch.orderNo,
      refundOrderNo: watch.refundOrderNo,
      attempts,
      lastStatus,
      gatewayCode,
      gatewayMessage,
      watchedSince: new Date(watch.since),
      occurredAt: new Date(now()),
      merchant,
      api: watch.api,
      raw: { appId, ...raw },
    });
    logger.warn(
      `NewPay has told no final state of ${nameOf(watch)} (asked ${attempts} times, last answer: ${lastStatus}): it is not asked any more`,
    );
    try {
      await events.deliver(event);
    } catch (error) {
      const { name } = Object(error) as { name?: unknown };
      if (name !== 'NoListenerError') {
        throw error;
      }
      logger.error(
        `No listener is registered for "newpay.unresolved", so only this line tells that ${nameOf(watch)} is unresolved: look at it in NewPay's console, and add @OnNewPay('unresolved') to a method of a provider.`,
      );
    }
  }

  #targetOf(watch: Watch): WatchTarget {
    const target = this.parts.targets.find((one) => one.isFor(watch));
    if (!target) {
      throw new NotRunnableHereError(
        `this process cannot ask for ${nameOf(watch)} of API ${watch.api}`,
      );
    }
    return target;
  }
}

/** @throws what was not about the query */
async function ask(target: WatchTarget, watch: Watch, signal: AbortSignal): Promise<Outcome> {
  try {
    return await target.ask(watch, { signal });
  } catch (error) {
    const { code, gatewayCode, gatewayMessage } = Object(error) as {
      code?: unknown;
      gatewayCode?: string;
      gatewayMessage?: string;
    };
    switch (code) {
      case 'ERR_NEWPAY_GATEWAY':
        return { status: 'refused', gatewayCode, gatewayMessage };
      case 'ERR_NEWPAY_TRANSPORT':
      case 'ERR_NEWPAY_SIGNATURE':
        return { status: 'unanswered', problem: messageOf(error) };
      default:
        throw error;
    }
  }
}
