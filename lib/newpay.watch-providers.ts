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
  NEWPAY_WATCHES,
  NEWPAY_WATCH_RUN,
} from './registration/newpay.tokens.js';
import { loggerFor } from './registration/registration-logger.js';
import type { NewPayRegistration } from './registration/registration.interface.js';
import type { NewPayCallbackStore } from './store/callback-store.interface.js';
import { StrictCallbackStore } from './store/strict-callback-store.js';
import type { Watches } from './watch/watches.js';

/** The watches of orders and refunds. Their files are loaded with the option `queue` only. */
export const WATCH_PROVIDERS: readonly Provider[] = [
  {
    provide: NEWPAY_WATCHES,
    useFactory: createWatches,
    inject: [NEWPAY_OPTIONS, NEWPAY_REGISTRATION, NEWPAY_JOBS, NEWPAY_STORE, NEWPAY_CLOCK],
  },
  {
    provide: NEWPAY_WATCH_RUN,
    useFactory: runWatches,
    inject: [
      NEWPAY_OPTIONS,
      NEWPAY_REGISTRATION,
      NEWPAY_JOBS,
      NEWPAY_STORE,
      NEWPAY_CLOCK,
      EventPublisher,
      PaymentClient,
      PaymentReconciler,
      RefundClient,
      RefundFinality,
      RefundResultPublisher,
      V2PaymentClient,
      V2Reconciler,
      V2RefundClient,
      V2RefundResultPublisher,
    ],
  },
];

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

/** Runs the watches of a registration: with `watch: false` too, those that another process stored. */
async function runWatches(
  { appId, queryRate }: ResolvedNewPayOptions,
  registration: NewPayRegistration,
  jobs: JobRunner | undefined,
  givenStore: NewPayCallbackStore,
  now: () => number,
  events: EventPublisher,
  payments: PaymentClient,
  reconciler: PaymentReconciler,
  refunds: RefundClient,
  finality: RefundFinality,
  publisher: RefundResultPublisher,
  v2Payments: V2PaymentClient,
  v2Reconciler: V2Reconciler,
  v2Refunds: V2RefundClient,
  v2Publisher: V2RefundResultPublisher,
): Promise<void> {
  if (!jobs) {
    return;
  }
  const [
    { WatchRun },
    { QueryRate },
    { WATCH_KIND },
    { WatchedPayments },
    { WatchedRefunds },
    { V2WatchedRefunds },
  ] = await Promise.all([
    import('./watch/watch-run.js'),
    import('./watch/query-rate.js'),
    import('./watch/watch-job.js'),
    import('./payments/watched-payments.js'),
    import('./refunds/watched-refunds.js'),
    import('./api-v2/v2-watched-refunds.js'),
  ]);
  const { name: merchant } = registration;
  const logger = loggerFor('NewPayWatch', registration);
  const store = new StrictCallbackStore(givenStore);
  const known = { events, appId, merchant, now };
  const watchRun = new WatchRun({
    ...known,
    jobs,
    store,
    logger,
    rate: new QueryRate(store, jobs.scope, queryRate, logger),
    targets: [
      new WatchedPayments({
        ...known,
        api: 'v1',
        query: (orderNo, options) => payments.queryOrder(orderNo, options),
        publish: (payment, options) => reconciler.publish(payment, options),
      }),
      new WatchedRefunds({ ...known, refunds, finality, publisher }),
      new WatchedPayments({
        ...known,
        api: 'v2',
        query: (orderNo, options) => v2Payments.queryOrder({ orderNo }, options),
        publish: (payment, options) => v2Reconciler.publish(payment, options),
      }),
      new V2WatchedRefunds({ ...known, refunds: v2Refunds, publisher: v2Publisher }),
    ],
  });
  jobs.handle(WATCH_KIND, (job, run) => watchRun.run(job, run));
}
