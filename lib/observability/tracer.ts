import { visibleText } from '../errors/visible-text.js';
import { messageOf } from '../errors/message-of.js';

/** What is used of a span of `@opentelemetry/api`. */
export interface SpanLike {
  setStatus(status: { code: number; message?: string }): unknown;
  end(): void;
}

/** What is used of a tracer of `@opentelemetry/api`. */
export interface TracerLike {
  startActiveSpan<T>(
    name: string,
    options: { kind: number; attributes: Record<string, string> },
    run: (span: SpanLike) => T,
  ): T;
}

/** `SpanKind` and `SpanStatusCode` of `@opentelemetry/api`, which may not be there to be imported. */
export const SPAN_KIND = { internal: 0, server: 1, client: 2 } as const;
const STATUS_ERROR = 2;

/** What is used of a tracer provider of `@opentelemetry/api`. */
interface ProviderLike {
  getTracer(name: string): TracerLike;
  /** Only the API's own provider has it, which stands before the SDK's, if there is one. */
  getDelegateTracer?(name: string): TracerLike | undefined;
}

/** Finds the host's tracer; `undefined` while nobody collects spans. */
export type FindTracer = () => TracerLike | undefined;

const NAME = 'nestjs-newpay';

/** Looks for OpenTelemetry, on which this package does not depend. */
export async function loadTracer(): Promise<FindTracer> {
  try {
    const { trace } = await import('@opentelemetry/api');
    return () => {
      const provider: ProviderLike = trace.getTracerProvider();
      // Without an SDK behind it the API makes spans as well, that nobody will ever see.
      return provider.getDelegateTracer
        ? provider.getDelegateTracer(NAME)
        : provider.getTracer(NAME);
    };
  } catch {
    return () => undefined;
  }
}

/** A piece of work that may be traced. */
export interface TracedWork {
  readonly name: string;
  readonly kind: keyof typeof SPAN_KIND;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs the work in a span of its own, or as it is where there is no tracer. What becomes of the work
 * is the work's own answer: a tracer may throw, or return anything.
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
      // Without its failure, which would be nobody's if the tracer makes a promise of its own of it.
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

function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}

function withoutUndefined(attributes: TracedWork['attributes']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
