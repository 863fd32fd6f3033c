import type { Report, ReportName } from './channels.js';

/** The values that a measurement is counted under. */
type MeasuredAttributes = Record<string, string | number>;

/** The part of `Histogram` and `Counter` of `@opentelemetry/api` that is used here. */
interface HistogramLike {
  record(value: number, attributes: MeasuredAttributes): void;
}
interface CounterLike {
  add(value: number, attributes: MeasuredAttributes): void;
}

/** The part of `Meter` of `@opentelemetry/api` that is used here. */
interface MeterLike {
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

/** In seconds: a call may take its 10 seconds, a listener its 2 minutes. */
const BOUNDARIES = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** The instruments of one meter. */
function instrumentsOf(meter: MeterLike) {
  const durationOf = (name: string, description: string) =>
    meter.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: BOUNDARIES },
    });
  return {
    calls: durationOf('newpay.call.duration', "Duration of an attempt to call NewPay's API"),
    callbacks: durationOf('newpay.callback.duration', 'Duration from a callback to its answer'),
    deliveries: durationOf('newpay.delivery.duration', 'Duration of the listeners of an event'),
    duplicates: meter.createCounter('newpay.duplicate_payments', {
      description: 'Deliveries of a second payment of an order',
      unit: '{delivery}',
    }),
    deadLetters: meter.createCounter('newpay.dead_letters', {
      description: 'Jobs of the queue that failed for the last time',
      unit: '{job}',
    }),
  };
}

type Instruments = ReturnType<typeof instrumentsOf>;
type Recorders = {
  readonly [K in ReportName]?: (instruments: Instruments, report: Report<K>) => void;
};

const RECORDERS: Recorders = {
  response: ({ calls }, { call, outcome, durationMs, merchant }) =>
    calls.record(durationMs / 1000, {
      'newpay.call': nameOf(call),
      'newpay.outcome': outcome,
      ...ofMerchant(merchant),
    }),
  callback: ({ callbacks }, { status, durationMs, merchant }) =>
    callbacks.record(durationMs / 1000, {
      'http.response.status_code': status,
      ...ofMerchant(merchant),
    }),
  published: ({ deliveries }, { event, outcome, durationMs, merchant }) =>
    deliveries.record(durationMs / 1000, {
      'newpay.event': event,
      'newpay.outcome': outcome,
      ...ofMerchant(merchant),
    }),
  duplicate: ({ duplicates }, { merchant }) => duplicates.add(1, ofMerchant(merchant)),
  deadLetter: ({ deadLetters }, { kind, merchant }) =>
    deadLetters.add(1, { 'newpay.job': kind, ...ofMerchant(merchant) }),
};

/** Measures what is reported with the app's OpenTelemetry, if it has one. */
export class Measurements {
  #meter: MeterLike | undefined;
  #instruments: Instruments | undefined;

  constructor(private readonly findMeter: FindMeter) {}

  /** Whether a report of this name is measured at all. */
  areTaken(name: ReportName): boolean {
    try {
      return RECORDERS[name] !== undefined && this.findMeter() !== undefined;
    } catch {
      return false;
    }
  }

  /** What the app's SDK throws changes nothing else. */
  record<K extends ReportName>(name: K, report: Report<K>): void {
    try {
      this.#record(name, report);
    } catch {
      // As for spans: a payment does not depend on its measurement.
    }
  }

  #record<K extends ReportName>(name: K, report: Report<K>): void {
    const meter = this.findMeter();
    if (meter !== this.#meter) {
      this.#meter = meter;
      this.#instruments = meter && instrumentsOf(meter);
    }
    if (this.#instruments) {
      RECORDERS[name]?.(this.#instruments, report);
    }
  }
}

/** The name of an endpoint. All raw calls are one: a path may hold an id, and each would be a series. */
function nameOf(call: string): string {
  return call.includes('/') ? 'call' : call;
}

function ofMerchant(merchant: string | undefined): MeasuredAttributes {
  return merchant === undefined ? {} : { 'newpay.merchant': merchant };
}
