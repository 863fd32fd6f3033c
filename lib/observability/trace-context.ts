import { attempt } from './attempt.js';

/** A trace context as text, such as `traceparent`. */
export type TraceCarrier = Readonly<Record<string, string>>;

/** Takes a trace from one process to another. */
export interface TraceContext {
  /** The trace that is active now; empty without one. */
  capture(): TraceCarrier;
  /** Runs the work in a trace that was captured. */
  within<T>(carrier: TraceCarrier, work: () => Promise<T>): Promise<T>;
}

const NONE: TraceContext = { capture: () => ({}), within: (_, work) => work() };

/** Loads OpenTelemetry if the app has it: this package does not depend on it. */
export async function loadTraceContext(): Promise<TraceContext> {
  try {
    const { context, propagation } = await import('@opentelemetry/api');
    return {
      capture: () => {
        const carrier: Record<string, string> = {};
        attempt(() => propagation.inject(context.active(), carrier));
        // Baggage is data of the app's, and may be personal.
        delete carrier['baggage'];
        return carrier;
      },
      within: (carrier, work) => {
        const trace = attempt(() => propagation.extract(context.active(), carrier));
        let running: ReturnType<typeof work> | undefined;
        if (trace !== undefined) {
          attempt(() => context.with(trace, () => void (running ??= work())));
        }
        return running ?? work();
      },
    };
  } catch {
    return NONE;
  }
}
