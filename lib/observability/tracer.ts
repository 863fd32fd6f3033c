import { visibleText } from '../errors/escape-invisible.js';
import { messageOf } from '../errors/error-message.js';
import { attempt } from './attempt.js';

/** The part of `Span` of `@opentelemetry/api` that is used here. */
interface SpanLike {
  setStatus(status: { code: number; message?: string }): unknown;
  end(): void;
}

/** The part of `Tracer` of `@opentelemetry/api` that is used here. */
interface TracerLike {
  startActiveSpan<T>(
    name: string,
    options: { kind: number; attributes: Record<string, string> },
    run: (span: SpanLike) => T,
  ): T;
}

/** `SpanKind` and `SpanStatusCode` of `@opentelemetry/api`, which may not be installed. */
const SPAN_KIND = { internal: 0, server: 1, client: 2 } as const;
const STATUS_ERROR = 2;

/** The part of `TracerProvider` of `@opentelemetry/api` that is used here. */
interface ProviderLike {
  getTracer(name: string): TracerLike;
  /**
   * Only the proxy provider of the API has it; it delegates to the provider of an SDK, if there is
   * one.
   */
  getDelegateTracer?(name: string): TracerLike | undefined;
}

/** Finds the app's tracer; `undefined` while no SDK collects spans. */
export type FindTracer = () => TracerLike | undefined;

const NAME = 'nestjs-newpay';

/** Loads OpenTelemetry if the app has it: this package does not depend on it. */
export async function loadTracer(): Promise<FindTracer> {
  try {
    const { trace } = await import('@opentelemetry/api');
    return () => {
      const provider: ProviderLike = trace.getTracerProvider();
      // Without an SDK the API would create spans that are never collected.
      return provider.getDelegateTracer
        ? provider.getDelegateTracer(NAME)
        : provider.getTracer(NAME);
    };
  } catch {
    return () => undefined;
  }
}

/** The span of some work. */
interface TracedWork {
  readonly name: string;
  readonly kind: keyof typeof SPAN_KIND;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** Whether anybody collects spans. */
export function isTraced(findTracer: FindTracer): boolean {
  return attempt(findTracer) !== undefined;
}

/**
 * Runs the work in a new span, or without one if there is no tracer. The result is that of the
 * work, even if the tracer throws or returns something else.
 */
export function inSpan<T>(
  findTracer: FindTracer,
  { name, kind, attributes }: TracedWork,
  run: () => Promise<T>,
): Promise<T> {
  const tracer = attempt(findTracer);
  if (!tracer) {
    return run();
  }
  const options = { kind: SPAN_KIND[kind], attributes: withoutUndefined(attributes) };
  let work: Promise<T> | undefined;
  void attempt(() =>
    tracer.startActiveSpan(name, options, (span) => {
      work ??= endWith(span, run);
      // Without its rejection: a tracer that derives a promise from it would cause an unhandled
      // one.
      return work.catch(() => undefined);
    }),
  );
  return work ?? run();
}

async function endWith<T>(span: SpanLike, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    attempt(() => span.setStatus({ code: STATUS_ERROR, message: visibleText(messageOf(error)) }));
    throw error;
  } finally {
    attempt(() => span.end());
  }
}

function withoutUndefined(attributes: TracedWork['attributes']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
