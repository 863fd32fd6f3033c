import type { Provider } from '@nestjs/common';
import { EventDelivery } from './events/event-delivery.js';
import { EventPublisher } from './events/event-publisher.js';
import { HostEmitter } from './events/host-emitter.js';
import { InFlightWork } from './events/in-flight-work.js';
import type { JobRunner } from './jobs/job-runner.js';
import { RegistrationHealth } from './observability/registration-health.js';
import { Telemetry } from './observability/telemetry.js';
import type { ResolvedNewPayOptions } from './options/resolved-options.interface.js';
import {
  NEWPAY_CLOCK,
  NEWPAY_JOBS,
  NEWPAY_OPTIONS,
  NEWPAY_REGISTRATION,
  NEWPAY_STORE,
} from './registration/newpay.tokens.js';
import type { NewPayRegistration } from './registration/registration.interface.js';
import type { NewPayCallbackStore } from './store/callback-store.interface.js';

/**
 * What differs with the option `queue`. The files behind it are loaded with that option only: an app without a
 * queue pays nothing for them.
 */
export const QUEUE_PROVIDERS: readonly Provider[] = [
  {
    provide: NEWPAY_JOBS,
    useFactory: createJobRunner,
    inject: [
      NEWPAY_OPTIONS,
      NEWPAY_REGISTRATION,
      Telemetry,
      RegistrationHealth,
      HostEmitter,
      InFlightWork,
      NEWPAY_CLOCK,
    ],
  },
  {
    provide: EventPublisher,
    useFactory: createPublisher,
    inject: [
      NEWPAY_OPTIONS,
      NEWPAY_REGISTRATION,
      NEWPAY_JOBS,
      NEWPAY_STORE,
      EventDelivery,
      HostEmitter,
      InFlightWork,
      Telemetry,
    ],
  },
];

/** The jobs of a registration; `undefined` without the option `queue`. */
async function createJobRunner(
  options: ResolvedNewPayOptions,
  registration: NewPayRegistration,
  telemetry: Telemetry,
  health: RegistrationHealth,
  emitter: HostEmitter,
  inFlight: InFlightWork,
  now: () => number,
): Promise<JobRunner | undefined> {
  const { queue } = options;
  if (!queue) {
    return undefined;
  }
  const { JobRunner } = await import('./jobs/job-runner.js');
  return new JobRunner({
    options: { ...options, queue },
    registration,
    telemetry,
    health,
    now,
    untilReady: () => emitter.untilReady(),
    whenClosing: (close) => inFlight.whenClosing(close),
  });
}

/** What takes events to the listeners: by the queue, or directly without one. */
async function createPublisher(
  options: ResolvedNewPayOptions,
  registration: NewPayRegistration,
  jobs: JobRunner | undefined,
  store: NewPayCallbackStore,
  direct: EventDelivery,
  emitter: HostEmitter,
  inFlight: InFlightWork,
  telemetry: Telemetry,
): Promise<EventPublisher> {
  if (!jobs) {
    return direct;
  }
  const { QueuedDelivery } = await import('./events/queued/queued-delivery.js');
  const { loadTraceContext } = await import('./observability/trace-context.js');
  const trace = await loadTraceContext();
  return new QueuedDelivery({
    jobs,
    emitter,
    inFlight,
    telemetry,
    trace,
    store,
    options,
    registration,
  });
}
