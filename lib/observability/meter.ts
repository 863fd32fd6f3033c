/** The values that a measurement is counted under. */
export type MeasuredAttributes = Record<string, string | number>;

/** The part of `Histogram` and `Counter` of `@opentelemetry/api` that is used here. */
interface HistogramLike {
  record(value: number, attributes: MeasuredAttributes): void;
}
interface CounterLike {
  add(value: number, attributes: MeasuredAttributes): void;
}

/** The part of `Meter` of `@opentelemetry/api` that is used here. */
export interface MeterLike {
  createHistogram(
    name: string,
    options: {
      description: string;
      unit: string;
      advice: { explicitBucketBoundaries: number[] };
    },
  ): HistogramLike;
  createCounter(name: string, options: { description: string; unit: string }): CounterLike;
}

/** Finds the app's meter; `undefined` while no SDK collects metrics. */
export type FindMeter = () => MeterLike | undefined;

const NAME = 'nestjs-newpay';

/** Loads OpenTelemetry if the app has it: this package does not depend on it. */
export async function loadMeter(): Promise<FindMeter> {
  try {
    const { createNoopMeter, metrics } = await import('@opentelemetry/api');
    const none = createNoopMeter();
    let provider: ReturnType<typeof metrics.getMeterProvider> | undefined;
    let meter: MeterLike | undefined;
    return () => {
      const current = metrics.getMeterProvider();
      // Asked again when an SDK is registered after the app has started.
      if (current !== provider) {
        provider = current;
        const found = current.getMeter(NAME);
        meter = found === none ? undefined : found;
      }
      return meter;
    };
  } catch {
    return () => undefined;
  }
}
