import type { EventDelivery } from './events/event-delivery.js';
import type { EventPublisher } from './events/event-publisher.js';
import type { HostEmitter } from './events/host-emitter.js';
import type { InFlightWork } from './events/in-flight-work.js';
import type { JobRunner } from './jobs/job-runner.js';
import type { RegistrationHealth } from './observability/registration-health.js';
import type { Telemetry } from './observability/telemetry.js';
import type { ResolvedNewPayOptions } from './options/resolved-options.interface.js';
import type { NewPayRegistration } from './registration/registration.interface.js';
import type { NewPayCallbackStore } from './store/callback-store.interface.js';

// Loaded with the option `queue` only: an app without a queue pays nothing for it.

/** The jobs of a registration; `undefined` without the option `queue`. */
export async function createJobRunner(
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
export async function createPublisher(
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
