import type { Provider } from '@nestjs/common';
import { V2PaymentClient } from './api-v2/v2-payment-client.js';
import { V2Reconciler } from './api-v2/v2-reconciler.js';
import { V2RefundClient } from './api-v2/v2-refund-client.js';
import { V2RefundResultPublisher } from './api-v2/v2-refund-result-publisher.js';
import { EventPublisher } from './events/event-publisher.js';
import type { JobRunner } from './jobs/job-runner.js';
import type { ResolvedNewPayOptions } from './options/resolved-options.interface.js';
import { PaymentClient } from './payments/payment-client.js';
import { PaymentReconciler } from './payments/payment-reconciler.js';
import { RefundClient } from './refunds/refund-client.js';
import { RefundFinality } from './refunds/refund-finality.js';
import { RefundResultPublisher } from './refunds/refund-result-publisher.js';
import {
  NEWPAY_CLOCK,
  NEWPAY_JOBS,
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
  NEWPAY_STORE,
  NEWPAY_V1_WATCH_TARGETS,
  NEWPAY_V2_WATCH_TARGETS,
  NEWPAY_WATCHES,
  NEWPAY_WATCH_RUN,
  NEWPAY_WATCH_SOURCE,
} from './registration/newpay.tokens.js';
import { loggerFor } from './registration/registration-logger.js';
import type { NewPayRegistration } from './registration/registration.interface.js';
import type { NewPayCallbackStore } from './store/callback-store.interface.js';
import { StrictCallbackStore } from './store/strict-callback-store.js';
import type { WatchTarget } from './watch/watch.interface.js';
import type { Watches } from './watch/watches.js';

/** The watches of orders and refunds. Their files are loaded with the option `queue` only. */
export const WATCH_PROVIDERS: readonly Provider[] = [
  {
    provide: NEWPAY_WATCHES,
    useFactory: createWatches,
    inject: [NEWPAY_OPTIONS, NEWPAY_REGISTRATION, NEWPAY_JOBS, NEWPAY_STORE, NEWPAY_CLOCK],
  },
  {
    provide: NEWPAY_WATCH_SOURCE,
    useFactory: createSource,
    inject: [NEWPAY_OPTIONS, NEWPAY_REGISTRATION, NEWPAY_CLOCK, EventPublisher],
  },
  {
    provide: NEWPAY_V1_WATCH_TARGETS,
    useFactory: createV1Targets,
    inject: [
      NEWPAY_JOBS,
      NEWPAY_WATCH_SOURCE,
      PaymentClient,
      PaymentReconciler,
      RefundClient,
      RefundFinality,
      RefundResultPublisher,
    ],
  },
  {
    provide: NEWPAY_V2_WATCH_TARGETS,
    useFactory: createV2Targets,
    inject: [
      NEWPAY_JOBS,
      NEWPAY_WATCH_SOURCE,
      V2PaymentClient,
      V2Reconciler,
      V2RefundClient,
      V2RefundResultPublisher,
    ],
  },
  {
    provide: NEWPAY_WATCH_RUN,
    useFactory: runWatches,
    inject: [
      NEWPAY_OPTIONS,
      NEWPAY_REGISTRATION,
      NEWPAY_JOBS,
      NEWPAY_STORE,
      NEWPAY_WATCH_SOURCE,
      NEWPAY_V1_WATCH_TARGETS,
      NEWPAY_V2_WATCH_TARGETS,
    ],
  },
];

interface WatchSource {
  readonly appId: string;
  readonly merchant: string | undefined;
  readonly now: () => number;
  readonly events: EventPublisher;
}

/** What stores the watches of a registration; `undefined` without a queue, or with `watch: false`. */
async function createWatches(
  { watch }: ResolvedNewPayOptions,
  registration: NewPayRegistration,
  jobs: JobRunner | undefined,
  store: NewPayCallbackStore,
  now: () => number,
): Promise<Watches | undefined> {
  if (!jobs || watch === false) {
    return undefined;
  }
  const { Watches } = await import('./watch/watches.js');
  const logger = loggerFor('NewPayWatch', registration);
  return new Watches(jobs, new StrictCallbackStore(store), watch, now, logger);
}

function createSource(
  { appId }: ResolvedNewPayOptions,
  { name: merchant }: NewPayRegistration,
  now: () => number,
  events: EventPublisher,
): WatchSource {
  return { appId, merchant, now, events };
}

async function createV1Targets(
  jobs: JobRunner | undefined,
  source: WatchSource,
  payments: PaymentClient,
  reconciler: PaymentReconciler,
  refunds: RefundClient,
  finality: RefundFinality,
  publisher: RefundResultPublisher,
): Promise<readonly WatchTarget[]> {
  if (!jobs) {
    return [];
  }
  const { WatchedPayments } = await import('./payments/watched-payments.js');
  const { WatchedRefunds } = await import('./refunds/watched-refunds.js');
  return [
    new WatchedPayments({
      ...source,
      api: 'v1',
      query: (orderNo, options) => payments.queryOrder(orderNo, options),
      publish: (payment, options) => reconciler.publish(payment, options),
    }),
    new WatchedRefunds({ ...source, refunds, finality, publisher }),
  ];
}

async function createV2Targets(
  jobs: JobRunner | undefined,
  source: WatchSource,
  payments: V2PaymentClient,
  reconciler: V2Reconciler,
  refunds: V2RefundClient,
  publisher: V2RefundResultPublisher,
): Promise<readonly WatchTarget[]> {
  if (!jobs) {
    return [];
  }
  const { WatchedPayments } = await import('./payments/watched-payments.js');
  const { V2WatchedRefunds } = await import('./api-v2/v2-watched-refunds.js');
  return [
    new WatchedPayments({
      ...source,
      api: 'v2',
      query: (orderNo, options) => payments.queryOrder({ orderNo }, options),
      publish: (payment, options) => reconciler.publish(payment, options),
    }),
    new V2WatchedRefunds({ ...source, refunds, publisher }),
  ];
}

/** Runs the watches of a registration: with `watch: false` too, those that another process stored. */
async function runWatches(
  { queryRate }: ResolvedNewPayOptions,
  registration: NewPayRegistration,
  jobs: JobRunner | undefined,
  givenStore: NewPayCallbackStore,
  source: WatchSource,
  v1Targets: readonly WatchTarget[],
  v2Targets: readonly WatchTarget[],
): Promise<void> {
  if (!jobs) {
    return;
  }
  const { WatchRun } = await import('./watch/watch-run.js');
  const { QueryRate } = await import('./watch/query-rate.js');
  const { WATCH_KIND } = await import('./watch/watch-job.js');
  const logger = loggerFor('NewPayWatch', registration);
  const store = new StrictCallbackStore(givenStore);
  const watchRun = new WatchRun({
    ...source,
    jobs,
    store,
    logger,
    rate: new QueryRate(store, jobs.scope, queryRate, logger),
    targets: [...v1Targets, ...v2Targets],
  });
  jobs.handle(WATCH_KIND, (job, run) => watchRun.run(job, run));
}
